import { historicalOrder, meanAndVariance, pushForward } from '@rgflow/kl';
import { defineStage, type Tensor, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { networkOf } from './network-tensors.js';
import { threadKernels } from './thread-kernels.js';

/** Samples of the reference Gaussian pushed through the layers in the order of the code behind the published figures. */
export const historicalSamplesStage = defineStage({
  name: 'historical-samples',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string(), samples: z.int().min(2) }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    preactivations: tensor('float32', ['image', 'unit']),
  },
  outputs: { historicalSums: tensor('float64', ['image', 'sample', 2]) },
  run({ params: { samples }, inputs, stream, progress }) {
    const { weights, biases } = networkOf(inputs);
    const order = historicalOrder(biases.map((bias) => bias.length));
    const network = { weights: order.map((layer) => weights[layer]!), biases: order.map((layer) => biases[layer]!) };
    const kernels = threadKernels();
    const random = RandomStream.named(stream!.name, stream!.values);
    const first = inputs.preactivations[0]!;
    const [images, units] = first.shape as [number, number];
    const sums = order.map(() => new Float64Array(images * samples * 2).fill(Number.NaN));
    for (let image = 0; image < images; image++) {
      const reference = meanAndVariance(first.data.subarray(image * units, (image + 1) * units));
      if (Number.isFinite(reference.variance) && reference.variance > 0) {
        const pushed = pushForward({
          ...network,
          reference,
          samples,
          random: random.split('image', { image }),
          kernels,
        });
        for (const [position, { sampleSums }] of pushed.entries())
          sums[position]!.set(sampleSums, image * sampleSums.length);
      }
      progress((image + 1) / images);
    }
    return {
      historicalSums: sums.map((data, layer): Tensor<'float64'> => ({ layer, shape: [images, samples, 2], data })),
    };
  },
});
