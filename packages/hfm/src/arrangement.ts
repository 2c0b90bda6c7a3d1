import { DomainError } from '@rgflow/numerics';

/** How the units of a code are read as the bits of a Hierarchical Feature Model. */
export interface Arrangement {
  /** The state that is s = 0, as an index Σᵢ sᵢ 2ⁱ: a bit is 1 where a unit differs from it (the gauge). */
  readonly groundState: number;
  /** The unit of each bit from the coarsest to the finest: order[k - 1] is that of s_k. */
  readonly order: readonly number[];
}

/**
 * The level of detail of a state: the finest of its units that differs from the ground state, counted from 1; 0 for the
 * ground state itself.
 *
 * @example Units 2 and 0 differ from the ground state; unit 0 is the finest of three
 * levelOfDetail(0b101, { groundState: 0, order: [2, 1, 0] }); // 3
 */
export function levelOfDetail(state: number, { groundState, order }: Arrangement): number {
  const flipped = state ^ groundState;
  let level = order.length;
  while (level > 0 && ((flipped >>> order[level - 1]!) & 1) === 0) level--;
  return level;
}

/** The weights of all states of each level, shape (n + 1). */
export function weightsByLevel(weights: ArrayLike<number>, arrangement: Arrangement): Float64Array {
  const levels = new Float64Array(arrangement.order.length + 1);
  for (let state = 0; state < weights.length; state++) {
    if (weights[state]! > 0) levels[levelOfDetail(state, arrangement)]! += weights[state]!;
  }
  return levels;
}

export function checkGroundState(where: string, groundState: number, states: number): void {
  if (!(Number.isSafeInteger(groundState) && groundState >= 0 && groundState < states)) {
    throw new DomainError(`${where}: ground state ${groundState} is none of the ${states} states, 0 to ${states - 1}.`);
  }
}
