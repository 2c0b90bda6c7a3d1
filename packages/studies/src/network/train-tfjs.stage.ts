import { createTfjsEngine, tfjsNumerics } from '@rgflow/mlp/tfjs';
import { defineStage } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { epochInputs, epochOutputs, epochParameters, TRAINING_STREAM, trainEpochBlock } from './epoch-block.js';

/** One epoch on TensorFlow.js. A stage of its own, so that an update of TensorFlow.js reruns no native training. */
export const trainTfjsStage = defineStage({
  name: 'train-tfjs',
  module: import.meta.url,
  // Which of its libraries TensorFlow.js computes with.
  provenance: ['RGFLOW_TFJS_NODE', '@rgflow/mlp/load-tfjs-node'],
  numerics: tfjsNumerics,
  draws: TRAINING_STREAM,
  params: epochParameters.extend({ engine: z.literal('tfjs') }),
  inputs: epochInputs,
  outputs: epochOutputs,
  run: (context) => trainEpochBlock(context, createTfjsEngine),
});
