/** A rule for the spin of a block of four: whether the block state v, whose bit i is 1 where spin i is up, makes it up. */
type BlockRuleOfFour = (state: number) => boolean;

/** A rule as a number, bit v for the state v. */
export function truthTable(isUp: BlockRuleOfFour): number {
  return probabilities(isUp).reduce((rule, p, v) => rule | (p << v), 0);
}

/** A rule as the probability of up, 0 or 1, for each state. Shape (16). */
export function probabilities(isUp: BlockRuleOfFour): readonly number[] {
  return Array.from({ length: 16 }, (_, v) => (isUp(v) ? 1 : 0));
}

/** The majority, ties to spin 0. */
export function isMajorityUp(state: number): boolean {
  return ups(state) > 2 || (ups(state) === 2 && (state & 1) === 1);
}

/** How many spins of a block state are up. */
export function ups(state: number): number {
  let count = 0;
  for (let rest = state; rest !== 0; rest &= rest - 1) count++;
  return count;
}
