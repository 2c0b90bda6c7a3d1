import { DomainError, type Estimate } from '@rgflow/numerics';
import { type LeastSquaresFit, leastSquares } from '@rgflow/numerics/least-squares';
import { CRITICAL_COUPLING } from './critical-coupling.js';

/** y = amplitude · ln(1/|1 - K/K_c|) + background near K_c. */
export interface LogarithmicDivergence {
  readonly amplitude: Estimate;
  readonly background: Estimate;
  readonly fit: LeastSquaresFit;
}

/**
 * Least squares of amplitude · ln(1/|τ|) + background + (slope · ln(1/|τ|) + asymmetry) · τ, τ = K/K_c - 1, to slopes
 * measured near K_c: the logarithm with its first correction, which differs by sign on the two sides.
 *
 * @param couplings  Shape (n), n >= 4, none of them K_c; take both sides and several decades of |τ|. Of 4 there is no error:
 *                   it is NaN.
 * @param slopes     Shape (n).
 * @throws {ShapeError}   if the lengths differ or n < 4.
 * @throws {DomainError}  if a coupling is K_c, where ln(1/|τ|) is infinite.
 */
export function fitLogarithmicDivergence(
  couplings: readonly number[],
  slopes: readonly number[],
): LogarithmicDivergence {
  const distances = couplings.map((coupling) => coupling / CRITICAL_COUPLING - 1);
  const at = distances.indexOf(0);
  if (at !== -1) {
    throw new DomainError(
      `fitLogarithmicDivergence: coupling ${at} is K_c itself, where the slope is infinite; leave it out.`,
    );
  }
  const farthest = Math.max(...distances.map(Math.abs)); // τ in units of it, so that all parameters are of one size
  const gradient = (tau: number) => {
    const logarithm = -Math.log(Math.abs(tau));
    return [logarithm, 1, (tau / farthest) * logarithm, tau / farthest];
  };
  const value = (tau: number, parameters: readonly number[]) =>
    gradient(tau).reduce((sum, term, i) => sum + term * parameters[i]!, 0);
  const fit = leastSquares(distances, slopes, { value, gradient }, [1, 0, 0, 0]);
  return {
    amplitude: fit.parameters[0]!,
    background: fit.parameters[1]!,
    fit,
  };
}
