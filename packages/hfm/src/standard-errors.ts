import { levelOfDetail } from './arrangement.js';
import type { HfmDivergence } from './divergence.js';
import { energyMoments } from './fit-g.js';
import { energyOfLevel } from './model.js';

/**
 * To first order in 1/√M: of D the scatter of ln p(s) - ln h(s) over the samples, since D is stationary in g; of g the
 * scatter of the energy over its response -∂⟨E⟩/∂g. For a code that is such a model, where D has no first order, that of D
 * comes out √2 too large.
 */
export function standardErrors(
  counts: ArrayLike<number>,
  samples: number,
  nearest: HfmDivergence,
): { readonly divergence: number; readonly g: number } {
  const { arrangement, convention, units, g } = nearest;
  const cost = new Scatter();
  const energy = new Scatter();
  for (let state = 0; state < counts.length; state++) {
    const count = counts[state]!;
    if (count === 0) continue;
    const e = energyOfLevel(levelOfDetail(state, arrangement), convention);
    energy.add(e, count);
    cost.add(Math.log(count) + (Number.isFinite(g) ? g * e : 0), count);
  }
  const response = Number.isFinite(g) && g !== 0 ? energyMoments({ units, g, convention }).variance : Number.NaN;
  return {
    divergence: Math.sqrt(cost.variance() / samples),
    g: Math.sqrt(energy.variance() / samples) / response,
  };
}

/** Variance of weighted values in one pass (West). */
class Scatter {
  #weight = 0;
  #mean = 0;
  #squares = 0;

  add(value: number, weight: number): void {
    this.#weight += weight;
    const difference = value - this.#mean;
    this.#mean += (difference * weight) / this.#weight;
    this.#squares += weight * difference * (value - this.#mean);
  }

  variance(): number {
    return this.#squares / this.#weight;
  }
}
