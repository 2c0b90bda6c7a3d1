import { square } from '@rgflow/numerics';
import { type Activation, tanh } from './activation.js';
import { correlationLength, correlationLengthBound, shortCorrelationLength } from './correlation-length.js';
import { fixedPointCorrelation } from './fixed-point-correlation.js';
import { fixedPointVariance } from './fixed-point-variance.js';
import { checkVariances } from './parameters.js';
import { AVERAGE_ERROR } from './rounding.js';

/** The numbers of mean-field theory; lengths in layers. */
export interface MeanFieldNumbers {
  /** q*: variance of the preactivations in deep layers. */
  readonly qStar: number;
  /** χ₁: slope of the correlation map at ρ = 1; above 1 close inputs part. */
  readonly chi1: number;
  /** ρ*: correlation of the preactivations of two inputs in deep layers. */
  readonly rhoStar: number;
  /** χ_c: slope of the correlation map at ρ*. */
  readonly chiC: number;
  /** ξ_c = -1/ln χ_c: over which the correlation settles. */
  readonly xiC: number;
  /** χ_q: slope of the variance map at q*. */
  readonly chiQ: number;
  /** ξ_q = -1/ln χ_q: over which the variance settles. */
  readonly xiQ: number;
}

export interface MeanField extends MeanFieldNumbers {
  /** 'critical' where χ₁ = 1 within `bounds.chi1`: rounding does not tell on which side. */
  readonly phase: 'ordered' | 'critical' | 'chaotic';
  /**
   * Bounds on the error of each number by rounding and truncation, the arguments taken as exact. Infinite ones are meant.
   */
  readonly bounds: MeanFieldNumbers;
}

export interface MeanFieldOptions {
  /** Default: tanh. */
  readonly activation?: Activation;
}

/**
 * Fixed points and correlation lengths of an infinitely wide random network, weights N(0, σ_w²/n), biases N(0, σ_b²):
 *
 *     q* = σ_w² E φ(√q* z)² + σ_b²,                     χ_q = σ_w² E [φ'² + φ φ''],
 *     ρ* = [σ_w² E φ(√q* z₁) φ(√q* z₂) + σ_b²] / q*,    χ_c = σ_w² E φ'(√q* z₁) φ'(√q* z₂),    χ₁ = σ_w² E φ'(√q* z)².
 *
 * Where χ₁ < 1 the network is ordered, ρ* = 1 and χ_c = χ₁; where χ₁ > 1 it is chaotic and ρ* < 1. At χ₁ = 1 ξ_c diverges.
 * χ_q stays below 1 and does not notice.
 *
 * Relative errors are about 1e-15 away from criticality. Beside it they grow as that over |χ₁ - 1| for ξ_c and 1 - ρ*, and
 * where biases are faint and σ_w² is close to 1, as that over 1 - χ_q for q*, ξ_c and ξ_q; of q* and ξ_q of tanh
 * no further than to 1e-9. Every number comes with its
 * bound. The arguments are taken as the doubles that they are: 0.99999999 is read as 5e-17 less, which by itself makes
 * ξ_c = 1e8 shorter by 5e-9 of it. For σ_b² = 0 and σ_w² <= 1 preactivations die out: q* = 0, ρ* = 1.
 *
 * @param sigmaW2  σ_w², the variance itself and not its root, 0 < σ_w² <= 2.5e5.
 * @param sigmaB2  σ_b², 0 <= σ_b² <= 2.5e5.
 * @throws {DomainError}  if a parameter is outside (NaN is), or there is no fixed point (`noFixedPoint`), as for relu at
 *                        σ_w² >= 2 and linear at σ_w² >= 1.
 *
 * @example
 * meanField(1.5, 0.05); // { qStar: 0.4180, chi1: 0.9386, rhoStar: 1, chiC: 0.9386, xiC: 15.79, chiQ: 0.5520, … }
 *
 * Source: B. Poole et al., arXiv:1606.05340; S. S. Schoenholz et al., arXiv:1611.01232.
 */
export function meanField(sigmaW2: number, sigmaB2: number, options: MeanFieldOptions = {}): MeanField {
  const { activation = tanh } = options;
  checkVariances('meanField', sigmaW2, sigmaB2);
  const variance = fixedPointVariance(sigmaW2, sigmaB2, activation);
  const correlation = fixedPointCorrelation(sigmaW2, sigmaB2, variance, activation);
  const { gap, gapBound } = correlation;
  const { chiQ } = variance;
  // χ_q falls with q, ever more slowly, as χ₁ does.
  const fallen = sigmaW2 * square(activation.derivative(0, activation.value(0))) - chiQ;
  const chiQBound =
    Math.abs(chiQ) * AVERAGE_ERROR + (variance.q === 0 ? 0 : (Math.abs(fallen) * variance.qBound) / variance.q);
  const { decay = 1 - chiQ, decayBound = chiQBound } = variance;
  const { chi1 } = correlation;
  const chi1Bound = correlation.chi1Bound + (chi1 < FAR_BELOW ? chi1 : 1) * Number.EPSILON;
  // There 1 - χ has lost digits of χ; χ_c is χ₁.
  const isShort = (chi: number) => chi > 0 && chi < FAR_BELOW;
  const short = isShort(chi1) ? shortCorrelationLength(chi1, chi1Bound) : null;
  const shortQ = isShort(chiQ) && decay === 1 - chiQ ? shortCorrelationLength(chiQ, chiQBound) : null;
  return {
    qStar: variance.q,
    chi1,
    rhoStar: correlation.rho,
    chiC: short === null ? 1 - gap : chi1,
    xiC: short?.length ?? correlationLength(gap),
    chiQ,
    xiQ: shortQ?.length ?? correlationLength(decay),
    phase: correlation.phase,
    bounds: {
      qStar: variance.qBound,
      chi1: chi1Bound,
      rhoStar: correlation.rhoBound,
      chiC: short === null ? gapBound + Number.EPSILON : chi1Bound,
      xiC: short?.bound ?? correlationLengthBound(gap, gapBound),
      chiQ: chiQBound,
      xiQ: shortQ?.bound ?? correlationLengthBound(decay, decayBound),
    },
  };
}

/** A slope χ below it has more digits than 1 - χ. */
const FAR_BELOW = 0.5;
