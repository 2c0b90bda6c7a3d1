import { DomainError, logRatio } from '@rgflow/numerics';
import { tanh } from './activation.js';
import { fixedPointVariance } from './fixed-point-variance.js';
import type { MeanFieldOptions } from './mean-field.js';
import { firstVariance, nextVariance } from './variance-by-layer.js';

export interface PredictedPlateau {
  /** Where the curve has the fraction of its asymptote, in layers from the reference layer; between layers interpolated. */
  readonly layer: number;
  /** ln(1 - fraction) / ln χ_q: the same if every layer had the rate of the late ones. */
  readonly lateRateLayer: number;
  /** (1/2) mean ln(q* / q_0), nats per unit. */
  readonly asymptote: number;
}

/**
 * The layer at which the published KL divergence of an infinitely wide random network, averaged over inputs, has a given
 * fraction of its asymptote:
 *
 *     r_m = Σ ln(q* / q_m) / Σ ln(q* / q_0),    r_x = 1 - fraction,    the sums over the inputs,
 *
 * x the first such place. Between two layers ln r is taken for linear, as it is for a curve a (1 - b^x); where r changes its
 * sign there (inputs on both sides of q*), r itself. The variance map alone enters, so x knows χ_q and not the transition at
 * χ_1 = 1.
 *
 * NaN where there is no plateau: the asymptote is zero (every input is at the fixed point) or infinite (q* = 0).
 *
 * @param inputSecondMoments  X = (1/n) Σᵢ xᵢ² of each input, at least one.
 * @param fraction            Between 0 and 1, both excluded.
 * @throws {DomainError}  if a parameter is outside its domain, or the plateau is more than 100,000 layers away.
 *
 * @example
 * predictedPlateau(1.5, 0.05, [0.1], 0.95); // { layer: 5.31, lateRateLayer: 5.04, asymptote: 0.3686 }
 */
export function predictedPlateau(
  sigmaW2: number,
  sigmaB2: number,
  inputSecondMoments: ArrayLike<number>,
  fraction: number,
  options: MeanFieldOptions = {},
): PredictedPlateau {
  const { activation = tanh } = options;
  if (!(fraction > 0 && fraction < 1)) {
    throw new DomainError(
      `predictedPlateau: fraction is ${fraction}; expected a number between 0 and 1, such as 0.95.`,
    );
  }
  if (!(inputSecondMoments.length >= 1)) throw new DomainError('predictedPlateau: there are no inputs; give one.');
  const { q: qStar, chiQ, decay = 1 - chiQ } = fixedPointVariance(sigmaW2, sigmaB2, activation);
  let variances = Array.from(inputSecondMoments, (x) => firstVariance('predictedPlateau', sigmaW2, sigmaB2, x));
  const distance = () => variances.reduce((sum, q) => sum + logRatio(qStar, q), 0);
  const whole = distance();
  const asymptote = whole / 2 / variances.length;
  const lateRateLayer = Math.log1p(-fraction) / (decay < 1e-6 ? Math.log1p(-decay) : Math.log(chiQ));
  if (!(whole !== 0 && Number.isFinite(whole))) return { layer: Number.NaN, lateRateLayer, asymptote };

  const wanted = 1 - fraction;
  let before = 1;
  for (let m = 1; m <= FARTHEST_LAYER; m++) {
    variances = variances.map((q) => nextVariance(q, sigmaW2, sigmaB2, activation));
    const rest = distance() / whole;
    if (rest <= wanted) {
      const step = rest > 0 ? Math.log(before / wanted) / Math.log(before / rest) : (before - wanted) / (before - rest);
      return { layer: m - 1 + step, lateRateLayer, asymptote };
    }
    before = rest;
  }
  throw new DomainError(
    `predictedPlateau: after ${FARTHEST_LAYER} layers ${before} of the distance is left at sigmaW2 ${sigmaW2}, sigmaB2 ${sigmaB2}; ` +
      'ask for a smaller fraction.',
  );
}

const FARTHEST_LAYER = 100_000;
