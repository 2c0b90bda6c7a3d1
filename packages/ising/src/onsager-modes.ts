import { DomainError, square } from '@rgflow/numerics';

/** γₗ and dγₗ/dK for l of one parity. */
export interface Mode {
  readonly gamma: number;
  readonly slope: number;
  /** l = 0: γ may have either sign. */
  readonly isZero: boolean;
}

/**
 * Onsager's γₗ of a lattice of `columns` columns closed to a ring, cosh γₗ = cosh 2K coth 2K - cos(πl/n): odd l (parity 1)
 * where the fermions are antiperiodic, even l where they are periodic.
 *
 * Source: L. Onsager, Phys. Rev. 65, 117 (1944).
 */
export function modes(coupling: number, columns: number, parity: 0 | 1): Mode[] {
  const s = Math.sinh(2 * coupling);
  // cosh γ - 1 = (1 - s)²/s + 2 sin²(πl/2n) without the cancellation near K_c.
  const coshSlope = 2 * Math.cosh(2 * coupling) * (1 - 1 / s) * (1 + 1 / s);
  return Array.from({ length: columns }, (_, r) => {
    const l = 2 * r + parity;
    if (l === 0) return { gamma: 2 * Math.asinh((s - 1) / Math.sqrt(2 * s)), slope: 2 + 2 / s, isZero: true };
    const excess = (1 - s) * ((1 - s) / s) + 2 * square(Math.sin((Math.PI * l) / (2 * columns)));
    return {
      gamma: 2 * Math.asinh(Math.sqrt(excess / 2)),
      slope: coshSlope / (Math.sqrt(excess) * Math.sqrt(excess + 2)),
      isZero: false,
    };
  });
}

/** @throws {DomainError} naming `where`, unless a number of rows or columns is whole, from 1 to 10^5. */
export function checkSize(where: string, name: string, size: number): void {
  if (Number.isInteger(size) && size >= 1 && size <= 1e5) return;
  throw new DomainError(`${where}: ${name} is ${size}; give a whole number from 1 to 100000.`);
}
