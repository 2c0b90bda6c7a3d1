import { CRITICAL_COUPLING, truncatedRelativeEntropy } from '@rgflow/ising';
import { pow } from '@rgflow/numerics';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { exactSlopes } from './exact-slopes.js';
import { approachColumns } from './ising-approach.columns.js';
import { slopeRow } from './slope-row.js';

/**
 * Slopes of s⁽¹⁾ and s⁽∞⁾, exactly, and of the published s⁽∞⁾ on both sides of K_c, at distances |K/K_c - 1| that fall
 * evenly on a logarithmic scale.
 */
export const criticalApproachStage = defineStage({
  name: 'critical-approach',
  module: import.meta.url,
  params: z.strictObject({
    farthest: z.number().positive().lt(1),
    nearest: z.number().positive().lt(1),
    perDecade: z.int().positive(),
    alpha: z.number(),
  }),
  inputs: {},
  outputs: { ising_approach: table(approachColumns) },
  run({ params: { farthest, nearest, perDecade, alpha } }) {
    const truncated = (coupling: number) => truncatedRelativeEntropy(coupling, 0, { alpha }).asymptote;
    const count = Math.floor(perDecade * Math.log10(farthest / nearest) + 1e-9) + 1;
    // A last one that is the nearest but for rounding is that, not nearer.
    const distances = Array.from({ length: count }, (_, i) => Math.max(nearest, farthest * pow(10, -i / perDecade)));
    return {
      ising_approach: [-1, 1].flatMap((side) =>
        distances.flatMap((size) => {
          const distance = side * size;
          const coupling = CRITICAL_COUPLING * (1 + distance);
          return [
            ...exactSlopes(coupling),
            slopeRow('truncated', 'asymptote', coupling, truncated(coupling), slopeNearCritical(truncated, coupling)),
          ].map((row) => ({ ...row, distance }));
        }),
      ),
    };
  },
});

/** By a central difference over a fiftieth of the distance from K_c, so that its error is the same at every distance. */
function slopeNearCritical(f: (coupling: number) => number, coupling: number): number {
  const h = Math.abs(coupling - CRITICAL_COUPLING) / 50;
  return (f(coupling + h) - f(coupling - h)) / (2 * h);
}
