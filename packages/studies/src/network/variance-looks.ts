import { divergingColours } from '@rgflow/drawing';

/**
 * One colour per σ_w²: blues in the ordered phase (below the critical value), black at it, oranges in the chaotic phase,
 * lighter the further away.
 *
 * @param sigmaW2   The weight variances drawn, in any order.
 * @param critical  The critical σ_w² at the study's bias variance.
 */
export function phaseColours(sigmaW2: readonly number[], critical: number): readonly string[] {
  return divergingColours(sigmaW2, critical, TWO_DECIMALS);
}

/** Whether a swept σ_w² is the critical value to the two decimals that study files give it with. */
export function isCritical(sigmaW2: number, critical: number): boolean {
  return Math.abs(sigmaW2 - critical) <= TWO_DECIMALS;
}

const TWO_DECIMALS = 0.005;

/** σ_w² with one decimal at least and without rounding noise of a sweep's steps: '1.0', '1.76'. */
export function formatVariance(sigmaW2: number): string {
  const rounded = String(Number(sigmaW2.toPrecision(5)));
  return /^-?\d+$/.test(rounded) ? `${rounded}.0` : rounded;
}
