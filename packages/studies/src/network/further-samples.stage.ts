import { blasVariables } from '@rgflow/kernels';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { networkOf } from './network-tensors.js';
import { blockParameters, sampleBlock } from './sample-block.js';
import { sampleSumsTensor } from './sample-sums.js';
import { kernelNumerics, threadKernels } from './thread-kernels.js';

/** A block of samples beyond the first, which `activations` draws: what the same stream has next. */
export const furtherSamplesStage = defineStage({
  name: 'further-samples',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'activations',
  params: blockParameters,
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    preactivations: tensor('float32', ['image', 'unit']),
  },
  outputs: { sampleSums: sampleSumsTensor, logSlopes: sampleSumsTensor },
  run({ params: { activation, samples }, inputs, stream, progress }) {
    return sampleBlock(networkOf(inputs, { activation }), {
      reference: inputs.preactivations[0]!,
      samples,
      random: RandomStream.named(stream.name, stream.values),
      kernels: threadKernels(),
      progress,
    });
  },
});
