import { DomainError, type Estimate, findRoot, square } from '@rgflow/numerics';
import { checkedLattice, type SpinLattice } from './lattice-energy.js';

/** The coupling that the law of a spin given its neighbours has. */
export interface ConditionalCoupling {
  /** K; null where no finite one is the likeliest. */
  readonly coupling: Estimate | null;
  readonly reason: string | null;
}

/**
 * The coupling that makes each spin given its neighbours likeliest (pseudo-likelihood), p(σ | x) = e^(Kσx) / 2 cosh Kx
 * with x the sum of its neighbours: the second thermometer. It agrees with that of the energy for samples of an Ising
 * model at any K; of other spins the two differ, and then there is no temperature. A mixture of samples at several K is
 * such.
 *
 * @param spins  ±1, shape (samples, sites), a torus row by row.
 * @returns  K with its error over samples, which are taken to be independent.
 * @throws {DomainError} if there are not samples of a whole lattice, at least 2, or an entry is another number.
 *
 * @example
 * const spins = isingConfigurations({ dimension: 2, size: 8, coupling: 0.4, samples: 1000 }, random);
 * couplingOfConditionals(spins, { dimension: 2, size: 8 }).coupling; // 0.400 ± 0.002
 *
 * Source: J. Besag, Statistician 24, 179 (1975).
 */
export function couplingOfConditionals(spins: Int8Array, lattice: SpinLattice): ConditionalCoupling {
  const where = 'couplingOfConditionals';
  const { dimension, size } = checkedLattice(where, lattice);
  const sites = dimension === 1 ? size : square(size);
  const samples = spins.length / sites;
  if (!Number.isSafeInteger(samples) || samples < 2) {
    throw new DomainError(`${where}: ${spins.length} spins; expected two samples or more of ${sites} sites.`);
  }
  const neighbours = neighbourTable(lattice);
  // For each sample and |x|: how many spins are along x, less those against it, and how many there are.
  const along = new Int32Array(samples * SUMS);
  const counts = new Int32Array(samples * SUMS);
  for (let row = 0; row < samples; row++) {
    const state = spins.subarray(row * sites, (row + 1) * sites);
    for (let site = 0; site < sites; site++) {
      const spin = state[site]!;
      if (spin !== 1 && spin !== -1)
        throw new DomainError(`${where}: spin ${site} of sample ${row} is ${spin}; expected 1 or -1.`);
      let x = 0;
      for (let n = 0; n < 2 * dimension; n++) x += state[neighbours[2 * dimension * site + n]!]!;
      if (x === 0) continue;
      const at = row * SUMS + Math.abs(x);
      along[at]! += x > 0 ? spin : -spin;
      counts[at]!++;
    }
  }
  const score = (k: number, row: number) => {
    let sum = 0;
    for (let x = 1; x < SUMS; x++) sum += x * (along[row * SUMS + x]! - counts[row * SUMS + x]! * Math.tanh(k * x));
    return sum;
  };
  const total = (k: number) => {
    let sum = 0;
    for (let row = 0; row < samples; row++) sum += score(k, row);
    return sum;
  };
  if (!(total(-STRONGEST) > 0 && total(STRONGEST) < 0)) {
    return {
      coupling: null,
      reason: 'no spin is against its neighbours, or none with them, so the coupling is infinite',
    };
  }
  const value = findRoot(total, -STRONGEST, STRONGEST);
  let [squares, curvature] = [0, 0];
  for (let row = 0; row < samples; row++) {
    squares += square(score(value, row));
    for (let x = 1; x < SUMS; x++) curvature += square(x / Math.cosh(value * x)) * counts[row * SUMS + x]!;
  }
  return { coupling: { value, standardError: Math.sqrt(squares) / curvature, samples }, reason: null };
}

/** |x| from 0 to 4. */
const SUMS = 5;
/** Where tanh is 1 to the last bit. */
const STRONGEST = 20;

/** Sites of the 2 or 4 neighbours of each site. */
function neighbourTable({ dimension, size }: SpinLattice): Int32Array {
  const step = (at: number, by: number) => (at + by + size) % size;
  if (dimension === 1) {
    return Int32Array.from({ length: 2 * size }, (_, i) => step(i >> 1, i % 2 === 0 ? -1 : 1));
  }
  return Int32Array.from({ length: 4 * square(size) }, (_, i) => {
    const [site, way] = [i >> 2, i & 3];
    const [row, column] = [Math.floor(site / size), site % size];
    const by = (way & 1) === 0 ? -1 : 1;
    return way < 2 ? step(row, by) * size + column : row * size + step(column, by);
  });
}
