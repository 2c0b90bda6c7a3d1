import { DomainError } from '@rgflow/numerics';
import { tanh } from './activation.js';
import { activationDerivatives } from './activation-derivatives.js';
import { linear } from './activations.js';
import { type KernelFluctuations, NO_FLUCTUATIONS, nextFluctuations } from './kernel-fluctuations.js';
import type { MeanFieldOptions } from './mean-field.js';
import { checkVariances } from './parameters.js';
import { sampleAverages, type UnitLaw } from './sample-averages.js';
import { checkDepth } from './variance-by-layer.js';

/** Inputs of which every two are alike: q_0 and ρ_0 of the preactivations of layer 0. */
export interface AlikeInputs {
  readonly secondMoment: number;
  readonly correlation: number;
}

/** Of one layer: what is said of a network of N units holds to the first order in 1/N. */
export interface DistanceFluctuations {
  readonly layer: number;
  /** d = q (1 - ρ), half of the mean squared distance of two inputs per unit, and q, for N -> ∞. */
  readonly halfDistance: number;
  readonly secondMoment: number;
  /** N (E ln D - ln d) and N Var ln D, D the mean of d over all pairs in one network. */
  readonly logShift: number;
  readonly logVariance: number;
  /** N times the relative variance of the distances of one input to the others within a network. */
  readonly pairVariance: number;
  /** N (E ln v - ln q), N Var ln v and N Cov(ln D, ln v), v the variance over units and inputs. */
  readonly logSizeShift: number;
  readonly logSizeVariance: number;
  readonly logCovariance: number;
}

/**
 * How far the preactivations of two inputs are from each other in each layer of a network of finite width, and how that
 * scatters from network to network and from pair to pair, to the first order in 1/N. Each input has the same second moment
 * q_0 and each pair the same correlation ρ_0, given exactly in layer 0. So the pairs of later layers differ by the weights
 * alone.
 *
 * The distances are those of N units as they are, a finite number of draws: one layer more than their kernel.
 *
 * @param inputs  q_0 > 0 and 0 <= ρ_0 < 1.
 * @param depth   Last layer.
 * @throws {DomainError}  if a parameter is outside its domain, or φ is one without `activationDerivatives`.
 *
 * @example Pairs of one network differ by more than networks do
 * const layer = distanceFluctuations(1.25, 0.05, { secondMoment: 0.175, correlation: 0.4 }, 26)[26];
 * layer.logVariance; // 14.1
 * layer.pairVariance; // 41.4
 *
 * Source: derived in docs/mutual-information.md. For two inputs: D. A. Roberts, S. Yaida, B. Hanin, arXiv:2106.10165.
 */
export function distanceFluctuations(
  sigmaW2: number,
  sigmaB2: number,
  { secondMoment, correlation }: AlikeInputs,
  depth: number,
  { activation = tanh }: MeanFieldOptions = {},
): readonly DistanceFluctuations[] {
  const where = 'distanceFluctuations';
  checkVariances(where, sigmaW2, sigmaB2);
  checkDepth(where, depth);
  if (!(secondMoment > 0 && secondMoment < Number.POSITIVE_INFINITY && correlation >= 0 && correlation < 1)) {
    throw new DomainError(
      `${where}: the inputs have second moment ${secondMoment} and correlation ${correlation}; expected a positive one and 0 <= ρ < 1.`,
    );
  }
  const derivatives = activationDerivatives(activation);
  if (derivatives === null) {
    throw new DomainError(
      `${where}: the derivatives of ${activation.name} are not known; give tanh, erf, sigmoid or linear.`,
    );
  }
  let law: UnitLaw = {
    meanSquare: correlation * secondMoment,
    variance: (1 - correlation) * secondMoment,
    commonMean: null,
  };
  let fluctuations = NO_FLUCTUATIONS;
  const layers = [summary(0, law, fluctuations)];
  for (let layer = 1; layer <= depth; layer++) {
    const averages = sampleAverages(law, activation, derivatives);
    fluctuations = nextFluctuations(fluctuations, sigmaW2, averages);
    law = { meanSquare: sigmaW2 * averages.gg + sigmaB2, variance: sigmaW2 * averages.w, commonMean: null };
    layers.push(summary(layer, law, fluctuations));
  }
  return layers;
}

function summary(layer: number, law: UnitLaw, ofKernel: KernelFluctuations): DistanceFluctuations {
  const { meanSquare: c, variance: d } = law;
  // The units are N draws: what a layer of φ(u) = u would add.
  const f = nextFluctuations(ofKernel, 1, sampleAverages(law, linear, activationDerivatives(linear)!));
  const q = c + d;
  const sizeVariance = (f.gg + 2 * f.gd + f.dd) / (q * q);
  return {
    layer,
    halfDistance: d,
    secondMoment: q,
    logShift: f.meanD / d - f.dd / (2 * d * d),
    logVariance: f.dd / (d * d),
    pairVariance: (f.ee / 4 + f.mm) / (d * d),
    // About the mean of all units, which takes c/N.
    logSizeShift: (f.meanG + f.meanD - c) / q - sizeVariance / 2,
    logSizeVariance: sizeVariance,
    logCovariance: (f.gd + f.dd) / (d * q),
  };
}
