import { downloadFolder } from './download-folder.js';
import { fileRoles, findFile } from './files.js';
import { type DatasetName, datasetOf } from './known-datasets.js';

/**
 * The folder a data set lies in, or null: `folder` if it is given and has one of the files, else the usual places.
 *
 * @param folder  Where `fetchDataset` wrote it, if not to `downloadFolder(name)`.
 */
export function findDataset(name: DatasetName, folder?: string): string | null {
  const usual = [...datasetOf(name).folders(), downloadFolder(name)];
  const places = folder === undefined ? usual : [folder, ...usual];
  return places.find((place) => fileRoles.some((role) => findFile(place, role) !== null)) ?? null;
}
