import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from './errors.js';
import { fileNames, fileRoles, findFile } from './files.js';
import { readIdx } from './idx.js';
import { type DatasetName, datasetOf } from './known-datasets.js';

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
    const address = new URL(file, base.endsWith('/') ? base : `${base}/`).href;
    const bytes = await download(address, file, options);
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

async function download(address: string, file: string, options: FetchOptions): Promise<Uint8Array> {
  const { onProgress, signal } = options;
  const chunks: Uint8Array[] = [];
  let received = 0;
  try {
    const response = await fetch(address, signal === undefined ? {} : { signal });
    if (!response.ok || response.body === null) {
      throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    }
    // fetch undoes a transfer compression; the length the server gives is then of something else.
    const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
    const total = length === null ? null : Number(length);
    for await (const chunk of response.body) {
      chunks.push(chunk);
      received += chunk.length;
      if (received > LARGEST) throw new Error(`more than ${LARGEST} bytes came`);
      onProgress?.(file, received, total);
    }
  } catch (cause) {
    throw new DatasetError(
      'not fetched',
      `${address}: cannot be fetched (${reason(cause)}); try again later, or put the file into the folder by hand.`,
      { cause },
    );
  }
  return Buffer.concat(chunks);
}

/** fetch says only 'fetch failed'; the reason is in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

async function writeAtomically(path: string, bytes: Uint8Array): Promise<string> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  return path;
}
