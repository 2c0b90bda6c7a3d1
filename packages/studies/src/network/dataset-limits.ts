import { datasetOf } from '@rgflow/dataset';
import type { z } from 'zod';
import { areSound, refuse, refuseLargerBatch } from './joint-checks.js';
import type { DatasetParameters, TrainingParameters } from './training-parameters.js';

/** A number of images that a study asks for, at a path among its parameters. */
interface AskedImages {
  readonly path: readonly string[];
  readonly images: number;
  /** What they are the sum of, if the number itself is not at the path. */
  readonly sum?: string;
}

/** Studies name it differently. */
type Trained = { readonly [K in 'training' | 'trained']?: Pick<TrainingParameters, 'epochs' | 'batchSize'> };

/**
 * A check of a study's parameters: refuses more images to train and judge by than the data set has, a batch of more images
 * than there are to train on, of which no step would come, and more to measure on than there are to judge by. Where a number
 * is at fault by itself, it alone is refused.
 *
 * @param askedOf  What is asked for of the validation images.
 *
 * @example
 * z.strictObject({ dataset, kl }).check(withinDataset(({ kl }) => [{ path: ['kl', 'images'], images: kl.images }]));
 */
export function withinDataset<P extends { readonly dataset: DatasetParameters } & Trained>(
  askedOf: (params: P) => readonly AskedImages[] = () => [],
): z.core.CheckFn<P> {
  return ({ value, issues }) => {
    const { name, train, validation } = value.dataset;
    const there = datasetOf(name).train;
    if (!areSound(issues, 'dataset')) return;
    if (validation >= there) {
      const rule = `expected less than ${there}, the images in the training file of ${name}`;
      return refuse(issues, ['dataset', 'validation'], rule, validation);
    }
    if (train + validation > there) {
      const parts = `the training file of ${name} has ${there} images, of which ${validation} are for validation`;
      refuse(issues, ['dataset', 'train'], `expected at most ${there - validation}: ${parts}`, train);
    }
    for (const section of ['training', 'trained'] as const) {
      const { epochs = 0, batchSize = 0 } = value[section] ?? {};
      if (epochs === 0 || !areSound(issues, section)) continue;
      refuseLargerBatch(issues, [section, 'batchSize'], batchSize, train, 'the images of dataset.train');
    }
    for (const { path, images, sum } of askedOf(value)) {
      if (images <= validation || !areSound(issues, path[0]!)) continue;
      if (sum === undefined) {
        refuse(issues, path, `expected at most ${validation}, the images of dataset.validation`, images);
      } else refuse(issues, path, `${sum} are ${images} images, but dataset.validation has ${validation}`);
    }
  };
}

/** A check of a study's parameters: refuses a `kl.image` that is not one of the images to judge by. */
export function ofValidation<
  P extends { readonly dataset: DatasetParameters; readonly kl: { readonly image: number | null } },
>(): z.core.CheckFn<P> {
  return ({ value, issues }) => {
    const { image } = value.kl;
    if (image === null || !areSound(issues, 'dataset', 'kl.image')) return;
    const { train, validation } = value.dataset;
    if (image >= train && image < train + validation) return;
    const rule = `expected ${train} to ${train + validation - 1}, the images of dataset.validation`;
    refuse(issues, ['kl', 'image'], rule, image);
  };
}
