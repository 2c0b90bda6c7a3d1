import { DomainError, type Estimate, estimate } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import type { BlockPairs } from './block-pairs.js';
import { Critic, logSigmoid, sigmoid } from './critic.js';

export interface CriticOptions {
  /** Steps of Adam. */
  readonly steps: number;
  /** Pairs of a step. */
  readonly batch: number;
  readonly rate: number;
  /** Hidden units of the critic. */
  readonly hidden: number;
}

/**
 * A lower bound of what a block spin tells of the spins around, in nats: H(h) - E[-ln q(h|e)] with a critic q fitted on four
 * fifths of the pairs, over the others; its error is that of the mean over ten parts of these. In expectation no more than
 * the information, whatever the critic. H is of the held-out spins themselves, too low by half over their number.
 *
 * @param labels  1 or 0, shape (pairs).
 * @throws {DomainError}  for fewer than 100 pairs.
 */
export function heldOutInformation(
  labels: Uint8Array,
  { count, surroundings }: BlockPairs,
  { steps, batch, rate, hidden }: CriticOptions,
  random: RandomStream,
): Estimate {
  if (!(count >= 100)) throw new DomainError(`heldOutInformation: ${count} pairs; expected 100 or more.`);
  const fitted = Math.floor((4 * count) / 5);
  const critic = new Critic(surroundings.length / count, hidden, random.split('critic'));
  const chosen = random.split('batches').integers(steps * batch, fitted);
  for (let step = 0; step < steps; step++) {
    const rows = chosen.subarray(step * batch, (step + 1) * batch);
    const slopes = critic.odds(surroundings, rows).map((odds, n) => (labels[rows[n]!]! - sigmoid(odds)) / batch);
    critic.climb(surroundings, rows, slopes, rate * Math.min(1, (2 * (steps - step)) / steps));
  }
  const held = Array.from({ length: count - fitted }, (_, n) => fitted + n);
  const odds = critic.odds(surroundings, held);
  const up = held.reduce((sum, row) => sum + labels[row]!, 0) / held.length;
  const entropyOf = (p: number) => (p > 0 ? -Math.log(p) : 0);
  const gains = held.map((row, n) => {
    const label = labels[row]!;
    return entropyOf(label === 1 ? up : 1 - up) + logSigmoid(label === 1 ? odds[n]! : -odds[n]!);
  });
  const size = Math.floor(gains.length / PARTS);
  return estimate(
    Array.from({ length: PARTS }, (_, part) => {
      return gains.slice(part * size, (part + 1) * size).reduce((sum, gain) => sum + gain, 0) / size;
    }),
  );
}

const PARTS = 10;
