/**
 * Depth over which a deviation from a fixed point falls by e, in layers:
 *
 *     ξ = -1 / ln |χ|,    χ the slope of the map from layer to layer there.
 *
 * Infinite at |χ| = 1, negative beyond, where the deviation grows.
 *
 * @param gap  1 - χ, because that is what is known accurately where ξ is long.
 *
 * @example
 * correlationLength(1 - 0.5); // 1.4427
 *
 * Source: S. S. Schoenholz et al., Deep Information Propagation, arXiv:1611.01232.
 */
export function correlationLength(gap: number): number {
  if (gap === 0) return Number.POSITIVE_INFINITY;
  return gap < 1 ? -1 / Math.log1p(-gap) : -1 / Math.log(gap - 1);
}

/**
 * The same by χ itself, 0 < χ < 1, where it has more digits than 1 - χ: far below 1.
 *
 * @param bound  on the error of χ
 */
export function shortCorrelationLength(
  chi: number,
  bound: number,
): { readonly length: number; readonly bound: number } {
  const length = -1 / Math.log(chi);
  if (!(chi > bound)) return { length, bound: Number.POSITIVE_INFINITY };
  return { length, bound: length - -1 / Math.log(chi - bound) + 2 * Number.EPSILON * length };
}

/** Bound on the error of ξ for one on that of χ: dξ/dχ = ξ²/χ; Infinity where χ = 1 is within it. */
export function correlationLengthBound(gap: number, gapBound: number): number {
  if (!(Math.abs(gap) > gapBound)) return Number.POSITIVE_INFINITY;
  const nearest = Math.abs(gap) - gapBound;
  return (
    Math.abs(correlationLength(Math.sign(gap) * nearest) - correlationLength(gap)) +
    2 * Number.EPSILON * Math.abs(correlationLength(gap))
  );
}
