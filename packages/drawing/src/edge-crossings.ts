import { largestOf } from './extremes.js';

/** A sample of a function of the plane. */
export interface PlaneSample {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** Where a level line leaves a rectangle. */
interface EdgeCrossing<L> {
  readonly level: L;
  /** x along the upper edge, y along the right one. */
  readonly at: number;
}

/**
 * Where the lines of given values cross the upper and the right edge of a rectangular grid of samples, ascending along
 * the edge, by linear interpolation between its last row's and last column's samples.
 */
export function edgeCrossings<L extends { readonly value: number }>(
  samples: readonly PlaneSample[],
  levels: readonly L[],
): { readonly upper: readonly EdgeCrossing<L>[]; readonly right: readonly EdgeCrossing<L>[] } {
  const lastX = largestOf(samples.map(({ x }) => x));
  const lastY = largestOf(samples.map(({ y }) => y));
  return {
    upper: crossings(
      samples.filter(({ y }) => y === lastY).map(({ x, value }) => ({ at: x, value })),
      levels,
    ),
    right: crossings(
      samples.filter(({ x }) => x === lastX).map(({ y, value }) => ({ at: y, value })),
      levels,
    ),
  };
}

interface EdgeSample {
  readonly at: number;
  readonly value: number;
}

function crossings<L extends { readonly value: number }>(
  edge: readonly EdgeSample[],
  levels: readonly L[],
): readonly EdgeCrossing<L>[] {
  const along = [...edge].sort((p, q) => p.at - q.at);
  return along
    .slice(1)
    .flatMap((to, i) => {
      const from = along[i]!;
      return levels
        .filter(({ value }) => (from.value < value && value <= to.value) || (to.value <= value && value < from.value))
        .map((level) => {
          const share = (level.value - from.value) / (to.value - from.value);
          return { level, at: from.at + share * (to.at - from.at) };
        });
    })
    .sort((p, q) => p.at - q.at);
}
