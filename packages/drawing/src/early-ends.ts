import { largestOf } from './extremes.js';
import type { Series } from './line-panel.js';

/**
 * The same curves, those that end before the others named beside their end, on the free side: the way from there
 * to the column crosses other curves.
 */
export function nameEarlyEnds(series: readonly Series[]): readonly Series[] {
  const end = largestOf(series.flatMap(({ points }) => points.map(({ x }) => x)));
  return series.map((each) => {
    const [first, last] = [each.points[0], each.points.at(-1)];
    if (first === undefined || last === undefined || last.x === end) return each;
    return { ...each, labelPlace: last.y > first.y ? 'right' : 'left' };
  });
}
