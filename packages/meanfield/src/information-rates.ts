import { DomainError, square } from '@rgflow/numerics';
import { type Activation, tanh } from './activation.js';
import { activationAverages } from './averages.js';
import { criticalPoint } from './critical-line.js';
import { noFixedPoint, noPushForward } from './existence.js';
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
 * @throws {DomainError}  if a parameter is outside, there is no fixed point or q* = 0, or φ pushes no density forward.
 *
 * @example
 * informationRates(1, 0.05); // { pushForward: 0.678377, multiInformation: 0.540522, … }
 */
export function informationRates(sigmaW2: number, sigmaB2: number, options: MeanFieldOptions = {}): InformationRates {
  const { activation = tanh } = options;
  const obstacle = noPushForward(activation) ?? noFixedPoint(sigmaW2, sigmaB2, activation)?.reason ?? null;
  if (obstacle !== null) throw new DomainError(`informationRates: ${obstacle}.`);
  const { chi1 } = meanField(sigmaW2, sigmaB2, options);
  const { q, chiQ } = fixedPointVariance(sigmaW2, sigmaB2, activation);
  if (!(q > 0)) {
    throw new DomainError(
      'informationRates: preactivations die out, q* = 0; give a positive sigmaB2 or a larger sigmaW2.',
    );
  }
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
 * @throws {DomainError}  as `criticalPoint` and `informationRates`.
 *
 * @example
 * informationKink(0.05); // { sigmaW2: 1.76095, rate: 0.686208, slopeBelow: 0.2546, slopeAbove: 0.1480 }
 */
export function informationKink(sigmaB2: number, options: MeanFieldOptions = {}): InformationKink {
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
