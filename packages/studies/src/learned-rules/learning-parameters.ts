import { z } from 'zod';

/** How critics and rules climb, as stages are told. */
export const learningParameters = {
  steps: z.int().positive(),
  batch: z.int().min(2),
  rate: z.number().positive(),
  hidden: z.int().nonnegative(),
  starts: z.int().positive(),
} as const;
