import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DownloadOptions, download, writeAtomically } from '../download.js';
import { DatasetError } from '../errors.js';
import { addressAt } from '../mirror.js';
import { type FurtherSetName, furtherSets } from './further-sets.js';

/** CIFAR-10 is 170 MB. */
const LARGEST = 256 * 2 ** 20;

export interface FetchFurtherOptions extends DownloadOptions {
  /** A mirror to take instead of the publisher's address: the file names are appended. */
  readonly url?: string;
}

/**
 * Downloads the files of a set into `folder`, as they are published, and returns their paths. A file with the stated
 * digest that is there already is left alone; none gets its name before its digest was checked.
 *
 * @throws {DatasetError}  if the publisher has it in an archive that is not fetched here (the message says how to get
 *                         it), the server does not answer with a file, or it has another digest.
 */
export async function fetchFurtherSet(
  name: FurtherSetName,
  folder: string,
  options: FetchFurtherOptions = {},
): Promise<readonly string[]> {
  const { files, source, digestsFrom } = furtherSets.find((set) => set.name === name)!;
  if (files.length === 0) {
    throw new DatasetError('not fetched', `fetchFurtherSet: ${name} is not fetched; it comes from ${source}.`);
  }
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const { name: file, url, sha256 } of files) {
    const path = join(folder, file);
    if (existsSync(path) && digestOf(readFileSync(path)) === sha256) {
      paths.push(path);
      continue;
    }
    const base = options.url;
    const address = base === undefined ? url : addressAt(base, file);
    const bytes = await download(address, file, LARGEST, options);
    const digest = digestOf(bytes);
    if (digest !== sha256) {
      throw new DatasetError(
        'wrong digest',
        `${address}: its SHA-256 is ${digest}; expected ${sha256}, as ${digestsFrom} states.`,
      );
    }
    paths.push(await writeAtomically(path, bytes));
  }
  return paths;
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
