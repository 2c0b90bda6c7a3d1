import { DomainError, square } from '@rgflow/numerics';
import { tanh } from './activation.js';
import { activationDerivatives } from './activation-derivatives.js';
import { noPushForward } from './existence.js';
import { diagonalVariance, type KernelFluctuations, NO_FLUCTUATIONS, nextFluctuations } from './kernel-fluctuations.js';
import { logSlopeAverages } from './log-slope-averages.js';
import type { MeanFieldOptions } from './mean-field.js';
import { meanLogDeterminant } from './mean-log-determinant.js';
import { checkVariances } from './parameters.js';
import { meanAndVarianceOfOutputs, sampleAverages, type UnitLaw } from './sample-averages.js';
import { checkDepth } from './variance-by-layer.js';

export interface PredictedMultiInformationOptions extends MeanFieldOptions {
  /** s², variance of the noise that is added to every unit of layers 1, 2, ...; 0 unless told. */
  readonly noiseVariance?: number;
}

/** What is predicted of the units of a layer, nats per unit. */
export interface PredictedLayerInformation {
  readonly layer: number;
  /** c, d and q = c + d: mean square of a unit's mean over the samples, its variance, and both. */
  readonly meanSquare: number;
  readonly variance: number;
  readonly secondMoment: number;
  /** ρ = c/q: correlation of the preactivations of two samples. */
  readonly rho: number;
  /** T/N for N -> ∞; with noise an upper bound on it. */
  readonly multiInformation: number;
  /** D/N = T/N - (1/2) ln(1 - ρ): divergence of the joint distribution from N(0, q) in each unit. With noise a bound too. */
  readonly pushForward: number;
  /**
   * a of T/N + a/N, the first correction of finite width but for that of the determinants; null with noise, for a φ whose
   * derivatives are not known, and where d is below 1e-140.
   */
  readonly widthCorrection: number | null;
  /** Covariances of the kernel, times N; null where `widthCorrection` is. */
  readonly fluctuations: KernelFluctuations | null;
}

/**
 * Multi-information of the units of each layer that mean-field theory predicts, for one infinitely wide random network and
 * samples of a reference layer with independent N(μ_0, v_0) in each unit, in nats per unit:
 *
 *     c' = σ_w² E_z g(√c z)² + σ_b²,      g(u) = E_x φ(u + √d x),
 *     d' = σ_w² E_z Var_x φ(√c z + √d x) + s²,
 *     T_m/N = (1/2) ln(d_m/v_0) - Σ_{l<m} ε_l,    ε_l = (1/2) ln σ_w² - 1/2 + E ln |φ'(√q_l z)|.
 *
 * A unit's samples are normal with variance d, whatever the unit, so each adds (1/2) ln(2πe d) to the sum of the entropies;
 * the joint entropy is that of the reference and what the map does to a volume. In the ordered phase d falls by χ_1 a layer.
 *
 * With noise s² in each layer it is the upper bound (1/2) ln(d_m/P_m), P' = P e^(2ε) + s², P_0 = v_0.
 *
 * Corrections of finite width N: `multiInformationAtWidth`.
 *
 * @param reference  μ_0 and v_0 > 0.
 * @param depth      Last layer, >= 0.
 * @throws {DomainError}  if a parameter is outside its domain, or φ pushes no density forward (relu).
 *
 * @example
 * const { layers } = predictedMultiInformation(1.5, 0.05, { mean: 0, variance: 0.2 }, 10);
 * layers[10].multiInformation; // 5.844988
 * multiInformationAtWidth(layers[10], 300); // 5.8725
 */
