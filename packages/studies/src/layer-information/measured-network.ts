import { activationNames } from '@rgflow/meanfield';
import type { Stream } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { threadKernels } from '../network/thread-kernels.js';
import { randomNetwork } from './random-network.js';

/** What stages that measure a random network are told of it. */
export const measuredNetworkParameters = z.strictObject({
  activation: z.enum(activationNames),
  width: z.int().positive(),
  depth: z.int().positive(),
  sigmaW2: z.number().positive(),
  sigmaB2: z.number().nonnegative(),
  inputSecondMoment: z.number().nonnegative(),
  samples: z.int().positive(),
  seed: z.int().nonnegative(),
});

/** A random network with all that a measurement of it takes, whatever is measured. */
export function measuredNetwork(
  params: z.infer<typeof measuredNetworkParameters>,
  determinants: Determinants,
  stream: Stream,
) {
  const { activation, samples, sigmaW2, sigmaB2, inputSecondMoment } = params;
  const random = RandomStream.named(stream.name, stream.values);
  const kernels = threadKernels();
  return {
    ...randomNetwork(params, random, kernels),
    activation,
    logDeterminants: scaledDeterminants(determinants, params),
    reference: { mean: 0, variance: sigmaW2 * inputSecondMoment + sigmaB2 },
    samples,
    random: random.split('samples'),
    kernels,
  };
}

type Determinants = readonly { readonly layer: number; readonly log_abs_determinant: number }[];

/** ln |det W| of each layer from those of the normal numbers, ln |det G| + (N/2) ln(σ_w²/N). */
export function scaledDeterminants(
  rows: Determinants,
  { width, sigmaW2 }: { readonly width: number; readonly sigmaW2: number },
): Float64Array {
  const scale = (width / 2) * Math.log(sigmaW2 / width);
  const determinants = new Float64Array(rows.length + 1);
  for (const { layer, log_abs_determinant } of rows) determinants[layer] = log_abs_determinant + scale;
  return determinants;
}
