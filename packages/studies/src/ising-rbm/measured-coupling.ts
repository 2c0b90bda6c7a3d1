import { couplingOfConditionals, couplingOfEnergy, latticeEnergy, type SpinLattice } from '@rgflow/ising';
import { type Estimate, estimate, square } from '@rgflow/numerics';

/** Mean of independent energies and the coupling whose equilibrium has it. */
export function couplingOfEnergies(energies: ArrayLike<number>, lattice: SpinLattice) {
  const { value, standardError } = estimate(Array.from(energies));
  const coupling = couplingOfEnergy(value, lattice);
  const known = { energy_per_bond: value, energy_per_bond_se: standardError };
  if (coupling === null)
    return { ...known, coupling, coupling_se: null, reason: 'all neighbours agree: K is infinite' };
  const bonds = lattice.dimension === 1 ? lattice.size : 2 * square(lattice.size);
  const slope = latticeEnergy(Math.abs(coupling), lattice).energyVariance * bonds;
  return { ...known, coupling, coupling_se: standardError / slope, reason: null };
}

/** K of spins given their neighbours, of states 0 or 1 of shape (states, sites); null where it is infinite. */
export function couplingOfStates(states: ArrayLike<number>, lattice: SpinLattice): Estimate | null {
  const spins = Int8Array.from({ length: states.length }, (_, i) => 2 * states[i]! - 1);
  return couplingOfConditionals(spins, lattice).coupling;
}
