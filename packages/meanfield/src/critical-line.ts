import { DomainError, findRoot, pow, powerOfTwo } from '@rgflow/numerics';
import { type Activation, tanh } from './activation.js';
import { activationAverages } from './averages.js';
import { noCriticalPoint } from './existence.js';
import { LARGEST_VARIANCE } from './gaussian-rule.js';
import { hermiteSeries } from './hermite-series.js';
import type { MeanFieldOptions } from './mean-field.js';
import { checkBiasVariance } from './parameters.js';

export interface CriticalPoint {
  /** σ_w² at which χ₁ = 1. */
  readonly sigmaW2: number;
  /** Variance of the preactivations in deep layers there; null where it stays whatever it is, as of relu. */
  readonly qStar: number | null;
}

/**
 * The weight variance that separates order from chaos at a given bias variance, χ₁ = 1:
 *
 *     σ_w² = 1 / E φ'(√q z)²,    σ_b² = q - E φ(√q z)² / E φ'(√q z)²,
 *
 * the second equation solved for q = q*. For tanh σ_b² ≈ (4/3) q³ near q = 0, and both terms are near q; with the
 * coefficients of
 * `hermiteSeries` their difference is Σₙ (n - 1) aₙ² / E φ'², which does not cancel, so σ_w² is good to 1e-15 down to σ_b² =
 * 0.
 *
 * @param sigmaB2  σ_b², 0 <= σ_b² <= 2.5e5.
 * @throws {DomainError}  if σ_b² is outside (NaN is), or there is no such point (`noCriticalPoint`): a homogeneous
 *                        activation is critical at σ_w² = 1 / gain, σ_b² = 0 only.
 *
 * @example
 * criticalPoint(0.05); // { sigmaW2: 1.7609546396067391, qStar: 0.5700478816407642 }
 *
 * Source: B. Poole et al., arXiv:1606.05340.
 */
export function criticalPoint(sigmaB2: number, options: MeanFieldOptions = {}): CriticalPoint {
  const { activation = tanh } = options;
  checkBiasVariance('criticalPoint', sigmaB2);
  const missing = noCriticalPoint(sigmaB2, activation);
  if (missing !== null) throw new DomainError(`criticalPoint: sigmaB2 is ${sigmaB2}. ${missing}.`);
  if (activation.homogeneous !== null) return { sigmaW2: 1 / activation.homogeneous.gain, qStar: null };
  const qStar = sigmaB2 === 0 && activation.value(0) === 0 ? 0 : variance(sigmaB2, activation);
  return { sigmaW2: 1 / activationAverages(qStar, activation).meanSquaredDerivative, qStar };
}

function variance(sigmaB2: number, activation: Activation): number {
  const small = smallVariance(sigmaB2, activation);
  if (small < SMALL) return small;
  const excess = (q: number) => biasVariance(q, activation) - sigmaB2;
  // σ_b² < q, so the root lies above it.
  for (let lower = Math.max(sigmaB2, SMALL / 2); lower <= LARGEST_VARIANCE / 2; lower *= 2) {
    if (excess(2 * lower) > 0) return findRoot(excess, lower, 2 * lower);
  }
  throw new DomainError(
    `criticalPoint: with ${activation.name} and sigmaB2 = ${sigmaB2} there is no sigmaW2 at which chi_1 = 1 for a variance of ` +
      `the preactivations up to ${LARGEST_VARIANCE}; the network does not change phase there.`,
  );
}

/** σ_b² on the critical line as a function of q*. */
function biasVariance(q: number, activation: Activation): number {
  const { meanSquare, meanSquaredDerivative } = activationAverages(q, activation);
  if (q > 1) return q - meanSquare / meanSquaredDerivative;
  const { values } = hermiteSeries(q, activation)(LAST_ORDER);
  return values.reduce((sum, a, n) => sum + (n - 1) * a * a, 0) / meanSquaredDerivative;
}

/** More than a series for q <= 1 has. */
const LAST_ORDER = 1000;

/**
 * q* where it is small, σ_b² = c qᵖ, p and c from two variances large enough for the coefficients to have digits: they are
 * rounded by 1e-16 of the first one, which goes with √q, and the next ones go with higher powers. Infinite where there is no
 * such law, as for φ(0) ≠ 0.
 */
function smallVariance(sigmaB2: number, activation: Activation): number {
  const [once, twice] = [biasVariance(MEASURED, activation), biasVariance(2 * MEASURED, activation)];
  if (!(once > 0 && twice > once)) return Number.POSITIVE_INFINITY;
  const power = Math.round(Math.log2(twice / once));
  // c is a straight line in q to this order.
  const atZero = 2 - twice / once / powerOfTwo(power);
  return MEASURED * pow(sigmaB2 / once / atZero, 1 / power);
}

const MEASURED = 1e-6;

/** Up to here the law is good to 1e-9 of q*, and σ_w² = 1/φ'(0)² + O(q*) to all digits. */
const SMALL = 1e-10;
