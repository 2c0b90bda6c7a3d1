import type { RandomStream } from '@rgflow/random';
import { unitMeans } from './entropies.js';

/**
 * Counts of as many samples in which each unit is on as often as before and knows nothing of the others: every column of the
 * samples permuted by itself.
 *
 * @param counts  Of each state, shape (2ⁿ).
 */
export function shuffledUnits(counts: ArrayLike<number>, samples: number, random: RandomStream): Float64Array {
  const states = new Uint32Array(samples);
  unitMeans(counts).forEach((mean, unit) => {
    const on = Math.round(mean * samples);
    const rows = random.split('unit', { unit }).permutation(samples);
    for (let i = 0; i < on; i++) states[rows[i]!]! |= 1 << unit;
  });
  const shuffled = new Float64Array(counts.length);
  for (const state of states) shuffled[state]!++;
  return shuffled;
}

/** The same counts on other states: the 2ⁿ labels permuted, so that entropy and number of occupied states stay. */
export function relabelledStates(counts: ArrayLike<number>, random: RandomStream): Float64Array {
  return Float64Array.from(random.permutation(counts.length), (state) => counts[state]!);
}
