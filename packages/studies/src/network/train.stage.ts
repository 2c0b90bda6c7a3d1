import { blasVariables } from '@rgflow/kernels';
import { createNativeEngine, nativeArenaBytes, networkWidths } from '@rgflow/mlp';
import { defineStage } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { epochInputs, epochOutputs, epochParameters, TRAINING_STREAM, trainEpochBlock } from './epoch-block.js';
import { kernelNumerics, threadKernels } from './thread-kernels.js';

/** One epoch on rgflow's own kernels. */
export const trainStage = defineStage({
  name: 'train',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: TRAINING_STREAM,
  params: epochParameters.extend({ engine: z.literal('native') }),
  inputs: epochInputs,
  outputs: epochOutputs,
  run: (context) =>
    trainEpochBlock(context, (network, training) => {
      const arenaBytes = nativeArenaBytes(networkWidths(network), training.batchSize);
      return createNativeEngine(network, training, threadKernels(arenaBytes));
    }),
});