export function predictedMultiInformation(
  sigmaW2: number,
  sigmaB2: number,
  reference: { readonly mean: number; readonly variance: number },
  depth: number,
  options: PredictedMultiInformationOptions = {},
): { readonly layers: readonly PredictedLayerInformation[] } {
  const where = 'predictedMultiInformation';
  const { activation = tanh, noiseVariance = 0 } = options;
  checkVariances(where, sigmaW2, sigmaB2);
  checkDepth(where, depth);
  checkReference(where, reference);
  if (!(noiseVariance >= 0 && noiseVariance < Number.POSITIVE_INFINITY)) {
    throw new DomainError(`${where}: noiseVariance is ${noiseVariance}; expected 0 or more.`);
  }
  const obstacle = noPushForward(activation);
  if (obstacle !== null) throw new DomainError(`${where}: ${obstacle}.`);
  const derivatives = noiseVariance > 0 ? null : activationDerivatives(activation);

  let law: UnitLaw = { meanSquare: square(reference.mean), variance: reference.variance, commonMean: reference.mean };
  let fluctuations = derivatives === null ? null : NO_FLUCTUATIONS;
  let entropyPower = reference.variance;
  // Σ ε and what finite width adds to it, times N.
  let [volumes, shift] = [0, 0];
  const layers: PredictedLayerInformation[] = [
    {
      ...layerOf(0, law),
      multiInformation: 0,
      pushForward: 0,
      widthCorrection: derivatives === null ? null : 0,
      fluctuations,
    },
  ];
  for (let layer = 1; layer <= depth; layer++) {
    const q = law.commonMean === null ? law.meanSquare + law.variance : law.variance;
    const slopes = logSlopeAverages(q, activation, law.commonMean ?? 0);
    const volume = Math.log(sigmaW2) / 2 - 1 / 2 + slopes.mean;
    volumes += volume;
    entropyPower = entropyPower * Math.exp(2 * volume) + noiseVariance;
    const averages = derivatives === null ? null : sampleAverages(law, activation, derivatives);
    const { gg, w } = averages ?? meanAndVarianceOfOutputs(law, activation);
    if (fluctuations !== null && averages !== null) {
      shift +=
        slopes.slope * (fluctuations.meanG + fluctuations.meanD) +
        (slopes.curvature / 2) * diagonalVariance(fluctuations);
      fluctuations = nextFluctuations(fluctuations, sigmaW2, averages);
    }
    law = { meanSquare: sigmaW2 * gg + sigmaB2, variance: sigmaW2 * w + noiseVariance, commonMean: null };
    const place = layerOf(layer, law);
    const multiInformation =
      noiseVariance > 0
        ? Math.log(law.variance / entropyPower) / 2
        : Math.log(law.variance / reference.variance) / 2 - volumes;
    layers.push({
      ...place,
      multiInformation,
      pushForward: multiInformation + Math.log(place.secondMoment / law.variance) / 2,
      widthCorrection:
        fluctuations === null || law.variance < SMALLEST
          ? null
          : logVarianceShift(law.variance, fluctuations) / 2 - shift,
      fluctuations,
    });
  }
  return { layers };
}

/**
 * T/N of a network of finite width, to the first order in 1/N: that of infinite width, what the determinants of N x N
 * matrices have less than their limit, exactly, and `widthCorrection` / N. Of a linear network without biases all of it is
 * exact but for terms of order 1/N². Of one unit it is zero, whatever the network.
 *
 * How far it may be trusted says `widthFluctuation`.
 *
 * @param layer  Of `predictedMultiInformation`, without noise.
 * @param width  N >= 1.
 * @throws {DomainError}  if the layer has no correction, or the width is no positive integer.
 *
 * @example
 * multiInformationAtWidth(predictedMultiInformation(1, 0.05, { mean: 0, variance: 0.15 }, 1).layers[1], 300); // 0.52248
 */
export function multiInformationAtWidth(
  layer: Pick<PredictedLayerInformation, 'layer' | 'multiInformation' | 'widthCorrection'>,
  width: number,
): number {
  if (layer.widthCorrection === null) {
    throw new DomainError(
      'multiInformationAtWidth: the layer has no correction of finite width: there is none with noise, for no ' +
        'activation but tanh, erf, sigmoid and linear, and none where the samples of a unit no longer differ.',
    );
  }
  if (width === 1) return 0;
  const determinants = -layer.layer * (meanLogDeterminant(width) + 1 / 2);
  return layer.multiInformation + determinants + layer.widthCorrection / width;
}

/**
 * By what the first correction of finite width goes: the variance of dᵢ/d, where dᵢ is the variance over the samples of one
 * unit, to first order in 1/N. The expansion is one for small values; from 1 on it says nothing. Deep layers have more.
 *
 * @param layer  Of `predictedMultiInformation`.
 * @param width  N >= 1.
 * @returns null where there is no correction.
 */
export function widthFluctuation(
  { variance, fluctuations }: Pick<PredictedLayerInformation, 'variance' | 'fluctuations'>,
  width: number,
): number | null {
  if (fluctuations === null || variance < SMALLEST) return null;
  return (fluctuations.dd + 2 * fluctuations.mm) / (variance * variance * width);
}

/**
 * N times the mean of ln dᵢ less ln d: dᵢ, the variance over the samples of one unit, has mean D, given the kernel, and
 * variance 2 E M². (A normal process over the samples with covariance K.)
 */
function logVarianceShift(d: number, { meanD, dd, mm }: KernelFluctuations): number {
  return meanD / d - (dd + 2 * mm) / (2 * d * d);
}

/** Its square, which the fluctuations are compared with, is no double from some way below on. */
const SMALLEST = 1e-140;

function layerOf(layer: number, { meanSquare, variance }: UnitLaw) {
  const secondMoment = meanSquare + variance;
  return { layer, meanSquare, variance, secondMoment, rho: meanSquare / secondMoment };
}

function checkReference(where: string, { mean, variance }: { readonly mean: number; readonly variance: number }): void {
  if (variance > 0 && variance < Number.POSITIVE_INFINITY && Number.isFinite(mean)) return;
  throw new DomainError(
    `${where}: the reference layer has mean ${mean} and variance ${variance}; they must be finite and the variance positive.`,
  );
}
