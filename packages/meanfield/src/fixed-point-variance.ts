import { DomainError, square } from '@rgflow/numerics';
import type { Activation } from './activation.js';
import { type ActivationAverages, activationAverages } from './averages.js';
import { noFixedPoint } from './existence.js';
import { LARGEST_VARIANCE } from './gaussian-rule.js';
import type { HermiteCoefficients } from './hermite-series.js';
import { AVERAGE_ERROR } from './rounding.js';
import { smallFixedPoint } from './small-fixed-point.js';

/** The variance a deep layer settles at, and what is averaged there. */
export interface FixedPointVariance {
  readonly q: number;
  /** Bound on the error of q by rounding. */
  readonly qBound: number;
  readonly averages: ActivationAverages;
  /** χ_q = σ_w² dV/dq at q: the factor by which a deviation from q shrinks in a layer. */
  readonly chiQ: number;
  /** 1 - χ_q with digits of its own and its error, where χ_q has none left beside 1. */
  readonly decay?: number;
  readonly decayBound?: number;
  /** The Hermite coefficients there, where quadrature has no digits of them. */
  readonly series?: HermiteCoefficients;
}

/**
 * The largest fixed point q* of the variance of the preactivations from layer to layer,
 *
 *     q = σ_w² V(q) + σ_b²,    V(q) = E φ(√q z)²,    z ~ N(0, 1).
 *
 * For tanh V is concave, so there is one with q* > 0 (0 where σ_b² = 0 and σ_w² <= 1), and Newton's method from above goes
 * down to it without overshooting. Its error is that of V over 1 - χ_q. Where that is large, as σ_b² -> 0 and σ_w² -> 1,
 * q* is found by the series of V about 0. Of a homogeneous φ it is σ_b² / (1 - σ_w² gain).
 *
 * @throws {DomainError}  if there is none (`noFixedPoint`): the variance grows from layer to layer without end, or stays
 *                        whatever it is.
 */
export function fixedPointVariance(sigmaW2: number, sigmaB2: number, activation: Activation): FixedPointVariance {
  const missing = noFixedPoint(sigmaW2, sigmaB2, activation);
  if (missing !== null) {
    throw new DomainError(`fixedPointVariance: sigmaW2 is ${sigmaW2}, sigmaB2 ${sigmaB2}. ${missing.reason}.`);
  }
  if (activation.homogeneous !== null) {
    const chiQ = sigmaW2 * activation.homogeneous.gain;
    const q = sigmaB2 / (1 - chiQ);
    return { q, qBound: 2 * Number.EPSILON * q, averages: activationAverages(q, activation), chiQ };
  }
  let q = shrinking(sigmaW2, sigmaB2, activation);
  if (sigmaW2 * square(activation.value(0)) + sigmaB2 === 0) {
    const averages = activationAverages(0, activation);
    const chiQ = sigmaW2 * averages.meanSquareSlope;
    if (chiQ <= 1) return { q: 0, qBound: 0, averages, chiQ };
  }
  const small = smallFixedPoint(sigmaW2, sigmaB2, activation);
  if (small !== null && small.qBound * small.decay < small.q * AVERAGE_ERROR) {
    return { ...small, averages: activationAverages(small.q, activation), chiQ: 1 - small.decay };
  }
  // The way down on a quarter of the nodes; the convergence being quadratic, two steps on all of them are enough.
  for (;;) {
    const next = newton(q, sigmaW2, sigmaB2, activationAverages(q, activation, { stride: 4 }));
    const arrived = !(next < q * (1 - 1e-3));
    q = next;
    if (arrived) break;
  }
  for (let change = Number.POSITIVE_INFINITY; ; ) {
    const averages = activationAverages(q, activation);
    const next = newton(q, sigmaW2, sigmaB2, averages);
    const before = change;
    change = Math.abs(next - q) / q;
    if (before < 1e-8 || !(change < before)) {
      const chiQ = sigmaW2 * averages.meanSquareSlope;
      const rounding = (sigmaW2 * averages.meanSquare + sigmaB2) * AVERAGE_ERROR;
      return { q, qBound: Math.min(q, rounding / Math.max(1 - chiQ, Number.EPSILON)), averages, chiQ };
    }
    q = next;
  }
}

/** A variance that is smaller after the next layer; V being concave, it lies above every fixed point. */
function shrinking(sigmaW2: number, sigmaB2: number, activation: Activation): number {
  for (let q = sigmaW2 + sigmaB2; q <= LARGEST_VARIANCE; q *= 2) {
    const { meanSquare } = activationAverages(q, activation, { stride: 4 });
    if (sigmaW2 * meanSquare + sigmaB2 < q) return q;
  }
  throw new DomainError(
    `fixedPointVariance: with sigmaW2 = ${sigmaW2}, sigmaB2 = ${sigmaB2} and ${activation.name} no variance up to ` +
      `${LARGEST_VARIANCE} shrinks in a layer, so there is no fixed point; give a smaller sigmaW2.`,
  );
}

function newton(q: number, sigmaW2: number, sigmaB2: number, averages: ActivationAverages): number {
  const slope = 1 - sigmaW2 * averages.meanSquareSlope;
  // A slope that is not positive above the fixed point is rounding (or V is not concave): the map itself goes down, too.
  const target = sigmaW2 * averages.meanSquare + sigmaB2;
  const next = slope > 0 ? q + (target - q) / slope : target;
  return next > 0 ? next : q / 2;
}
