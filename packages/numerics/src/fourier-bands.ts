import { DomainError } from './errors.js';

/** The real Fourier modes of a square grid whose wavenumber lies in a ring. */
export interface FourierBand {
  /** How many there are. */
  readonly count: number;
  /** The modes, orthonormal, shape (count, side²), rows of the grid one after the other. */
  readonly modes: Float64Array;
  /** Mean |k| of the modes, in waves per side. */
  readonly wavenumber: number;
}

/**
 * The real modes of a periodic grid of side × side with from <= |k| < to,
 *
 *     √2/side cos(2π k·r / side) and √2/side sin(2π k·r / side),    1/side cos(2π k·r / side) where k = -k,
 *
 * one pair for k and -k together; components of k run from -side/2 to side/2. Orthonormal: what is made of them with
 * coefficients of length 1 has length 1, whatever the ring.
 *
 * @param from, to  In waves per side, 0 <= from < to.
 * @throws {DomainError}  if the side is no positive integer, the ring is none, or there is no mode in it.
 *
 * @example
 * fourierBand(28, 0.5, 2.5).count; // 20: |k|² = 1, 2, 4 and 5
 */
export function fourierBand(side: number, from: number, to: number): FourierBand {
  const waves = wavesBetween(side, from, to);
  const grid = side * side;
  const count = waves.reduce((sum, { self }) => sum + (self ? 1 : 2), 0);
  if (count === 0) {
    throw new DomainError(`fourierBand: no mode of a grid of side ${side} has a wavenumber in [${from}, ${to}).`);
  }
  const modes = new Float64Array(count * grid);
  const cosines = Float64Array.from({ length: side }, (_, n) => Math.cos((2 * Math.PI * n) / side));
  const sines = Float64Array.from({ length: side }, (_, n) => Math.sin((2 * Math.PI * n) / side));
  let mode = 0;
  let total = 0;
  for (const { a, b, length, self } of waves) {
    const size = self ? 1 / side : Math.SQRT2 / side;
    for (const table of self ? [cosines] : [cosines, sines]) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) modes[mode * grid + y * side + x] = size * table[(a * y + b * x) % side]!;
      }
      mode++;
      total += length;
    }
  }
  return { count, modes, wavenumber: total / count };
}

/** How many modes `fourierBand` has, without making them; 0 for none. */
export function fourierModes(side: number, from: number, to: number): number {
  return wavesBetween(side, from, to).reduce((sum, { self }) => sum + (self ? 1 : 2), 0);
}

interface Wave {
  readonly a: number;
  readonly b: number;
  readonly length: number;
  /** Whether k and -k are one. */
  readonly self: boolean;
}

/** One of k and -k each. */
function wavesBetween(side: number, from: number, to: number): readonly Wave[] {
  if (!(Number.isSafeInteger(side) && side >= 1) || !(from >= 0 && to > from)) {
    throw new DomainError(
      `fourierBand: side is ${side} and the ring [${from}, ${to}); expected a positive integer and 0 <= from < to.`,
    );
  }
  const waves: Wave[] = [];
  for (let a = 0; a < side; a++) {
    for (let b = 0; b < side; b++) {
      const opposite = ((side - a) % side) * side + ((side - b) % side);
      if (a * side + b > opposite) continue;
      const length = Math.hypot(Math.min(a, side - a), Math.min(b, side - b));
      if (length >= from && length < to) waves.push({ a, b, length, self: a * side + b === opposite });
    }
  }
  return waves;
}
