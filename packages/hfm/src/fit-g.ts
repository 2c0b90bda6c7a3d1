import { findRoot } from '@rgflow/numerics';
import { levelsOf, meanOverLevels } from './levels.js';
import { type Convention, energyOfLevel, type HierarchicalFeatureModel } from './model.js';

/**
 * The g at which the mean energy of the model is this one, which is where the KL divergence from the model is least, and the
 * likelihood of a sample largest. The mean energy falls with g, from its largest value at -∞ to 0 at ∞, and these ends are
 * the answers for a code that sits there.
 *
 * @param meanEnergy  Of a code, from 0 to the largest energy.
 * @param units       At least 2 in convention B, where one bit has no energy.
 */
export function gOfMeanEnergy(meanEnergy: number, units: number, convention: Convention): number {
  if (meanEnergy <= 0) return Number.POSITIVE_INFINITY;
  if (meanEnergy >= energyOfLevel(units, convention)) return Number.NEGATIVE_INFINITY;
  const excess = (g: number) => energyMoments({ units, g, convention }).mean - meanEnergy;
  let [lower, upper] = [-1, 1];
  while (excess(lower) < 0) lower *= 2;
  while (excess(upper) > 0) upper *= 2;
  return findRoot(excess, lower, upper);
}

/** Mean and variance of the energy, the latter -∂⟨E⟩/∂g. */
export function energyMoments(model: HierarchicalFeatureModel): { readonly mean: number; readonly variance: number } {
  const { probabilities } = levelsOf(model);
  const mean = meanOverLevels(probabilities, (m) => energyOfLevel(m, model.convention));
  const variance = meanOverLevels(probabilities, (m) => {
    const difference = energyOfLevel(m, model.convention) - mean;
    return difference * difference;
  });
  return { mean, variance };
}
