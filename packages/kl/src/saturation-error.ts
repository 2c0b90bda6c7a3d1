import { binade, ShapeError, square } from '@rgflow/numerics';
import type { Covariance } from './curve-covariance.js';

/** By how much a and b of a fit move with each value that is fitted, shape (n) each; NaN where there is no minimum. */
export interface SaturationSensitivity {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/**
 * ∂a/∂yᵢ and ∂b/∂yᵢ of the least-squares fit of a (1 - b^x), from the condition that the sum of squares is stationary:
 *
 *     ∂θ/∂yᵢ = H⁻¹ gᵢ,    H = Σᵢ [gᵢ gᵢᵀ - rᵢ ∂²f(xᵢ)],    gᵢ = ∂f(xᵢ)/∂θ,    rᵢ = yᵢ - f(xᵢ).
 *
 * The residuals have a part in H: where the curve is not quite of this form, the fit of a slightly other curve is what is
 * asked for. With the covariance of the values `propagatedError` carries their errors to a and b.
 *
 * @param fit  a and b as `fitSaturation` finds them, 0 < b < 1.
 * @param y    The values, shape (n), at x = 0, 1, ..., n - 1.
 *
 * @example Through three points, of which the first is zero: a = y₁² / (2y₁ - y₂)
 * saturationSensitivity({ a: 1, b: 0.5 }, [0, 0.5, 0.75]).a; // [0, -4, 4]
 */
export function saturationSensitivity(
  { a, b }: { readonly a: number; readonly b: number },
  y: ArrayLike<number>,
): SaturationSensitivity {
  const rate = -Math.log(b);
  // In units of a, by the rate: no power of two sizes is then in one sum.
  const points = Array.from(y, (value, x) => {
    const left = Math.exp(-rate * x);
    const byA = -Math.expm1(-rate * x);
    return { byA, byRate: x * left, residual: value / a - byA, x };
  });
  let [aa, ar, rr] = [0, 0, 0];
  // ∂²f is byRate by both, and -x byRate by the rate twice.
  for (const { byA, byRate, residual, x } of points) {
    aa += square(byA);
    ar += byA * byRate - residual * byRate;
    rr += square(byRate) + residual * x * byRate;
  }
  const determinant = aa * rr - square(ar);
  const isMinimum = determinant > 0 && aa > 0;
  const part = (numerator: number) => (isMinimum ? numerator / determinant : Number.NaN);
  return {
    a: Float64Array.from(points, ({ byA, byRate }) => part(rr * byA - ar * byRate)),
    b: Float64Array.from(points, ({ byA, byRate }) => (-b / a) * part(aa * byRate - ar * byA)),
  };
}

/**
 * The standard error of a number that follows from the points of a curve, to first order: √(gᵀ C g).
 *
 * @param sensitivity  g, shape (n).
 * Neither the unit of the number nor that of the points matters, from 1e-290 to 1e290.
 *
 * @param covariance   C of the points, of at least n; what is beyond n is not asked.
 * @throws {ShapeError}  if the covariance is of fewer points.
 */
export function propagatedError(sensitivity: Float64Array, { errors, correlations }: Covariance): number {
  const n = sensitivity.length;
  if (errors.length < n || correlations.length < n || correlations.some((row) => row.length < n)) {
    throw new ShapeError(`propagatedError: ${n} points and a covariance of ${errors.length}; give that of all points.`);
  }
  const parts = sensitivity.map((slope, i) => slope * errors[i]!);
  // In units of the largest part, so that no square overflows or vanishes.
  const unit = binade(parts.reduce((largest, part) => Math.max(largest, Math.abs(part)), 0));
  let variance = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) variance += (parts[i]! / unit) * correlations[i]![j]! * (parts[j]! / unit);
  }
  // Of points that err as one a rounding may be left below zero.
  return unit * Math.sqrt(variance < 0 ? 0 : variance);
}
