import { blasVariables } from '@rgflow/kernels';
import { historicalOrder } from '@rgflow/kl';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { networkOf } from './network-tensors.js';
import { blockParameters, sampleBlock } from './sample-block.js';
import { sampleSumsTensor } from './sample-sums.js';
import { kernelNumerics, threadKernels } from './thread-kernels.js';

/**
 * A block of samples of the reference Gaussian pushed through the layers in the order of the code behind the published
 * figures.
 */
export const historicalSamplesStage = defineStage({
  name: 'historical-samples',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'historical-samples',
  params: blockParameters,
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    preactivations: tensor('float32', ['image', 'unit']),
  },
  outputs: { historicalSums: sampleSumsTensor },
  run({ params: { activation, samples }, inputs, stream, progress }) {
    const { weights, biases } = networkOf(inputs, { activation });
    const order = historicalOrder(biases.map((bias) => bias.length));
    const network = {
      activation,
      weights: order.map((layer) => weights[layer]!),
      biases: order.map((layer) => biases[layer]!),
    };
    const { sampleSums } = sampleBlock(network, {
      reference: inputs.preactivations[0]!,
      samples,
      random: RandomStream.named(stream.name, stream.values),
      kernels: threadKernels(),
      progress,
    });
    return { historicalSums: sampleSums };
  },
});
