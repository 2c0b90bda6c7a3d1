import { CRITICAL_COUPLING, truncatedRelativeEntropy } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { exactSlopes } from './exact-slopes.js';
import { slopeColumns } from './ising-slope.columns.js';
import { slopeRow } from './slope-row.js';

/**
 * s⁽¹⁾ and s⁽∞⁾ of the square lattice with their slopes by K, exactly and of the published truncation, on a grid of
 * couplings.
 */
export const squareSlopesStage = defineStage({
  name: 'square-slopes',
  module: import.meta.url,
  params: z.strictObject({
    from: z.number().nonnegative(),
    to: z.number().positive(),
    points: z.int().min(2),
    alpha: z.number(),
  }),
  inputs: {},
  outputs: { ising_slope: table(slopeColumns) },
  run({ params: { from, to, points, alpha } }) {
    const last = points - 1;
    const couplings = Array.from({ length: points }, (_, i) => (i === last ? to : from + ((to - from) * i) / last));
    // At K_c itself the slopes are infinite.
    const regular = couplings.filter((coupling) => coupling !== CRITICAL_COUPLING);
    const truncated = (coupling: number) => truncatedRelativeEntropy(coupling, 0, { alpha }).asymptote;
    return {
      ising_slope: regular.flatMap((coupling) => [
        ...exactSlopes(coupling),
        slopeRow('truncated', 'asymptote', coupling, truncated(coupling), centralDifference(truncated, coupling)),
      ]),
    };
  },
});

/** f'(x) with an error of O(h²), h = 1e-5 or x: good to some 1e-8 where f is smooth. */
function centralDifference(f: (x: number) => number, x: number): number {
  const h = Math.min(1e-5, x);
  return h === 0 ? 0 : (f(x + h) - f(x - h)) / (2 * h);
}
