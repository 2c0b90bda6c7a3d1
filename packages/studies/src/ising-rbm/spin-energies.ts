import type { SpinLattice } from '@rgflow/ising';

/** Pairs of neighbours, each once: sites of bond n are at 2n and 2n + 1. */
export function bondsOf({ dimension, size }: SpinLattice): Int32Array {
  const bonds: number[] = [];
  for (let row = 0; row < (dimension === 1 ? 1 : size); row++) {
    for (let column = 0; column < size; column++) {
      const site = row * size + column;
      bonds.push(site, row * size + ((column + 1) % size));
      if (dimension === 2) bonds.push(site, ((row + 1) % size) * size + column);
    }
  }
  return Int32Array.from(bonds);
}

/**
 * Mean of σσ' over the bonds of each state.
 *
 * @param states  0 or 1, shape (states, sites).
 * @returns       Shape (states).
 */
export function energiesPerBond(states: ArrayLike<number>, sites: number, bonds: Int32Array): Float64Array {
  return Float64Array.from({ length: states.length / sites }, (_, row) => {
    let agreeing = 0;
    for (let at = 0; at < bonds.length; at += 2) {
      if (states[row * sites + bonds[at]!] === states[row * sites + bonds[at + 1]!]) agreeing++;
    }
    return (4 * agreeing) / bonds.length - 1;
  });
}

/** Mean over states of the square of their mean spin, of states 0 or 1 of shape (states, sites). */
export function magnetisationSquared(states: ArrayLike<number>, sites: number): number {
  let sum = 0;
  for (let row = 0; row < states.length; row += sites) {
    let up = 0;
    for (let site = 0; site < sites; site++) up += states[row + site]!;
    const m = (2 * up) / sites - 1;
    sum += m * m;
  }
  return (sum * sites) / states.length;
}
