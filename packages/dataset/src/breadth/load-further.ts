import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { square } from '@rgflow/numerics';
import type { ImageSet } from '../dataset.js';
import { downloadFolder } from '../download-folder.js';
import { DatasetError } from '../errors.js';
import { readIdx } from '../idx.js';
import { type FurtherSetName, furtherSets } from './further-sets.js';
import { filesOfTar } from './tar.js';
import { COLOUR_RECORD_BYTES, greyOfColour, transposed } from './upright.js';

/** Images of 28 x 28 and how their files are known. */
export interface FurtherImages {
  readonly set: ImageSet;
  /** Whether each file has the digest that its publisher, or tensorflow-datasets, states; else it is taken as it is. */
  readonly asPublished: boolean;
}

const SIDE = 28;
const CIFAR_ARCHIVE = 'cifar-10-binary.tar.gz';
const CIFAR_BATCHES = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);

/**
 * The folder that a set lies in, or null: `folder`, if it is given and has its files, else `data/<name>` of this checkout.
 */
export function findFurtherSet(name: FurtherSetName, folder?: string): string | null {
  const places = [...(folder === undefined ? [] : [folder]), downloadFolder(name)];
  return places.find((place) => FORMATS[name].isIn(place)) ?? null;
}

/**
 * The training images of a set, 28 x 28 bytes each, upright, and labels from 0.
 *
 * @param folder  Where to look first.
 * @throws {DatasetError}  if it is not on this machine (the message says how to get it), a file is damaged, or one that
 *                         is there under its published name has not the digest that is stated.
 */
export function loadFurtherSet(name: FurtherSetName, folder?: string): FurtherImages {
  const { source, classes } = furtherSets.find((set) => set.name === name)!;
  const found = findFurtherSet(name, folder);
  if (found === null) {
    const places = [...(folder === undefined ? [] : [folder]), downloadFolder(name)].join(' or ');
    throw new DatasetError('missing', `${name}: its files are not in ${places}; it comes from ${source}.`);
  }
  const { images, labels, asPublished } = FORMATS[name].read(found);
  const count = labels.length;
  if (images.length !== count * square(SIDE) || labels.some((label) => label >= classes)) {
    throw new DatasetError(
      'wrong shape',
      `${found}: ${images.length} pixels and ${count} labels from 0 to ${labels.reduce((a, b) => Math.max(a, b), 0)}; expected 784 ` +
        `pixels for each label, and ${classes} classes.`,
    );
  }
  return { set: { images, labels, count, pixels: square(SIDE), classes }, asPublished };
}

interface Format {
  readonly isIn: (folder: string) => boolean;
  readonly read: (folder: string) => { images: Uint8Array; labels: Uint8Array; asPublished: boolean };
}

const FORMATS: Readonly<Record<FurtherSetName, Format>> = {
  kmnist: {
    isIn: (folder) => present(folder, 'train-images-idx3-ubyte') !== null,
    read(folder) {
      const [images, labels] = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'].map((name) => idx(folder, name));
      return { images: images!.data, labels: labels!.data, asPublished: bothPublished('kmnist', images!, labels!) };
    },
  },
  'emnist-letters': {
    isIn: (folder) => present(folder, 'emnist-letters-train-images-idx3-ubyte') !== null,
    read(folder) {
      const { data } = idx(folder, 'emnist-letters-train-images-idx3-ubyte');
      const labels = idx(folder, 'emnist-letters-train-labels-idx1-ubyte').data;
      // Classes are 1 to 26; a label of 0 becomes 255, which is refused.
      return { images: transposed(data, SIDE), labels: labels.map((label) => label - 1), asPublished: false };
    },
  },
  'cifar-10': {
    isIn: (folder) => existsSync(join(folder, CIFAR_ARCHIVE)) || existsSync(join(folder, CIFAR_BATCHES[0]!)),
    read(folder) {
      const archive = join(folder, CIFAR_ARCHIVE);
      const asPublished = existsSync(archive);
      const files = asPublished ? filesOfTar(unpacked(published('cifar-10', archive), archive), archive) : null;
      const batches = CIFAR_BATCHES.map((name) => records(files?.get(name), join(folder, name), name));
      return { ...greyOfColour(Buffer.concat(batches)), asPublished };
    },
  },
};

interface IdxFile {
  readonly path: string;
  readonly data: Uint8Array;
}

function idx(folder: string, name: string): IdxFile {
  const path = present(folder, name);
  if (path === null) throw new DatasetError('missing', `${folder}: there must be a file ${name} or ${name}.gz.`);
  return { path, data: readIdx(path).data };
}

function present(folder: string, name: string): string | null {
  return [name, `${name}.gz`].map((each) => join(folder, each)).find((path) => existsSync(path)) ?? null;
}

/** Files that are gzipped are as they are published, or damaged. */
function bothPublished(name: FurtherSetName, ...files: readonly IdxFile[]): boolean {
  const zipped = files.filter(({ path }) => path.endsWith('.gz'));
  for (const { path } of zipped) published(name, path);
  return zipped.length === files.length;
}

/** The bytes of a file. @throws {DatasetError} if they have not the digest that is stated of it. */
function published(name: FurtherSetName, path: string): Uint8Array {
  const bytes = readFileSync(path);
  const { files, digestsFrom } = furtherSets.find((set) => set.name === name)!;
  const stated = files.find((file) => path.endsWith(file.name))!.sha256;
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest === stated) return bytes;
  throw new DatasetError(
    'wrong digest',
    `${path}: its SHA-256 is ${digest}; expected ${stated}, as ${digestsFrom} states: fetch it again.`,
  );
}

function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new DatasetError('not gzip', `${path}: cannot be unpacked (${(cause as Error).message}); fetch it again.`, {
      cause,
    });
  }
}

function records(inArchive: Uint8Array | undefined, path: string, name: string): Uint8Array {
  const bytes = inArchive ?? (existsSync(path) ? readFileSync(path) : null);
  if (bytes === null) throw new DatasetError('missing', `${path}: there must be a file ${name}; there is none.`);
  if (bytes.length > 0 && bytes.length % COLOUR_RECORD_BYTES === 0) return bytes;
  throw new DatasetError(
    'truncated',
    `${path}: ${bytes.length} bytes; expected a multiple of ${COLOUR_RECORD_BYTES}, an image of CIFAR-10 each; fetch it again.`,
  );
}
