import { datasetNames, loadDataset, split } from '@rgflow/dataset';
import { defineStage, type Tensor, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** Images and labels of a named data set, split into training and validation as the paper does, and the test file. */
export const datasetStage = defineStage({
  name: 'dataset',
  module: import.meta.url,
  // Where a data set lies; what is in it is known by its digest.
  provenance: ['@rgflow/dataset/download-folder'],
  params: z.strictObject({
    dataset: z.enum(datasetNames),
    train: z.int().positive(),
    validation: z.int().positive(),
  }),
  inputs: {},
  outputs: {
    trainImages: tensor('uint8', ['image', 'pixel']),
    trainLabels: tensor('uint8', ['image']),
    validationImages: tensor('uint8', ['image', 'pixel']),
    validationLabels: tensor('uint8', ['image']),
  },
  run({ params }) {
    const { train, validation } = split(loadDataset(params.dataset), params);
    return {
      trainImages: single([train.count, train.pixels], train.images),
      trainLabels: single([train.count], train.labels),
      validationImages: single([validation.count, validation.pixels], validation.images),
      validationLabels: single([validation.count], validation.labels),
    };
  },
});

function single(shape: readonly number[], data: Uint8Array): readonly Tensor<'uint8'>[] {
  return [{ layer: 0, shape, data }];
}
