import { DomainError, powerOfTwo } from '@rgflow/numerics';
import type { SpinDistribution } from '../enumeration/boltzmann.js';

/**
 * All couplings of the Hamiltonian of block spins, exactly, by enumeration:
 *
 *     ln P(S) = Σ_A J_A Π_{i in A} S_i,    J_A = 2^-n Σ_S ln P(S) Π_{i in A} S_i,
 *
 * over the sets A of the n blocks. J of the empty set is the constant, of one block its field, of two a pair coupling.
 *
 * @param blocks  Sites of each block, all as many; sites of none are summed over.
 * @param rule    P(S = 1|v), 0 or 1, for each state v of a block, bit k of v its site k. Shape (2^(sites of a block)).
 * @returns       J_A, bit i of the index A where block i is in the set. Shape (2ⁿ).
 * @throws {DomainError}  if blocks differ in size, the rule has another length or draws at random, or a state of the block
 *                        spins does not occur, as by a rule that always gives one sign.
 *
 * @example Every second spin of a ring of four, K = 0.5: two spins with two bonds of artanh(tanh² K) each
 * const ring = boltzmannDistribution(4, (s) => 0.5 * (s(0) * s(1) + s(1) * s(2) + s(2) * s(3) + s(3) * s(0)));
 * enumeratedCouplings(ring, [[0, 1], [2, 3]], [0, 1, 0, 1])[3]; // 0.433780830483
 */
export function enumeratedCouplings(
  { spins, probabilities }: SpinDistribution,
  blocks: readonly (readonly number[])[],
  rule: readonly number[],
): Float64Array {
  const states = powerOfTwo(blocks[0]?.length ?? 0);
  if (blocks.length === 0 || blocks.some((sites) => sites.length !== blocks[0]!.length)) {
    throw new DomainError('enumeratedCouplings: the blocks are none or of different sizes; give blocks of one size.');
  }
  if (rule.length !== states || rule.some((up) => up !== 0 && up !== 1)) {
    throw new DomainError(
      `enumeratedCouplings: the rule is [${rule.join(', ')}]; give ${states} numbers, 0 or 1, one for each state of a block.`,
    );
  }
  if (blocks.flat().some((site) => !(Number.isInteger(site) && site >= 0 && site < spins))) {
    throw new DomainError(
      `enumeratedCouplings: a block has a site that is none of the ${spins} spins, 0 to ${spins - 1}.`,
    );
  }
  const couplings = new Float64Array(powerOfTwo(blocks.length));
  for (let state = 0; state < probabilities.length; state++) {
    let coarse = 0;
    for (let n = 0; n < blocks.length; n++) {
      const sites = blocks[n]!;
      let v = 0;
      for (let k = 0; k < sites.length; k++) v |= ((state >> sites[k]!) & 1) << k;
      coarse |= rule[v]! << n;
    }
    couplings[coarse]! += probabilities[state]!;
  }
  if (couplings.some((p) => !(p > 0))) {
    throw new DomainError(
      'enumeratedCouplings: a state of the block spins has probability 0 and no finite energy; give a rule of both signs, and a weaker coupling where probabilities underflow.',
    );
  }
  for (let s = 0; s < couplings.length; s++) couplings[s] = Math.log(couplings[s]!) / couplings.length;
  transform(couplings);
  return couplings;
}

/** Σ_S x(S) Π_{i in A} S_i for every set A, in place: one block after the other. */
function transform(x: Float64Array): void {
  for (let bit = 1; bit < x.length; bit <<= 1) {
    for (let s = 0; s < x.length; s++) {
      if ((s & bit) !== 0) continue;
      const [down, up] = [x[s]!, x[s | bit]!];
      x[s] = up + down;
      x[s | bit] = up - down;
    }
  }
}
