import { couplingOfEnergy, kaufmanLattice, latticeEnergy, ringRelativeEntropy, type SpinLattice } from '@rgflow/ising';
import { square } from '@rgflow/numerics';

/** What a machine that knows its samples perfectly would draw, by exact thermodynamics of the finite lattice. */
export interface ExpectedEquilibrium {
  readonly energyPerBond: number;
  /** Of that energy; null where it is infinite. */
  readonly coupling: number | null;
  /** Variance of the energy over that of the Ising model at `coupling`: 1 for samples at one K, more for several. */
  readonly varianceRatio: number | null;
}

/** Of as many samples at each of these couplings. */
export function expectedOfMixture(couplings: readonly number[], lattice: SpinLattice): ExpectedEquilibrium {
  const parts = couplings.map((coupling) => latticeEnergy(coupling, lattice));
  const mean = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part) => sum + of(part) / parts.length, 0);
  const energyPerBond = mean((part) => part.energyPerBond);
  const variance = mean((part) => part.energyVariance + square(part.energyPerBond - energyPerBond));
  const coupling = couplings.length === 1 ? couplings[0]! : couplingOfEnergy(energyPerBond, lattice);
  if (coupling === null) return { energyPerBond, coupling, varianceRatio: null };
  return { energyPerBond, coupling, varianceRatio: variance / latticeEnergy(coupling, lattice).energyVariance };
}

/** Entropy per site of the Ising model at one K, nats. */
export function entropyPerSite(coupling: number, { dimension, size }: SpinLattice): number {
  if (dimension === 1) return ringRelativeEntropy(coupling, size).entropy / size;
  return kaufmanLattice(coupling, size, size).entropy / (size * size);
}
