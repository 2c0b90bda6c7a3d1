import { DomainError, square } from '@rgflow/numerics';
import { type Activation, tanh } from './activation.js';
import { activationAverages } from './averages.js';
import { criticalPoint } from './critical-line.js';
import { noCriticalPoint, noFixedPoint, noPushForward } from './existence.js';
import { fixedPointVariance } from './fixed-point-variance.js';
import { gaussianRule } from './gaussian-rule.js';
import { logSlopeAverages } from './log-slope-averages.js';
import { type MeanFieldOptions, meanField } from './mean-field.js';

/** What each deep layer adds, nats per unit and layer. */
export interface InformationRates {
  /** r_D, to the divergence from independent normal units. */
  readonly pushForward: number;
  /** r_T, to the multi-information. */
  readonly multiInformation: number;
  /** dr_D/dσ_w², which is also dr_T/dσ_w² in the chaotic phase. */
  readonly pushForwardSlope: number;
  /** (1/2) d ln χ_1/dσ_w², by how much more r_T rises in the ordered phase. */
  readonly orderedExcessSlope: number;
}

/**
 * What a deep layer of an infinitely wide random network without noise adds to the multi-information of its units, and to
 * their divergence from independent normal ones:
 *
 *     r_D = -ε* = 1/2 - (1/2) ln σ_w² - E ln |φ'(√q* z)|,    r_T = r_D + (1/2) min(ln χ_1, 0).
 *
 * In the ordered phase the samples of a unit come together, d ∝ χ_1^m, and each unit's entropy falls by (1/2) ln χ_1 a
 * layer; in the chaotic phase it stays. So r_T has a kink in the critical point, its slopes differ by (1/2) d ln χ_1/dσ_w²,
 * where r_D is smooth. In the ordered phase r_T = 1/2 + (1/2) ln E φ'² - E ln |φ'| >= 1/2, by Jensen's inequality.
 *
 * @throws {DomainError}  if a parameter is outside, or there are none (`noInformationRates`).
 *
 * @example
 * informationRates(1, 0.05); // { pushForward: 0.678377, multiInformation: 0.540522, … }
 */
export function informationRates(sigmaW2: number, sigmaB2: number, options: MeanFieldOptions = {}): InformationRates {
  const { activation = tanh } = options;
  const obstacle = noInformationRates(sigmaW2, sigmaB2, options);
  if (obstacle !== null) throw new DomainError(`informationRates: ${obstacle}.`);
  const { chi1 } = meanField(sigmaW2, sigmaB2, options);
  const { q, chiQ } = fixedPointVariance(sigmaW2, sigmaB2, activation);
  const { mean, slope } = logSlopeAverages(q, activation);
  const { meanSquare, meanSquaredDerivative } = activationAverages(q, activation);
  const pushForward = 1 / 2 - Math.log(sigmaW2) / 2 - mean;
  const qSlope = meanSquare / (1 - chiQ);
  const pushForwardSlope = -1 / (2 * sigmaW2) - slope * qSlope;
  const logChi1Slope = 1 / sigmaW2 + (squaredDerivativeSlope(q, activation) / meanSquaredDerivative) * qSlope;
  return {
    pushForward,
    multiInformation: pushForward + Math.min(Math.log(chi1), 0) / 2,
    pushForwardSlope,
    orderedExcessSlope: logChi1Slope / 2,
  };
}

/**
 * Why a random network has no deep layers of one kind, that would each add as much: no fixed point of the variance, or q* =
 * 0, as without biases in the ordered phase; or because φ pushes no density forward. Null where it has.
 *
 * @example
 * noInformationRates(0.8, 0); // 'preactivations die out, q* = 0'
 * noInformationRates(2.5, 0); // null
 */
export function noInformationRates(sigmaW2: number, sigmaB2: number, options: MeanFieldOptions = {}): string | null {
  const { activation = tanh } = options;
  const growing = noPushForward(activation) ?? noFixedPoint(sigmaW2, sigmaB2, activation)?.reason;
  if (growing !== undefined) return growing;
  return fixedPointVariance(sigmaW2, sigmaB2, activation).q > 0 ? null : 'preactivations die out, q* = 0';
}

/**
 * Why r_T has no kink at a bias variance: no weight variance is critical, or preactivations die out there, as those of tanh
 * do without biases. Null where it has.
 *
 * @example
 * noInformationKink(0); // 'preactivations die out in the critical point, q* = 0'
 */
export function noInformationKink(sigmaB2: number, options: MeanFieldOptions = {}): string | null {
  const { activation = tanh } = options;
  const missing = noPushForward(activation) ?? noCriticalPoint(sigmaB2, activation);
  if (missing !== null) return missing;
  const { qStar } = criticalPoint(sigmaB2, options);
  if (qStar === null) return `${activation.name}: the variance has no value of its own in the critical point`;
  return qStar > 0 ? null : 'preactivations die out in the critical point, q* = 0';
}

/** Where r_T has its kink. */
export interface InformationKink {
  /** The critical σ_w², χ_1 = 1. */
  readonly sigmaW2: number;
  /** r_T = r_D there. */
  readonly rate: number;
  /** dr_T/dσ_w² on the ordered side and on the chaotic side. */
  readonly slopeBelow: number;
  readonly slopeAbove: number;
}

/**
 * The kink of r_T at a bias variance: where it is, and the slopes of r_T by σ_w² on both sides of it; above it is that of
 * r_D on both.
 *
 * @throws {DomainError}  if there is none (`noInformationKink`).
 *
 * @example
 * informationKink(0.05); // { sigmaW2: 1.76095, rate: 0.686208, slopeBelow: 0.2546, slopeAbove: 0.1480 }
 */
export function informationKink(sigmaB2: number, options: MeanFieldOptions = {}): InformationKink {
  const missing = noInformationKink(sigmaB2, options);
  if (missing !== null) throw new DomainError(`informationKink: ${missing}.`);
  const { sigmaW2 } = criticalPoint(sigmaB2, options);
  const { pushForward, pushForwardSlope, orderedExcessSlope } = informationRates(sigmaW2, sigmaB2, options);
  return {
    sigmaW2,
    rate: pushForward,
    slopeBelow: pushForwardSlope + orderedExcessSlope,
    slopeAbove: pushForwardSlope,
  };
}

/** d/dq E φ'(√q z)² = E (z² - 1) φ'(√q z)² / 2q. */
function squaredDerivativeSlope(q: number, { smoothness, value, derivative }: Activation): number {
  const { nodes, weights } = gaussianRule(q, smoothness);
  const root = Math.sqrt(q);
  const squared = (u: number) => square(derivative(u, value(u)));
  let sum = 0;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const u = root * nodes[i]!;
    sum += weights[i]! * (square(nodes[i]!) - 1) * (squared(u) + squared(-u));
  }
  return sum / (2 * q);
}
