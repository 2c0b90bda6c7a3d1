import { blasVariables } from '@rgflow/kernels';
import { historicalOrder } from '@rgflow/kl';
import { defineStage, type Tensor, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { networkOf } from './network-tensors.js';
import { pushedSamples } from './pushed-samples.js';
import { threadKernels } from './thread-kernels.js';

/** Samples of the reference Gaussian pushed through the layers in the order of the code behind the published figures. */
export const historicalSamplesStage = defineStage({
  name: 'historical-samples',
  module: import.meta.url,
  provenance: blasVariables,
  draws: 'historical-samples',
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
    const reference = inputs.preactivations[0]!;
    const layers = pushedSamples(network, {
      reference,
      samples,
      random: RandomStream.named(stream.name, stream.values),
      kernels: threadKernels(),
      progress,
    });
    return {
      historicalSums: layers.map(({ sampleSums }, layer): Tensor<'float64'> => {
        return { layer, shape: [reference.shape[0]!, samples, 2], data: sampleSums };
      }),
    };
  },
});
