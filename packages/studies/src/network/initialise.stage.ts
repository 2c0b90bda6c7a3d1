import { blasVariables } from '@rgflow/kernels';
import { initialiseNetwork, layerWidths } from '@rgflow/mlp';
import { defineStage } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { networkTensors, tensorsOf } from './network-tensors.js';
import { threadKernels } from './thread-kernels.js';

/** An untrained network: W ~ N(0, sigma_w^2 / nIn), b ~ N(0, sigma_b^2). */
export const initialiseStage = defineStage({
  name: 'initialise',
  module: import.meta.url,
  provenance: blasVariables,
  draws: 'initialise',
  params: z.strictObject({
    shape: z.enum(['wide', 'tapered']),
    depth: z.int().positive(),
    width: z.int().positive(),
    /** Pixels of an image and classes of the data set. */
    inputs: z.int().positive(),
    classes: z.int().positive(),
    sigmaW2: z.number().nonnegative(),
    sigmaB2: z.number().nonnegative(),
    seed: z.int().nonnegative(),
  }),
  inputs: {},
  outputs: networkTensors,
  run({ params, stream }) {
    const { sigmaW2, sigmaB2, ...architecture } = params;
    const random = RandomStream.named(stream.name, stream.values);
    const widths = layerWidths(architecture);
    return tensorsOf(initialiseNetwork(widths, { sigmaW2, sigmaB2 }, random, { kernels: threadKernels() }));
  },
});
