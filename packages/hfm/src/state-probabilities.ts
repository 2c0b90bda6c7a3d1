import { DomainError, powerOfTwo } from '@rgflow/numerics';
import { levelsOf } from './levels.js';
import { checkModel, type HierarchicalFeatureModel } from './model.js';
import { MOST_LISTED_UNITS } from './states.js';

/**
 * h(s) of all 2ⁿ states of a Hierarchical Feature Model of up to 20 units. Unit i is bit s_{i+1} of the model, and state s
 * has index Σᵢ sᵢ 2ⁱ, as in `stateCounts`.
 *
 * @returns Shape (2ⁿ).
 * @throws {DomainError}  for a model that `hfmNumbers` refuses, or of more than 20 units.
 *
 * @example
 * hfmProbabilities({ units: 2, g: Math.LN2, convention: 'A' }); // 0.5, 0.25, 0.125, 0.125
 */
export function hfmProbabilities(model: HierarchicalFeatureModel): Float64Array {
  checkModel('hfmProbabilities', model);
  if (model.units > MOST_LISTED_UNITS) {
    throw new DomainError(
      `hfmProbabilities: the model has ${model.units} units; at most ${MOST_LISTED_UNITS} are listed.`,
    );
  }
  const { logProbabilities } = levelsOf(model);
  const ofState = logProbabilities.map((log, m) => Math.exp(m === 0 ? log : log - (m - 1) * Math.LN2));
  return Float64Array.from({ length: powerOfTwo(model.units) }, (_, state) => ofState[levelOf(state)]!);
}

/** The level of detail of a state in the model's own order: one more than the highest unit that is on. */
function levelOf(state: number): number {
  return 32 - Math.clz32(state);
}
