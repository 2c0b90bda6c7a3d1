import { DatasetError, type DatasetProblem } from './errors.js';
import { candidates, type FileRole, fileRoles, findFile } from './files.js';
import { findDataset } from './find-dataset.js';
import { readIdx } from './idx.js';
import { type DatasetName, datasetOf } from './known-datasets.js';

export interface CheckedFile {
  readonly role: FileRole;
  /** Where it is; null if it is not there. */
  readonly path: string | null;
  readonly problem: DatasetProblem | null;
  /** What is wrong and what to do about it, for people; null if all is well. */
  readonly message: string | null;
}

export interface DatasetCheck {
  readonly name: DatasetName;
  /** The folder it is in; null if it is not on this machine. */
  readonly folder: string | null;
  readonly files: readonly CheckedFile[];
  readonly ok: boolean;
}

/**
 * Looks for a data set and compares each of its files with the published digest. What is missing or damaged is in the
 * answer; nothing is thrown for it.
 *
 * @param folder  Where `fetchDataset` wrote it; the usual places are looked through as well.
 */
export function checkDataset(name: DatasetName, folder?: string): DatasetCheck {
  const source = datasetOf(name);
  const found = findDataset(name, folder);
  const files = fileRoles.map((role) => checkFile(found, role, source.sha256[role]));
  return { name, folder: found, files, ok: files.every((file) => file.problem === null) };
}

function checkFile(folder: string | null, role: FileRole, sha256: string): CheckedFile {
  const path = folder === null ? null : findFile(folder, role);
  if (path === null) {
    const message = `${candidates(role)[0]}: not found${folder === null ? '' : ` in ${folder}`}.`;
    return { role, path, problem: 'missing', message };
  }
  try {
    readIdx(path, { sha256 });
    return { role, path, problem: null, message: null };
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return { role, path, problem: error.problem, message: error.message };
  }
}
