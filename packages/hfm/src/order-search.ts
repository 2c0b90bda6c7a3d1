/** The best order of the units about one ground state. */
interface OrderSearch {
  /** Σⱼ P₀({unit j and all finer ones}) in units of the weights, which is n less the mean level. */
  readonly agreement: number;
  /** The unit of each bit, coarsest first. Of several best orders the first in the sense of a dictionary. */
  readonly order: readonly number[];
}

/**
 * The order of the units in which the mean level of detail about a given ground state is lowest, exactly, by a recursion
 * over subsets: with P₀(S) the weight of the states in which all units of S agree with the ground state,
 *
 *     ⟨m⟩ = n - Σⱼ P₀({unit j and all finer ones}),    best[S] = P₀(S) + max over i in S of best[S \ i],
 *
 * since m >= j unless all units from j on agree. 2ⁿ subsets, n/2 steps each: a twentieth of a second for n = 20.
 *
 * @param weights      Of all states, shape (2ⁿ). Negated, they give the order in which the mean level is highest.
 * @param groundState  Index of the state that is s = 0.
 * @param tie          Sums nearer than this count as equal.
 */
export function bestOrder(weights: Float64Array, groundState: number, tie: number): OrderSearch {
  const size = weights.length;
  const all = size - 1;
  const agreeing = weightsOfSubsets(weights, groundState);
  const best = new Float64Array(size);
  for (let set = 1; set < size; set++) {
    let coarser = Number.NEGATIVE_INFINITY;
    for (let rest = set; rest !== 0; rest &= rest - 1) {
      const without = best[set ^ (rest & -rest)]!;
      if (without > coarser) coarser = without;
    }
    best[set] = agreeing[all ^ set]! + coarser;
  }
  return { agreement: best[all]!, order: orderOf(best, tie) };
}

/** For each set T the weight of the states that differ from the ground state within T only: sums over subsets, in place. */
function weightsOfSubsets(weights: Float64Array, groundState: number): Float64Array {
  const sums = new Float64Array(weights.length);
  for (let state = 0; state < weights.length; state++) sums[state ^ groundState] = weights[state]!;
  for (let bit = 1; bit < sums.length; bit *= 2) {
    for (let block = bit; block < sums.length; block += 2 * bit) {
      for (let set = block; set < block + bit; set++) sums[set]! += sums[set ^ bit]!;
    }
  }
  return sums;
}

/** The way back through the recursion: the unit that a set is best without is its coarsest one. */
function orderOf(best: Float64Array, tie: number): readonly number[] {
  const order: number[] = [];
  for (let set = best.length - 1; set !== 0; ) {
    let most = Number.NEGATIVE_INFINITY;
    for (let rest = set; rest !== 0; rest &= rest - 1) most = Math.max(most, best[set ^ (rest & -rest)]!);
    let rest = set;
    while (best[set ^ (rest & -rest)]! < most - tie) rest &= rest - 1;
    const bit = rest & -rest;
    order.push(31 - Math.clz32(bit));
    set ^= bit;
  }
  return order;
}
