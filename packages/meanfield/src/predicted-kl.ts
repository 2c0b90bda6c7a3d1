import { DomainError, logRatio } from '@rgflow/numerics';
import { tanh } from './activation.js';
import { meanLogSlope } from './averages.js';
import { noFixedPoint, noPushForward } from './existence.js';
import { fixedPointVariance } from './fixed-point-variance.js';
import type { MeanFieldOptions } from './mean-field.js';
import { varianceByLayer } from './variance-by-layer.js';

/** Divergences of layer m from layer 0 per unit, in nats. */
export interface PredictedLayerKl {
  readonly layer: number;
  /** q_m: variance of the preactivations. */
  readonly variance: number;
  /** Of the published estimator: (1/2) ln(q_m / q_0). An entropy difference, negative where the variance falls. */
  readonly klPerUnit: number;
  /** Of the two Gaussians: (1/2) [ln(q_m / q_0) + q_0 / q_m - 1] >= 0. */
  readonly gaussianKlPerUnit: number;
  /**
   * Of the push-forward of layer 0 from the Gaussian of layer m, its Jacobian included. Grows without end. Null where what
   * is pushed forward has no density.
   */
  readonly pushForwardKlPerUnit: number | null;
}

export interface PredictedKl {
  /** Layers 0 to `depth`. */
  readonly layers: readonly PredictedLayerKl[];
  /** The form a (1 - bˣ) that the published curve, in its published unit, approaches; null where there is no fixed point. */
  readonly saturation: {
    /** ln(q* / q_0) / ln(2πe σ_w²). */
    readonly a: number;
    /** χ_q. It is the variance that relaxes, so b is blind to the transition at χ₁ = 1. */
    readonly b: number;
  } | null;
  /** Why `saturation` is null. */
  readonly saturationReason: string | null;
  /** What a layer at the fixed point adds to `pushForwardKlPerUnit`, nats; null where one of the two does not exist. */
  readonly pushForwardRate: number | null;
  /** Why `pushForwardKlPerUnit` is null in every layer. */
  readonly pushForwardReason: string | null;
}

/**
 * The KL curves that mean-field theory predicts for one input of an infinitely wide random network of constant width:
 *
 *     published estimator    D_m / N = (1/2) ln(q_m / q_0)  ->  (1/2) ln(q* / q_0),
 *     fitted Gaussians       D_m / N = (1/2) [ln(q_m / q_0) + q_0 / q_m - 1],
 *     push-forward           D_m / N = (1/2) ln(q_m / q_0) - Σ_{l<m} [(1/2) ln σ_w² - 1/2 + E ln |φ'(√q_l z)|].
 *
 * The published one is what is left of the push-forward's when the logarithm of its Jacobian determinant is forgotten: for
 * random weights (1/N) ln |det W| -> (1/2) ln σ_w² - 1/2. That makes it a difference of entropies, which saturates, and
 * which is negative where q_0 > q*; the true divergence does neither. The paper's unit, (1/2) ln(2πe σ_w²), is negative
 * below σ_w² = 1/(2πe) = 0.0585, and a with it. Where q* = 0, a is -Infinity.
 *
 * What does not exist is null with its reason: the form that a curve approaches, where the variance grows without end (relu
 * and linear at large σ_w²), and the push-forward through relu.
 *
 * @param inputSecondMoment  X = (1/n) Σᵢ xᵢ² of the input.
 * @param depth              Last layer, >= 0.
 * @throws {DomainError}  if a parameter is outside its domain, q_0 is zero, or a variance outgrows the largest double.
 *
 * @example
 * const { layers, saturation } = predictedKl(1.5, 0.05, 0.1, 10);
 * layers[10].klPerUnit; // 0.3675, of (1/2) ln(q* / q_0) = 0.3686
 * saturation; // { a: 0.2273, b: 0.5520 }
 *
 * Source: eqs. (3.21) to (3.30) of arXiv:2107.06898 for the estimator; B. Poole et al., arXiv:1606.05340, for q_m.
 */
export function predictedKl(
  sigmaW2: number,
  sigmaB2: number,
  inputSecondMoment: number,
  depth: number,
  options: MeanFieldOptions = {},
): PredictedKl {
  const { activation = tanh } = options;
  const variances = varianceByLayer(sigmaW2, sigmaB2, inputSecondMoment, depth, options);
  const q0 = variances[0]!;
  if (!(q0 > 0)) {
    throw new DomainError(
      `predictedKl: the reference layer has variance ${q0}; give an input of positive second moment or a positive sigmaB2.`,
    );
  }
  const saturationReason = noFixedPoint(sigmaW2, sigmaB2, activation)?.reason ?? null;
  const pushForwardReason = noPushForward(activation);
  const fixedPoint = saturationReason === null ? fixedPointVariance(sigmaW2, sigmaB2, activation) : null;
  const logVolume = (q: number) => Math.log(sigmaW2) / 2 - 1 / 2 + meanLogSlope(q, activation);
  let volumes = 0;
  const layers = variances.map((variance, layer) => {
    if (layer > 0 && pushForwardReason === null) volumes += logVolume(variances[layer - 1]!);
    // ln x + 1/x - 1 loses its digits near x = 1, and 1 + shrinkage where x is large.
    const shrinkage = (q0 - variance) / variance;
    const klPerUnit = shrinkage < -0.999 ? logRatio(variance, q0) / 2 : -Math.log1p(shrinkage) / 2;
    return {
      layer,
      variance,
      klPerUnit,
      // A variance that has underflowed to 0 is infinitely far; ∞ - ∞ would hide that.
      gaussianKlPerUnit: shrinkage === Infinity ? Infinity : shrinkage / 2 + klPerUnit,
      pushForwardKlPerUnit: pushForwardReason === null ? klPerUnit - volumes : null,
    };
  });
  const unit = Math.log(2 * Math.PI * Math.E * sigmaW2);
  return {
    layers,
    saturation: fixedPoint === null ? null : { a: logRatio(fixedPoint.q, q0) / unit, b: fixedPoint.chiQ },
    saturationReason,
    pushForwardRate: fixedPoint === null || pushForwardReason !== null ? null : -logVolume(fixedPoint.q),
    pushForwardReason,
  };
}
