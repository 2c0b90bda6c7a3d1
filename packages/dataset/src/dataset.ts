import { DomainError } from '@rgflow/numerics';

/** Labelled grey images as they are published: unsigned bytes, 0 to 255. */
export interface ImageSet {
  /** Shape (count, pixels): a row is one image. */
  readonly images: Uint8Array;
  /** Shape (count), each below `classes`. */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly pixels: number;
  readonly classes: number;
}

/** The two files that are published. */
export interface Dataset {
  readonly name: string;
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** Training and validation images from the training file, and the test file. */
export interface Split {
  readonly train: ImageSet;
  readonly validation: ImageSet;
  readonly test: ImageSet;
}

export interface SplitSizes {
  readonly train: number;
  readonly validation: number;
}

/**
 * The first `train` images of the training file to train on, the next `validation` to choose by, the whole test file to
 * report on. Nothing is shuffled and nothing copied: the parts are views.
 *
 * 50,000 + 10,000 is the split of the file `mnist.pkl.gz` that the networks of arXiv:2107.06898 were trained on.
 *
 * @throws {DomainError}  if a size is not a positive integer (validation may be 0) or the training file has fewer images.
 *
 * @example
 * split(loadDataset('mnist'), { train: 50000, validation: 10000 }).validation.count; // 10000
 */
export function split(dataset: Dataset, sizes: SplitSizes): Split {
  const { train, validation } = sizes;
  if (!Number.isSafeInteger(train) || train < 1 || !Number.isSafeInteger(validation) || validation < 0) {
    throw new DomainError(
      `split: train is ${train} and validation ${validation}; expected a positive integer and one not below 0.`,
    );
  }
  if (train + validation > dataset.train.count) {
    throw new DomainError(
      `split: ${train} + ${validation} images are asked for but the training file of ${dataset.name} has ` +
        `${dataset.train.count}; ask for fewer.`,
    );
  }
  return {
    train: slice(dataset.train, 0, train),
    validation: slice(dataset.train, train, train + validation),
    test: dataset.test,
  };
}

function slice(set: ImageSet, from: number, to: number): ImageSet {
  return {
    images: set.images.subarray(from * set.pixels, to * set.pixels),
    labels: set.labels.subarray(from, to),
    count: to - from,
    pixels: set.pixels,
    classes: set.classes,
  };
}
