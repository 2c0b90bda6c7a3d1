import { DomainError } from '@rgflow/numerics';
import { checkCoupling } from './coupling.js';

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
 * Source: B. Kaufman, Phys. Rev. 76, 1232 (1949), in the form of A. E. Ferdinand and M. E. Fisher, Phys. Rev. 185, 832 (1969).
 */
export function kaufmanLattice(coupling: number, rows: number, columns: number): FiniteLattice {
  checkCoupling('kaufmanLattice', coupling);
  if (coupling > 300) {
    throw new DomainError(`kaufmanLattice: the coupling K is ${coupling}; from 300 on the lattice is a single spin.`);
  }
  checkSize('kaufmanLattice', 'rows', rows);
  checkSize('kaufmanLattice', 'columns', columns);
  const sites = rows * columns;
  if (coupling === 0) return { logPartition: sites * Math.LN2, energyPerBond: 0, entropy: sites * Math.LN2 };

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

/** The infinitely long strip of `width` columns closed to a ring, per site. */
export interface StripThermodynamics {
  /** ln Z / N. */
  readonly logPartitionPerSite: number;
  /** u, the mean over horizontal and vertical bonds. */
  readonly energyPerBond: number;
  /** S / N in nats. */
  readonly entropyPerSite: number;
}

/**
 * The strip of infinite length, from the largest eigenvalue of the row-to-row transfer matrix:
 *
 *     ln Z / N = ln(2 sinh 2K)/2 + Σᵣ γ₂ᵣ₊₁ / (2n),    r = 0, ..., n - 1.
 *
 * @param coupling  0 < K <= 300.
 * @param width     n, from 1 to 10^5.
 * @throws {DomainError} if K or n is outside.
 *
 * Source: L. Onsager, Phys. Rev. 65, 117 (1944).
 */
export function stripThermodynamics(coupling: number, width: number): StripThermodynamics {
  checkCoupling('stripThermodynamics', coupling);
  if (!(coupling > 0 && coupling <= 300)) {
    throw new DomainError(`stripThermodynamics: the coupling K is ${coupling}; give one above 0, at most 300.`);
  }
  checkSize('stripThermodynamics', 'width', width);
  let logPartition = (2 * coupling + Math.log1p(-Math.exp(-4 * coupling))) / 2;
  let slope = 1 / Math.tanh(2 * coupling);
  for (const mode of modes(coupling, width, 1)) {
    logPartition += mode.gamma / (2 * width);
    slope += mode.slope / (2 * width);
  }
  return {
    logPartitionPerSite: logPartition,
    energyPerBond: slope / 2,
    entropyPerSite: Math.max(0, logPartition - coupling * slope),
  };
}

function checkSize(where: string, name: string, size: number): void {
  if (Number.isInteger(size) && size >= 1 && size <= 1e5) return;
  throw new DomainError(`${where}: ${name} is ${size}; give a whole number from 1 to 100000.`);
}

/** γₗ and dγₗ/dK for l of one parity. */
interface Mode {
  readonly gamma: number;
  readonly slope: number;
  /** l = 0: γ may have either sign. */
  readonly isZero: boolean;
}

function modes(coupling: number, columns: number, parity: 0 | 1): Mode[] {
  const s = Math.sinh(2 * coupling);
  // cosh γ - 1 = (1 - s)²/s + 2 sin²(πl/2n) without the cancellation near K_c.
  const coshSlope = 2 * Math.cosh(2 * coupling) * (1 - 1 / s) * (1 + 1 / s);
  return Array.from({ length: columns }, (_, r) => {
    const l = 2 * r + parity;
    if (l === 0) return { gamma: 2 * Math.asinh((s - 1) / Math.sqrt(2 * s)), slope: 2 + 2 / s, isZero: true };
    const excess = (1 - s) * ((1 - s) / s) + 2 * Math.sin((Math.PI * l) / (2 * columns)) ** 2;
    return {
      gamma: 2 * Math.asinh(Math.sqrt(excess / 2)),
      slope: coshSlope / (Math.sqrt(excess) * Math.sqrt(excess + 2)),
      isZero: false,
    };
  });
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
