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

/** Error of ξ for an error of χ: dξ/dχ = ξ²/χ; no bound where χ = 1 is within the error. */
export function correlationLengthError(gap: number, error: number): number {
  if (!(Math.abs(gap) > error)) return Number.POSITIVE_INFINITY;
  const nearest = Math.abs(gap) - error;
  return (
    Math.abs(correlationLength(Math.sign(gap) * nearest) - correlationLength(gap)) +
    2 * Number.EPSILON * Math.abs(correlationLength(gap))
  );
}
