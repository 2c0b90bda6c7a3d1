import type { LearnedMachine } from '@rgflow/boltzmann/learned';
import { square } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';

/** What the hidden units of a machine look at, means weighted with the square of their weights. */
export interface ReceptiveFields {
  /** (Σw²)²/Σw⁴ of a hidden unit: of how many visible ones it is the unit. */
  readonly participation: number;
  /** Largest share of Σw² of a hidden unit that is in one of the places. */
  readonly localShare: number;
  /** The same with the visible units of each hidden one in an order of its own. */
  readonly localSharePermuted: number;
}

/**
 * Whether hidden units stand for what an exact machine would have them at, such as the neighbours of a site that was
 * decimated. With equal weights on one place and none elsewhere the share is 1 and the participation the size of the place.
 *
 * @param places  Sets of visible units.
 */
export function receptiveFields(
  { weights, visibleBiases, hiddenBiases }: LearnedMachine,
  places: readonly (readonly number[])[],
  random: RandomStream,
): ReceptiveFields | null {
  const [visible, hidden] = [visibleBiases.length, hiddenBiases.length];
  let [total, participation, local, permuted] = [0, 0, 0, 0];
  for (let j = 0; j < hidden; j++) {
    const squares = Float64Array.from({ length: visible }, (_, i) => square(weights[i * hidden + j]!));
    const own = squares.reduce((a, b) => a + b, 0);
    if (own === 0) continue;
    const order = random.split('unit', { unit: j }).permutation(visible);
    total += own;
    participation += (own * square(own)) / squares.reduce((sum, x) => sum + square(x), 0);
    local += largestIn(places, squares);
    permuted += largestIn(
      places,
      squares.map((_, i) => squares[order[i]!]!),
    );
  }
  if (total === 0) return null;
  return { participation: participation / total, localShare: local / total, localSharePermuted: permuted / total };
}

function largestIn(places: readonly (readonly number[])[], squares: Float64Array): number {
  return places.reduce(
    (most, place) =>
      Math.max(
        most,
        place.reduce((sum, unit) => sum + squares[unit]!, 0),
      ),
    0,
  );
}
