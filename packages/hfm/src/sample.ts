import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { levelsOf } from './levels.js';
import { checkModel, type HierarchicalFeatureModel } from './model.js';
import type { BinaryStates } from './states.js';

/**
 * Independent samples of the Hierarchical Feature Model, without a Markov chain: first a level m with probability P(m), then
 * bit m is 1, the finer ones 0 and the coarser ones fair coins.
 *
 * @returns  Shape (samples, units); column k - 1 is s_k, so the coarsest feature comes first.
 * @throws {DomainError}  for a model that `hfmNumbers` refuses, or if `samples` is not a positive whole number.
 *
 * @example
 * sampleHfm({ units: 3, g: 1, convention: 'A' }, 2, RandomStream.named('sample')).shape; // [2, 3]
 */
export function sampleHfm(
  model: HierarchicalFeatureModel,
  samples: number,
  random: RandomStream,
): BinaryStates & { readonly data: Uint8Array } {
  checkModel('sampleHfm', model);
  if (!(Number.isSafeInteger(samples) && samples >= 1)) {
    throw new DomainError(`sampleHfm: samples is ${samples}; expected a positive whole number.`);
  }
  const { units } = model;
  const upTo = cumulated(levelsOf(model).probabilities);
  const places = random.split('level').uniform(samples);
  const words = Math.ceil(units / 32);
  const coins = random.split('coins').uint32(samples * words);
  const data = new Uint8Array(samples * units);
  for (let row = 0; row < samples; row++) {
    const level = levelAt(places[row]!, upTo);
    if (level === 0) continue;
    for (let k = 1; k < level; k++) {
      data[row * units + k - 1] = (coins[row * words + ((k - 1) >>> 5)]! >>> ((k - 1) & 31)) & 1;
    }
    data[row * units + level - 1] = 1;
  }
  return { shape: [samples, units], data };
}

function cumulated(probabilities: Float64Array): Float64Array {
  let sum = 0;
  return probabilities.map((probability) => {
    sum += probability;
    return sum;
  });
}

/** The first level up to which the probabilities exceed u; the likeliest side of a rounding of their sum is the last one. */
function levelAt(u: number, upTo: Float64Array): number {
  let low = 0;
  let high = upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (u < upTo[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
