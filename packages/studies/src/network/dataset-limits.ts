import { datasetOf } from '@rgflow/dataset';
import type { z } from 'zod';
import type { DatasetParameters } from './training-parameters.js';

/** A number of images that a study asks for, at a path among its parameters. */
export interface AskedImages {
  readonly path: readonly string[];
  readonly images: number;
  /** What they are the sum of, if the number itself is not at the path. */
  readonly sum?: string;
}

/**
 * A check of a study's parameters: refuses more images to train and judge by than the data set has, and more to measure on
 * than there are to judge by.
 *
 * @param askedOf  What is asked for of the validation images.
 *
 * @example
 * z.strictObject({ dataset, kl }).check(withinDataset(({ kl }) => [{ path: ['kl', 'images'], images: kl.images }]));
 */
export function withinDataset<P extends { readonly dataset: DatasetParameters }>(
  askedOf: (params: P) => readonly AskedImages[] = () => [],
): z.core.CheckFn<P> {
  return ({ value, issues }) => {
    const { name, train, validation } = value.dataset;
    const there = datasetOf(name).train;
    const refuse = (path: readonly string[], input: number | undefined, message: string): void => {
      issues.push({ code: 'custom', path: [...path], input, message, continue: true });
    };
    if (train + validation > there) {
      const most = Math.max(0, there - validation);
      refuse(
        ['dataset', 'train'],
        train,
        `expected at most ${most}: the training file of ${name} has ${there} images, of which ${validation} are for validation`,
      );
    }
    for (const { path, images, sum } of askedOf(value)) {
      if (images <= validation) continue;
      if (sum === undefined) refuse(path, images, `expected at most ${validation}, the images of dataset.validation`);
      else refuse(path, undefined, `${sum} are ${images} images, but dataset.validation has ${validation}`);
    }
  };
}
