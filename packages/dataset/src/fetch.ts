import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { download, writeAtomically } from './download.js';
import { DatasetError } from './errors.js';
import { fileNames, fileRoles, findFile } from './files.js';
import { readIdx } from './idx.js';
import { type DatasetName, datasetOf } from './known-datasets.js';
import { addressAt } from './mirror.js';

export interface FetchOptions {
  /** Called as bytes arrive; `total` is null if the server does not say. */
  readonly onProgress?: (file: string, received: number, total: number | null) => void;
  /** A mirror to take instead of the publisher's address: the file names (with .gz) are appended. */
  readonly url?: string;
  readonly signal?: AbortSignal;
}

/**
 * Downloads the files of a data set into `folder`, gzipped as they are published, and returns their paths.
 *
 * A file that is there already and has the right digest is left alone. A new one is checked before it takes its name: there
 * is never a half or a wrong file under it, also if the process is killed.
 *
 * @throws {DatasetError}  if there is nothing to fetch for this name, the server does not answer with the file, or it is
 *                         not the published one.
 */
export async function fetchDataset(
  name: DatasetName,
  folder: string,
  options: FetchOptions = {},
): Promise<readonly string[]> {
  const source = datasetOf(name);
  const base = options.url ?? source.url;
  if (base === null) {
    throw new DatasetError(
      'not fetched',
      `fetchDataset: there is nothing to fetch for ${name}: it comes from ${source.source}.`,
    );
  }
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const role of fileRoles) {
    const sha256 = source.sha256[role];
    const present = findFile(folder, role);
    if (present !== null && isPublished(present, sha256)) {
      paths.push(present);
      continue;
    }
    const file = `${fileNames[role]}.gz`;
    const address = addressAt(base, file);
    const bytes = await download(address, file, LARGEST, options);
    readIdx(bytes, { sha256, name: address });
    // A damaged file under another of its names would be found before the new one.
    if (present !== null) await rm(present);
    paths.push(await writeAtomically(join(folder, file), bytes));
  }
  return paths;
}

function isPublished(path: string, sha256: string): boolean {
  try {
    readIdx(path, { sha256 });
    return true;
  } catch (error) {
    if (error instanceof DatasetError) return false;
    throw error;
  }
}

/** No file of these data sets is larger, compressed; what is, is something else. */
const LARGEST = 64 * 2 ** 20;
