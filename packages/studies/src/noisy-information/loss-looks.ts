import { activationNames } from '@rgflow/kernels';
import { z } from 'zod';

export const BOUNDS = ['lower', 'upper'] as const;

export const SCALES = ['absolute', 'layer'] as const;

/** What all stages of one kind of inputs are told. */
export const lossParameters = {
  activation: z.enum(activationNames),
  sigmaB2: z.number().nonnegative(),
  weightVariances: z.array(z.number().positive()).min(1),
  widths: z.array(z.int().positive()).min(1),
  depth: z.int().positive(),
  samples: z.int().min(2),
  correlation: z.number().min(0).lt(1),
  noises: z.array(z.number().positive()).min(1),
} as const;

/** Every noise in both scales, as `lossLayers` has them. */
export function noisesOf(noises: readonly number[]) {
  return SCALES.flatMap((scale) => noises.map((noise) => ({ noise, scale })));
}
