import { blasVariables } from '@rgflow/kernels';
import { logAbsDeterminant } from '@rgflow/numerics/determinant';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { threadKernels } from '../network/thread-kernels.js';
import { normalDeterminantColumns } from './normal-determinant.columns.js';
import { RANDOM_NETWORK_STREAM, randomNetwork } from './random-network.js';

/**
 * ln |det G| of the normal numbers behind the matrices of one seed, in float64: once for all weight variances, which scale
 * them. Half a second for 784 x 784.
 */
export const normalDeterminantsStage = defineStage({
  name: 'normal-determinants',
  module: import.meta.url,
  provenance: blasVariables,
  draws: RANDOM_NETWORK_STREAM,
  params: z.strictObject({ width: z.int().positive(), depth: z.int().positive(), seed: z.int().nonnegative() }),
  inputs: {},
  outputs: { normal_determinant: table(normalDeterminantColumns) },
  run({ params: { width, depth }, stream, progress }) {
    const random = RandomStream.named(stream.name, stream.values);
    // A variance of the weights as large as the width makes them the normal numbers themselves.
    const { weights } = randomNetwork({ width, depth, sigmaW2: width, sigmaB2: 0 }, random, threadKernels());
    return {
      normal_determinant: weights.slice(1).map((matrix, l) => {
        const log_abs_determinant = logAbsDeterminant(matrix);
        progress((l + 1) / depth);
        return { layer: l + 1, units: width, log_abs_determinant };
      }),
    };
  },
});
