import { DomainError } from '@rgflow/numerics';
import { type AlikeInputs, type DistanceFluctuations, distanceFluctuations } from './distance-fluctuations.js';
import type { MeanFieldOptions } from './mean-field.js';

/** What is looked through at a layer of N units. */
export interface NoisyLook {
  readonly units: number;
  /** M >= 2 inputs, equally probable. */
  readonly samples: number;
  /** s², or s²/v where `scale` is 'layer'. */
  readonly noise: number;
  /** 'absolute': the same noise in every layer. 'layer': in proportion to v, the variance of the layer. */
  readonly scale?: 'absolute' | 'layer';
  /** Which bound on the information: the lower has the kernel exp(-|z_a - z_b|²/8s²), the upper exp(-|z_a - z_b|²/2s²). */
  readonly bound: 'lower' | 'upper';
}

/** Layers, between two of them by a straight line. */
export interface CollapseAtWidth {
  /** Where infinitely wide networks pass half of ln M; null if none of the layers does. */
  readonly infiniteWidth: number | null;
  /** The mean over networks of N units, to the first order in 1/N. */
  readonly finiteWidth: number | null;
  /** Standard deviation over networks, to the same order. */
  readonly scatter: number | null;
}

/**
 * The layer in which a bound on what a layer with noise tells of its input passes half of ln M, for inputs of which every
 * two are alike: in an infinitely wide network, and in networks of N units, with the first correction in 1/N.
 *
 * With one distance between all pairs it passes where 2 N d/κ = ln(√M + 1), exactly (κ = 8s² or 2s²). About that, l being
 * the layer, ξ = -1/(d ln d/dl) and η the fluctuation of ln D, D the mean of d over the pairs of a network,
 *
 *     E l = l_∞ + ξ E η + (1/2) ξ² dVar η/dl - (1/2) ξ ln(√M + 1) V.
 *
 * V is the variance of the distances within one network. Near pairs weigh more in the bound, so an unequal spread loses the
 * input earlier; that is the largest of the three.
 *
 * @param depth  Last layer that is looked at.
 * @throws {DomainError}  as `distanceFluctuations`, or if a number of the look is out of range.
 *
 * @example
 * const inputs = { secondMoment: 0.175, correlation: 0.4 };
 * collapseAtWidth(1.25, 0.05, inputs, 60, { units: 784, samples: 1000, noise: 0.1, bound: 'lower' });
 * // { infiniteWidth: 28.57, finiteWidth: 27.83, scatter: 0.97 }
 */
export function collapseAtWidth(
  sigmaW2: number,
  sigmaB2: number,
  inputs: AlikeInputs,
  depth: number,
  look: NoisyLook,
  options: MeanFieldOptions = {},
): CollapseAtWidth {
  const layers = distanceFluctuations(sigmaW2, sigmaB2, inputs, depth, options);
  return collapseOf(layers, look);
}

/** The same of layers that are at hand, for several looks at them. */
export function collapseOf(layers: readonly DistanceFluctuations[], look: NoisyLook): CollapseAtWidth {
  const { units, samples, noise, scale = 'absolute', bound } = look;
  if (!(units >= 1 && samples >= 2 && noise > 0)) {
    throw new DomainError(
      `collapseAtWidth: units is ${units}, samples ${samples} and noise ${noise}; expected 1 or more, 2 or more and a positive one.`,
    );
  }
  const kappa = (bound === 'lower' ? 8 : 2) * noise;
  const needed = Math.log(Math.sqrt(samples) + 1);
  const relative = scale === 'layer';
  // ln of the distance over that which is needed: falls through 0.
  const height = ({ halfDistance, secondMoment }: DistanceFluctuations) =>
    Math.log((2 * units * halfDistance) / (kappa * needed * (relative ? secondMoment : 1)));
  const after = layers.findIndex((layer) => height(layer) < 0);
  if (after < 0) return { infiniteWidth: null, finiteWidth: null, scatter: null };
  if (after === 0) return { infiniteWidth: 0, finiteWidth: 0, scatter: 0 };
  const [low, high] = [layers[after - 1]!, layers[after]!];
  const xi = 1 / (height(low) - height(high));
  const part = xi * height(low);
  const between = (of: (layer: DistanceFluctuations) => number) => of(low) + part * (of(high) - of(low));
  const variance = ({ logVariance, logSizeVariance, logCovariance }: DistanceFluctuations) =>
    relative ? logVariance + logSizeVariance - 2 * logCovariance : logVariance;
  const shift = between(({ logShift, logSizeShift }) => (relative ? logShift - logSizeShift : logShift));
  const unequal = between(({ pairVariance }) => pairVariance);
  const growth = variance(high) - variance(low);
  const infiniteWidth = after - 1 + part;
  return {
    infiniteWidth,
    finiteWidth: infiniteWidth + (xi * (shift - (needed / 2) * unequal) + (xi * xi * growth) / 2) / units,
    scatter: xi * Math.sqrt(Math.max(0, between(variance)) / units),
  };
}
