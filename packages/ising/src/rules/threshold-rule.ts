/** A block spin: 1 where weights·v + threshold > 0, else -1; of v = ±1, shape (spins). */
export interface ThresholdRule {
  readonly weights: readonly number[];
  readonly threshold: number;
}

/** The middle spin of a block of side × side, or the one before the middle. */
export function decimationRule(side: number): ThresholdRule {
  const middle = Math.floor((side - 1) / 2);
  return {
    weights: Array.from({ length: side * side }, (_, n) => (n === middle * side + middle ? 1 : 0)),
    threshold: 0,
  };
}

/** The sign of the sum, of the middle spin where the sum is 0; with `ties` 'up', 1 there. */
export function majorityRule(side: number, ties: 'middle' | 'up' = 'middle'): ThresholdRule {
  if (ties === 'up') return { weights: Array.from({ length: side * side }, () => 1), threshold: 0.5 };
  return { weights: decimationRule(side).weights.map((weight) => 1 + weight / 2), threshold: 0 };
}

/** Block spins by a rule, 1 or 0 for -1; shape (count). */
export function blockSpins({ weights, threshold }: ThresholdRule, blocks: Int8Array): Uint8Array {
  const spins = weights.length;
  return Uint8Array.from({ length: blocks.length / spins }, (_, n) => {
    let sum = threshold;
    for (let k = 0; k < spins; k++) sum += weights[k]! * blocks[n * spins + k]!;
    return sum > 0 ? 1 : 0;
  });
}

/** The rule as a table: P(1|v) for each state v of the block, bit k of v the spin k. Shape (2^spins). */
export function ruleTable(rule: ThresholdRule): readonly number[] {
  const spins = rule.weights.length;
  const states = Int8Array.from({ length: spins * (1 << spins) }, (_, n) => {
    return ((Math.floor(n / spins) >> (n % spins)) & 1) === 1 ? 1 : -1;
  });
  return Array.from(blockSpins(rule, states));
}
