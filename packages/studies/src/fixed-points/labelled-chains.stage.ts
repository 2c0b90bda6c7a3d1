import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** Chains, label 1, and chains whose sites know nothing of each other, label 0, by turns: what a classifier tells apart. */
export const labelledChainsStage = defineStage({
  name: 'labelled-chains',
  module: import.meta.url,
  params: z.strictObject({}),
  inputs: { drawn: tensor('uint8', ['image', 'pixel']), shuffled: tensor('uint8', ['image', 'pixel']) },
  outputs: { images: tensor('uint8', ['image', 'pixel']), labels: tensor('uint8', ['image']) },
  run({ inputs: { drawn, shuffled } }) {
    const [count, pixels] = drawn[0]!.shape as [number, number];
    const data = new Uint8Array(2 * count * pixels);
    for (let row = 0; row < count; row++) {
      [shuffled, drawn].forEach((of, label) => {
        data.set(of[0]!.data.subarray(row * pixels, (row + 1) * pixels), (2 * row + label) * pixels);
      });
    }
    const labels = Uint8Array.from({ length: 2 * count }, (_, at) => at % 2);
    return {
      images: [{ layer: 0, shape: [2 * count, pixels], data }],
      labels: [{ layer: 0, shape: [2 * count], data: labels }],
    };
  },
});
