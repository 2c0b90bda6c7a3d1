import { DomainError } from '@rgflow/numerics';
import type { RelativeEntropyStep } from '../decimation-step.js';
import { type StripEntropies, stripRelativeEntropy } from '../strip/relative-entropy.js';
import { decimateCheckerboard } from './checkerboard.js';
import { checkCoupling } from './coupling.js';
import { exactFirstStep } from './first-step.js';
import { exactAsymptote, logPartitionPerSite } from './partition.js';

/** A step of the exact flow of the square lattice. */
export interface ExactStep extends RelativeEntropyStep {
  /** Nearest-neighbour coupling K⁽ⁿ⁾ of the exact Hamiltonian, among others; null from step 2 on, where all couplings arise. */
  readonly coupling: number | null;
  readonly field: 0;
  /** K₀⁽ⁿ⁾ per retained spin; null from step 2 on. */
  readonly constant: number | null;
  /** How far `relativeEntropy` may be from the truth. */
  readonly error: number;
}

/** The exact relative entropies of the infinite square lattice. */
export interface ExactSquareEntropies {
  /** Steps 0, 1 and 2. */
  readonly steps: readonly ExactStep[];
  /** s⁽∞⁾ = 1 - S/(N ln 2). */
  readonly asymptote: number;
  /** How far `asymptote` may be from the truth. */
  readonly asymptoteError: number;
  /** -ln Z / N in nats. */
  readonly freeEnergyPerSite: number;
}

export interface ExactSquareOptions {
  /** Number of steps, 0, 1 or 2. Default 2. */
  readonly steps?: number;
  /** Widths of the three strips that s⁽²⁾ is extrapolated from, rising. Default 4, 6, 8; up to 12 for a smaller error. */
  readonly widths?: readonly [number, number, number];
}

/**
 * Relative entropies of the infinite square lattice under checkerboard decimation with nothing truncated: s⁽¹⁾ from the law
 * of the four neighbours of a site and s⁽∞⁾ from the entropy, both to rounding, and s⁽²⁾ from strips.
 *
 * s⁽²⁾ is extrapolated in the two numbers of a strip whose values on the infinite lattice are known, s⁽¹⁾ and s⁽∞⁾: a line in
 * s⁽¹⁾ through two strips, and a plane in both through three. The two were found on either side of what wider strips give,
 * so the value is the middle and the error half the distance; 5e-8 at K = 0.2, 4e-4 at K = 0.4, 2e-3 at its worst near 0.43,
 * 5e-5 at K_c. It always lies between s⁽¹⁾ and s⁽∞⁾.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite, or an option out of its range.
 *
 * @example
 * exactSquareRelativeEntropy(0.4).steps[1].relativeEntropy; // 0.242009273890400
 */
export function exactSquareRelativeEntropy(coupling: number, options: ExactSquareOptions = {}): ExactSquareEntropies {
  const { steps = 2, widths = [4, 6, 8] } = options;
  checkCoupling('exactSquareRelativeEntropy', coupling);
  if (!(steps === 0 || steps === 1 || steps === 2)) {
    throw new DomainError(
      `exactSquareRelativeEntropy: steps is ${steps}; the exact flow is known for 0, 1 and 2 steps, and its asymptote.`,
    );
  }
  const s1 = exactFirstStep(coupling);
  const asymptote = exactAsymptote(coupling);
  const told: ExactStep[] = [told0(coupling)];
  if (steps >= 1) {
    const { nearest, constant } = decimateCheckerboard(coupling);
    told.push({ ...entropies(1, s1, ROUNDING * s1), coupling: nearest, field: 0, constant });
  }
  if (steps === 2) {
    const { value, error } = secondStep(coupling, widths, s1, asymptote);
    told.push({ ...entropies(2, value, error), coupling: null, field: 0, constant: null });
  }
  return {
    steps: told,
    asymptote,
    asymptoteError: ROUNDING * Math.max(asymptote, coupling),
    freeEnergyPerSite: -logPartitionPerSite(coupling),
  };
}

/** Relative; the tests find less than 2e-14 against 40 digits. */
const ROUNDING = 2e-14;

function told0(coupling: number): ExactStep {
  return { ...entropies(0, 0, 0), coupling, field: 0, constant: 0 };
}

function entropies(step: number, relativeEntropy: number, error: number): RelativeEntropyStep & { error: number } {
  return { step, relativeEntropy, relativeEntropyUnnormalised: relativeEntropy - (1 - 2 ** -step), error };
}

interface Uncertain {
  readonly value: number;
  readonly error: number;
}

function secondStep(
  coupling: number,
  widths: readonly [number, number, number],
  s1: number,
  asymptote: number,
): Uncertain {
  // All spins but a share of e^(-8K) are equal there: three quarters of ln 2 are lost to 1e-15.
  if (coupling > 5) return { value: 0.75, error: 1e-15 };
  const between = { value: (s1 + asymptote) / 2, error: (asymptote - s1) / 2 };
  // s⁽²⁾ of a strip has an absolute error of 1e-15, more than s⁽∞⁾ - s⁽¹⁾ = O(K⁴) leaves open there.
  if (coupling < 1e-4) return between;
  const strips = widths.map((width) => stripRelativeEntropy(coupling, width, { rows: rowsFor(width) }));
  const extrapolated = extrapolate(strips as [StripEntropies, StripEntropies, StripEntropies], s1, asymptote);
  const value = Math.min(asymptote, Math.max(s1, extrapolated.value));
  return { value, error: extrapolated.error + Math.abs(value - extrapolated.value) };
}

/** As many rows as make the bounds of s⁽²⁾ tighter than the extrapolation, and cost no more than the widest strip. */
function rowsFor(width: number): number {
  return width <= 4 ? 6 : width <= 6 ? 4 : 3;
}

function extrapolate(
  strips: readonly [StripEntropies, StripEntropies, StripEntropies],
  s1: number,
  asymptote: number,
): Uncertain {
  const points = strips.map((strip) => ({
    s1: strip.firstStep - s1,
    asymptote: strip.asymptote - asymptote,
    // The upper bound converges faster than the lower: h falls towards it by a factor 1/20 a row.
    s2: strip.secondStep.upper,
    gap: strip.secondStep.upper - strip.secondStep.lower,
  }));
  const [a, b, c] = points as [Point, Point, Point];
  // Strips as wide as many correlation lengths are the infinite lattice, and their differences rounding.
  if (Math.abs(c.s1) < 1e-11) return { value: c.s2, error: Math.abs(c.s2 - b.s2) + c.gap + 1e-14 };
  const line = c.s2 - (c.s1 * (c.s2 - b.s2)) / (c.s1 - b.s1);
  const plane = interceptOfPlane(a, b, c);
  return { value: (line + plane) / 2, error: Math.abs(line - plane) / 2 + c.gap };
}

interface Point {
  readonly s1: number;
  readonly asymptote: number;
  readonly s2: number;
  readonly gap: number;
}

/** s2 at s1 = asymptote = 0 of the plane through three points, by Cramer's rule. */
function interceptOfPlane(a: Point, b: Point, c: Point): number {
  const minor = (p: Point, q: Point) => p.s1 * q.asymptote - q.s1 * p.asymptote;
  const [ma, mb, mc] = [minor(b, c), minor(c, a), minor(a, b)];
  return (a.s2 * ma + b.s2 * mb + c.s2 * mc) / (ma + mb + mc);
}
