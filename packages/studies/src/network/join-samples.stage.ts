import { defineStage, type Tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { sampleSumsTensor } from './sample-sums.js';

/** A block of samples put behind those before it, image by image. */
export const joinSamplesStage = defineStage({
  name: 'join-samples',
  module: import.meta.url,
  params: z.strictObject({}),
  // The further ones come last and so name the column `samples`, with the number of all of them.
  inputs: { before: sampleSumsTensor, further: sampleSumsTensor },
  outputs: { samples: sampleSumsTensor },
  run({ inputs: { before, further } }) {
    return { samples: before.map((layer, m) => joined(layer, further[m]!)) };
  },
});

function joined(before: Tensor<'float64'>, further: Tensor<'float64'>): Tensor<'float64'> {
  const [images, samples, sums] = before.shape as [number, number, number];
  const shape = [images, samples + further.shape[1]!, sums];
  const data = new Float64Array(before.data.length + further.data.length);
  const [head, tail] = [before.data.length / images, further.data.length / images];
  for (let image = 0; image < images; image++) {
    const start = image * (head + tail);
    data.set(before.data.subarray(image * head, (image + 1) * head), start);
    data.set(further.data.subarray(image * tail, (image + 1) * tail), start + head);
  }
  return { layer: before.layer, shape, data };
}
