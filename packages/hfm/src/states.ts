import { DomainError, powerOfTwo, ShapeError } from '@rgflow/numerics';

/** Codes of n units, a row each: 0 or 1. */
export interface BinaryStates {
  /** (samples, units). */
  readonly shape: readonly [number, number];
  /** Row-major. */
  readonly data: ArrayLike<number>;
}

/** Lists of states have 2ⁿ entries; a million are 8 MB and a second of search. */
export const MOST_LISTED_UNITS = 20;

/**
 * How often each state was seen. State s₀, ..., sₙ₋₁ has index Σᵢ sᵢ 2ⁱ: unit 0 is the least significant bit.
 *
 * @param states  Shape (samples, units), entries 0 or 1, 1 to 20 units.
 * @returns       Shape (2ⁿ).
 * @throws {ShapeError}   if the shape does not fit the data, there is no sample, or the units are none or more than 20.
 * @throws {DomainError}  if an entry is neither 0 nor 1: threshold or sample activations first.
 *
 * @example
 * stateCounts({ shape: [3, 2], data: [1, 0, 1, 0, 0, 1] }); // 0, 2, 1, 0
 */
export function stateCounts({ shape: [samples, units], data }: BinaryStates): Uint32Array {
  if (!(samples >= 1 && units >= 1 && units <= MOST_LISTED_UNITS) || data.length !== samples * units) {
    throw new ShapeError(
      `stateCounts: ${data.length} entries of shape (${samples}, ${units}); expected samples x units of them, ` +
        `with 1 to ${MOST_LISTED_UNITS} units.`,
    );
  }
  const counts = new Uint32Array(powerOfTwo(units));
  for (let row = 0, at = 0; row < samples; row++) {
    let state = 0;
    for (let unit = 0; unit < units; unit++, at++) {
      const bit = data[at]!;
      if (bit === 1) state |= 1 << unit;
      else if (bit !== 0) {
        throw new DomainError(`stateCounts: unit ${unit} of sample ${row} is ${bit}; states are of zeros and ones.`);
      }
    }
    counts[state]!++;
  }
  return counts;
}

/** The number of units whose 2ⁿ states have these weights, and the sum of the weights. */
export function checkWeights(
  where: string,
  weights: ArrayLike<number>,
): { readonly units: number; readonly total: number } {
  const units = Math.round(Math.log2(weights.length));
  if (!(units >= 1 && units <= MOST_LISTED_UNITS && weights.length === powerOfTwo(units))) {
    throw new ShapeError(
      `${where}: there are ${weights.length} states; expected 2^n of them, for n from 1 to ${MOST_LISTED_UNITS}.`,
    );
  }
  let total = 0;
  for (let state = 0; state < weights.length; state++) {
    const weight = weights[state]!;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new DomainError(`${where}: state ${state} has the weight ${weight}; expected finite numbers from 0.`);
    }
    total += weight;
  }
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) {
    throw new DomainError(`${where}: the weights add up to ${total}; expected a positive number.`);
  }
  return { units, total };
}

/** As `checkWeights`, for whole numbers: how often each state was seen. */
export function checkCounts(
  where: string,
  counts: ArrayLike<number>,
): { readonly units: number; readonly samples: number } {
  const { units, total } = checkWeights(where, counts);
  for (let state = 0; state < counts.length; state++) {
    if (!Number.isSafeInteger(counts[state])) {
      throw new DomainError(`${where}: state ${state} was seen ${counts[state]} times; expected whole numbers.`);
    }
  }
  return { units, samples: total };
}
