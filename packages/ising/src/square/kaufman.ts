import { DomainError } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import { checkSize, type Mode, modes } from '../onsager-modes.js';
import { WEAK_TORUS, weakTorus } from '../weak-torus.js';

/** A finite periodic lattice in equilibrium. */
export interface FiniteLattice {
  /** ln Z. */
  readonly logPartition: number;
  /** u = ⟨σσ'⟩, the mean over all bonds. */
  readonly energyPerBond: number;
  /** S(p) in nats. */
  readonly entropy: number;
}

/**
 * The m × n torus, exactly, of any size:
 *
 *     Z = (2 sinh 2K)^(mn/2) [Πᵣ 2cosh(m γ₂ᵣ₊₁/2) + Πᵣ 2sinh(m γ₂ᵣ₊₁/2) + Πᵣ 2cosh(m γ₂ᵣ/2) + Πᵣ 2sinh(m γ₂ᵣ/2)] / 2,
 *
 * r = 0, ..., n - 1, with cosh γₗ = cosh 2K coth 2K - cos(πl/n), and γ₀ = 2K + ln tanh K of either sign. Logarithms are
 * summed, so that nothing overflows.
 *
 * @param coupling       0 <= K <= 300.
 * @param rows, columns  m, n >= 1.
 * @throws {DomainError} if K is outside, or m or n not a whole number from 1 to 10^5.
 *
 * @example
 * kaufmanLattice(0.4, 4, 4).logPartition; // 14.561093023844
 *
 * Source: B. Kaufman, Phys. Rev. 76, 1232 (1949), in the form of A. E. Ferdinand and M. E. Fisher, Phys. Rev. 185, 832
 * (1969).
 */
export function kaufmanLattice(coupling: number, rows: number, columns: number): FiniteLattice {
  checkCoupling('kaufmanLattice', coupling);
  if (coupling > 300) {
    throw new DomainError(`kaufmanLattice: the coupling K is ${coupling}; from 300 on the lattice is a single spin.`);
  }
  checkSize('kaufmanLattice', 'rows', rows);
  checkSize('kaufmanLattice', 'columns', columns);
  const sites = rows * columns;
  if (coupling < WEAK_TORUS) {
    const { logPartitionPerSite, energyPerBond, entropyPerSite } = weakTorus(coupling, rows, columns);
    return { logPartition: sites * logPartitionPerSite, energyPerBond, entropy: sites * entropyPerSite };
  }

  const terms = [...products(modes(coupling, columns, 1), rows), ...products(modes(coupling, columns, 0), rows)];
  const largest = Math.max(...terms.map((term) => term.logarithm));
  let sum = 0;
  let slope = 0;
  for (const { sign, logarithm, slope: s } of terms) {
    sum += sign * Math.exp(logarithm - largest);
    slope += s * Math.exp(logarithm - largest);
  }
  const logPrefactor = (sites / 2) * (2 * coupling + Math.log1p(-Math.exp(-4 * coupling))) - Math.LN2;
  const logPartition = logPrefactor + largest + Math.log(sum);
  const energySlope = sites / Math.tanh(2 * coupling) + slope / sum;
  return {
    logPartition,
    energyPerBond: energySlope / (2 * sites),
    entropy: Math.max(0, logPartition - coupling * energySlope),
  };
}

/** sign · e^logarithm, the sign with what is left of a sinh near 0, and its derivative by K in units of e^logarithm. */
interface Product {
  readonly sign: number;
  readonly logarithm: number;
  readonly slope: number;
}

/** Π 2cosh(mγ/2) and Π 2sinh(mγ/2). */
function products(modes: readonly Mode[], rows: number): [Product, Product] {
  let logCoshes = 0;
  let coshSlope = 0;
  let logSinhes = 0;
  let sinhSlope = 0;
  // γ₀ passes through 0 at K_c, where its sinh has no logarithm: it is kept apart as (1 - e^(-m|γ|)) of its sign.
  let zero = { factor: 1, slope: 0 };
  for (const { gamma, slope, isZero } of modes) {
    const half = (rows * Math.abs(gamma)) / 2;
    const e = Math.exp(-2 * half);
    const rate = (rows * slope) / 2;
    logCoshes += half + Math.log1p(e);
    coshSlope += rate * Math.tanh((rows * gamma) / 2);
    if (isZero) {
      zero = { factor: Math.sign(gamma) * -Math.expm1(-2 * half), slope: rate * (1 + e) };
      logSinhes += half;
    } else {
      logSinhes += half + Math.log1p(-e);
      sinhSlope += rate / Math.tanh((rows * gamma) / 2);
    }
  }
  return [
    { sign: 1, logarithm: logCoshes, slope: coshSlope },
    { sign: zero.factor, logarithm: logSinhes, slope: zero.factor * sinhSlope + zero.slope },
  ];
}
