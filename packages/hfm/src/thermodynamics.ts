import { powerOfTwo } from '@rgflow/numerics';
import { levelsOf, meanOverLevels } from './levels.js';
import { checkModel, energyOfLevel, type HierarchicalFeatureModel } from './model.js';

export interface HfmNumbers {
  /** Z; `Infinity` where a double does not hold it. */
  readonly partition: number;
  /** ln Z. */
  readonly logPartition: number;
  /** H[s] = ln Z + g ⟨E⟩ in nats: the entropy of the states, their mean coding cost. */
  readonly entropy: number;
  /** H[m] in nats: the entropy of the level of detail, and so, for g ≠ 0, of the coding cost -ln h(s); in B of m, too. */
  readonly relevance: number;
  /** ⟨m⟩ = -∂ ln Z/∂g in A; in B that derivative is the mean energy. */
  readonly meanDetail: number;
  /** ⟨E⟩, the same as `meanDetail` in A, and ⟨max(m - 1, 0)⟩ in B. */
  readonly meanEnergy: number;
  /** P(m), m = 0, ..., n; shape (n + 1). */
  readonly levels: Float64Array;
  /** ⟨s_k⟩ = P(k) + P(m > k)/2, k = 1, ..., n; shape (n). */
  readonly means: Float64Array;
}

/**
 * What is known of the Hierarchical Feature Model in closed form, by sums over its n + 1 levels. With ξ = 2e^(-g)
 *
 *     Z = 1 + e^(-g) (ξⁿ - 1)/(ξ - 1) in A,    Z = 1 + (ξⁿ - 1)/(ξ - 1) in B;    1 + n/2 and 1 + n at g = ln 2,
 *
 * but the sums are taken term by term, so that nothing happens at ξ = 1. In B the relevance is that of m: the states of
 * levels 0 and 1 cost the same there, and the entropy of the cost alone is lower by (P(0) + P(1)) ln 2.
 *
 * Relative accuracy 1e-13 of every number, for g from -0.5 to 30 and up to 60 units (`test/expected/hfm.py`).
 *
 * @throws {DomainError}  if the number of units is not a whole number from 1 to 1000, g not from -1e6 to 1e6, or the
 *                        convention neither A nor B.
 *
 * @example The critical model
 * hfmNumbers({ units: 10, g: Math.LN2, convention: 'A' });
 * // { partition: 6, entropy: 4.9687, relevance: 2.3694, meanDetail: 4.5833, ... }
 *
 * Source: arXiv:2407.01656. The code that goes with it has 1 + 2n for Z at g = ln 2 in A: e^(+g) n where e^(-g) n belongs.
 */
export function hfmNumbers(model: HierarchicalFeatureModel): HfmNumbers {
  checkModel('hfmNumbers', model);
  const { units, convention } = model;
  const { logPartition, logProbabilities, probabilities } = levelsOf(model);
  const logStates = (m: number) => (m === 0 ? 0 : (m - 1) * Math.LN2);
  const means = new Float64Array(units);
  let finer = 0;
  for (let k = units; k >= 1; k--) {
    means[k - 1] = probabilities[k]! + finer / 2;
    finer += probabilities[k]!;
  }
  return {
    partition: partitionOf(model),
    logPartition,
    // Σ P(m) (ln number of states - ln P(m)): no term is negative, so that small entropies keep their digits.
    entropy: meanOverLevels(probabilities, (m) => logStates(m) - logProbabilities[m]!),
    relevance: meanOverLevels(probabilities, (m) => -logProbabilities[m]!),
    meanDetail: meanOverLevels(probabilities, (m) => m),
    meanEnergy: meanOverLevels(probabilities, (m) => energyOfLevel(m, convention)),
    levels: probabilities,
    means,
  };
}

function partitionOf({ units, g, convention }: HierarchicalFeatureModel): number {
  let sum = 1;
  for (let m = 1; m <= units; m++) sum += powerOfTwo(m - 1) * Math.exp(-g * energyOfLevel(m, convention));
  return sum;
}
