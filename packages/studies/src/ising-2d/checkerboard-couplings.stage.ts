import { decimateCheckerboard } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/** The table `checkerboard_coupling`: what one exact step makes of nearest neighbours. */
export const checkerboardColumns = {
  constant: 'float64',
  nearest: 'float64',
  diagonal: 'float64',
  plaquette: 'float64',
} as const;

/** All couplings after one checkerboard step, exactly: of them the published flow keeps one. */
export const checkerboardCouplingsStage = defineStage({
  name: 'checkerboard-couplings',
  module: import.meta.url,
  params: z.strictObject({ coupling: z.number().nonnegative() }),
  inputs: {},
  outputs: { checkerboard_coupling: table(checkerboardColumns) },
  run: ({ params: { coupling } }) => ({ checkerboard_coupling: [{ ...decimateCheckerboard(coupling) }] }),
});
