import { DomainError, findRoot, pow, square } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { kaufmanLattice } from '../square/kaufman.js';

/** A ring of `size` spins, or a torus of size × size of them. */
export interface SpinLattice {
  readonly dimension: 1 | 2;
  readonly size: number;
}

export interface LatticeEnergy {
  /** u = ⟨σσ'⟩ of neighbours, the mean over all bonds. */
  readonly energyPerBond: number;
  /** Variance of the mean of σσ' over all bonds from state to state, u'(K) over the number of bonds. */
  readonly energyVariance: number;
}

/**
 * Mean and scatter of the energy of a finite lattice in equilibrium, without a field. Of a ring u = (t + t^(N-1))/(1 + t^N),
 * t = tanh K; of a torus Kaufman's, whose slope is taken by differences, with an error of about 1e-9. From K = 1e-6 on that
 * energy is a difference of numbers of the size 1/K, right to some 1e-16/K; below it is the first term.
 *
 * @param coupling  0 <= K <= 300.
 * @throws {DomainError} if K is outside, a ring has less than 3 spins, or the size of a torus is not even or less than 4.
 *
 * @example
 * latticeEnergy(0.5, { dimension: 1, size: 8 }).energyPerBond; // 0.4652
 */
export function latticeEnergy(coupling: number, lattice: SpinLattice): LatticeEnergy {
  checkCoupling('latticeEnergy', coupling);
  const { dimension, size } = checkedLattice('latticeEnergy', lattice);
  if (dimension === 1) {
    const t = Math.tanh(coupling);
    const [rest, all] = [pow(t, size - 2), pow(t, size)];
    // du/dt, with N t^(N-1) (t + t^(N-1)) put together so that nothing cancels at strong coupling.
    const slope = (1 + (size - 1) * rest * (1 - square(t)) - square(pow(t, size - 1))) / square(1 + all);
    return { energyPerBond: (t * (1 + rest)) / (1 + all), energyVariance: (slope * (1 - square(t))) / size };
  }
  const slope = slopeOf((k) => energyOfTorus(k, size), coupling);
  return { energyPerBond: energyOfTorus(coupling, size), energyVariance: slope / (2 * square(size)) };
}

/**
 * The coupling whose equilibrium has this energy on this lattice: a thermometer, and an exact one for samples of an
 * Ising model. Of other spins it is the coupling of the Ising model with as many satisfied bonds.
 * Of a torus it is as exact as `latticeEnergy`: between 1e-6 and 1e-3, to some 1e-15/K² of itself.
 *
 * @param energyPerBond  u, a number.
 * @returns  K; below 0 for u below 0, which on an even lattice is the antiferromagnet. null where no finite K has it: all
 *           neighbours agree or none do, or u is below 0 on an odd ring.
 * @throws {DomainError} as `latticeEnergy`, or if u is outside [-1, 1].
 *
 * @example
 * couplingOfEnergy(0.6111965, { dimension: 2, size: 8 }); // 0.4000
 */
export function couplingOfEnergy(energyPerBond: number, lattice: SpinLattice): number | null {
  const { size } = checkedLattice('couplingOfEnergy', lattice);
  if (!(Math.abs(energyPerBond) <= 1)) {
    throw new DomainError(`couplingOfEnergy: the energy per bond is ${energyPerBond}; expected a number from -1 to 1.`);
  }
  const u = Math.abs(energyPerBond);
  if (energyPerBond < 0 && size % 2 !== 0) return null;
  const excess = (k: number) => latticeMean(k, lattice) - u;
  if (!(excess(STRONGEST) > 0)) return null;
  return Math.sign(energyPerBond) * findRoot(excess, 0, STRONGEST);
}

/** Where 1 - u is a few last bits. */
const STRONGEST = 15;
/** Of the differences: their error is its fourth power times the fifth derivative. */
const STEP = 2e-3;

function latticeMean(coupling: number, lattice: SpinLattice): number {
  return lattice.dimension === 1
    ? latticeEnergy(coupling, lattice).energyPerBond
    : energyOfTorus(coupling, lattice.size);
}

/** Also of K < 0, where it is needed for differences: an even torus is the ferromagnet with one sublattice reversed. */
function energyOfTorus(coupling: number, size: number): number {
  return Math.sign(coupling) * kaufmanLattice(Math.abs(coupling), size, size).energyPerBond;
}

/** By central differences of two widths. */
function slopeOf(f: (k: number) => number, at: number): number {
  const central = (h: number) => (f(at + h) - f(at - h)) / (2 * h);
  return (4 * central(STEP / 2) - central(STEP)) / 3;
}

/** @throws {DomainError} naming `where`. */
export function checkedLattice(where: string, lattice: SpinLattice): SpinLattice {
  const { dimension, size } = lattice;
  const fits = dimension === 1 ? size >= 3 : dimension === 2 && size >= 4 && size % 2 === 0;
  if (Number.isSafeInteger(size) && fits) return lattice;
  throw new DomainError(
    `${where}: the lattice has dimension ${dimension} and size ${size}; expected a ring of 3 or more, or a torus of an even size from 4.`,
  );
}
