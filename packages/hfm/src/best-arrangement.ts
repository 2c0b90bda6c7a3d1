import { DomainError } from '@rgflow/numerics';
import { type Arrangement, checkGroundState } from './arrangement.js';
import { agreementOfGroundStates } from './ground-state-search.js';
import { type Convention, checkConvention } from './model.js';
import { bestOrder } from './order-search.js';
import { checkWeights } from './states.js';

/** Most units for which every state is tried as the ground state: 14 take a quarter of a second. */
export const MOST_JOINT_UNITS = 14;

/** How many ground states are tried beyond. */
const LIKELIEST = 10;

/**
 * Which states are tried as the ground state: 'all' of them, together with all orders of the units (up to MOST_JOINT_UNITS
 * units); the ten 'likeliest'; or those listed. Default: all where that is possible, else the likeliest.
 */
export type GroundStates = 'all' | 'likeliest' | readonly number[];

/** An arrangement, and among which ground states it is the best; the order is the best of all in any case. */
export interface FoundArrangement extends Arrangement {
  readonly searched: 'all' | 'likeliest' | 'given';
}

export interface ArrangementOptions {
  readonly groundStates?: GroundStates;
  /** Whether the mean energy is to be as low as can be (for g > 0, default) or as high (for g < 0). */
  readonly detail?: 'least' | 'most';
}

/**
 * The ground state and the order of the units for which the mean energy of a code is lowest. For every g > 0 it is the
 * arrangement of least KL divergence from the model too, since the entropy of the code does not depend on either.
 *
 * Ties, which convention B always has (the two states of the first bit), go to the ground state of lowest index, then to the
 * order that comes first in a dictionary. Sums of counts are exact; sums of other weights count as equal within 1e-12 of
 * all.
 *
 * @param weights  Of all states, up to a common factor, shape (2ⁿ), n up to 20.
 * @throws {ShapeError}   if there are not 2ⁿ states.
 * @throws {DomainError}  if a weight is negative or not finite, or all are 0; if a ground state is no state; if all are
 *                        asked for with more than 14 units, or the likeliest for the most detail.
 *
 * @example Unit 0 hardly ever leaves 1, unit 1 does so every third time
 * bestArrangement([2, 60, 3, 35], 'A'); // { groundState: 1, order: [1, 0], searched: 'all' }
 */
export function bestArrangement(
  weights: ArrayLike<number>,
  convention: Convention,
  options: ArrangementOptions = {},
): FoundArrangement {
  const where = 'bestArrangement';
  checkConvention(where, convention);
  const { units, total } = checkWeights(where, weights);
  const { groundStates = units <= MOST_JOINT_UNITS ? 'all' : 'likeliest', detail = 'least' } = options;
  const signed = Float64Array.from(weights);
  if (detail === 'most') for (let state = 0; state < signed.length; state++) signed[state] = -signed[state]!;
  const tie = 1e-12 * total;
  switch (groundStates) {
    case 'all': {
      if (units > MOST_JOINT_UNITS) {
        throw new DomainError(
          `${where}: all ground states of ${units} units are too many; at most ${MOST_JOINT_UNITS}, or ask for the likeliest.`,
        );
      }
      const groundState = firstBest(agreementOfGroundStates(signed, convention), tie);
      return { groundState, order: bestOrder(signed, groundState, tie).order, searched: 'all' };
    }
    case 'likeliest':
      if (detail === 'most') {
        throw new DomainError(
          `${where}: the likeliest states are no ground states for the most detail; try all or a list.`,
        );
      }
      return { ...bestOf(signed, convention, likeliestStates(weights), tie), searched: 'likeliest' };
    default:
      if (groundStates.length === 0) throw new DomainError(`${where}: no ground state is given; give at least one.`);
      for (const state of groundStates) checkGroundState(where, state, weights.length);
      return { ...bestOf(signed, convention, groundStates, tie), searched: 'given' };
  }
}

function bestOf(weights: Float64Array, convention: Convention, states: readonly number[], tie: number): Arrangement {
  const inOrder = [...states].sort((a, b) => a - b);
  const found = inOrder.map((groundState) => {
    const { agreement, order } = bestOrder(weights, groundState, tie);
    // B does not count the first bit, whose suffix is of all units: it agrees in the ground state only.
    return { agreement: convention === 'A' ? agreement : agreement - weights[groundState]!, groundState, order };
  });
  const { groundState, order } =
    found[
      firstBest(
        Float64Array.from(found, ({ agreement }) => agreement),
        tie,
      )
    ]!;
  return { groundState, order };
}

function firstBest(values: Float64Array, tie: number): number {
  const most = values.reduce((a, b) => Math.max(a, b));
  return values.findIndex((value) => value >= most - tie);
}

/** The states of the largest weights, those seen at all, at most ten; of equal ones the first. */
function likeliestStates(weights: ArrayLike<number>): readonly number[] {
  const found: number[] = [];
  for (let state = 0; state < weights.length; state++) {
    const weight = weights[state]!;
    if (!(weight > 0) || (found.length === LIKELIEST && !(weight > weights[found.at(-1)!]!))) continue;
    let place = found.length;
    while (place > 0 && weights[found[place - 1]!]! < weight) place--;
    found.splice(place, 0, state);
    if (found.length > LIKELIEST) found.pop();
  }
  return found;
}
