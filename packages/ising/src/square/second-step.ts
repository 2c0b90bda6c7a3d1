import { DomainError } from '@rgflow/numerics';
import { retainedEntropyFromAbove, retainedEntropyFromBelow } from '../strip/block-entropy.js';
import { stripFirstStep } from '../strip/first-step.js';
import { secondStepOfStrip } from '../strip/relative-entropy.js';
import { stripThermodynamics } from '../strip/thermodynamics.js';
import { type StripTransfer, stripTransfer } from '../strip/transfer.js';
import { CRITICAL_COUPLING } from './critical-coupling.js';
import { exactFirstStep } from './first-step.js';
import { exactAsymptote, STRONG } from './partition.js';

/** Widths of three strips, rising; each 4, 6, 8, 10 or 12. */
export type Widths = readonly [number, number, number];

/** A number and how far it may be from the truth. */
export interface Bounded {
  readonly value: number;
  readonly bound: number;
}

/**
 * s⁽²⁾ of the infinite square lattice, from strips. How far a strip is from the infinite lattice is known for s⁽¹⁾ and for
 * s⁽∞⁾; s⁽²⁾ is taken to be as far as a sum of the two,
 *
 *     s⁽²⁾(strip) - s⁽²⁾ = a [s⁽¹⁾(strip) - s⁽¹⁾] + b [s⁽∞⁾(strip) - s⁽∞⁾],
 *
 * which is what finite-size scaling says of the energy and of the next correction. Near K_c (0.39 < K < 0.476) a and b,
 * which hardly change with K, are fitted to two widths at three couplings, and the error is the change from the narrower
 * pair of strips to the wider one. Elsewhere a and b come from three widths at one coupling, or a alone from two: the two
 * values were found on either side of what wider strips give, so the answer is the middle and the error half the distance.
 * No bound is proved.
 *
 * From widths 4, 6, 8 the error is 3e-7 at K = 0.2, 3e-4 at 0.39, 8e-4 at K_c and at its largest, 2e-4 at 0.5 and 1.5e-5 at
 * 0.6; s⁽¹⁾ and s⁽∞⁾ are never crossed.
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite, the widths do not rise, or there is no strip of one.
 */
export function exactSecondStep(coupling: number, widths: Widths = [4, 6, 8]): Bounded {
  if (!(widths[0] < widths[1] && widths[1] < widths[2])) {
    throw new DomainError(`exactSecondStep: the widths are ${widths.join(', ')}; give three different ones, rising.`);
  }
  const s1 = exactFirstStep(coupling);
  const asymptote = exactAsymptote(coupling);
  // All spins but a share of e^(-8K) are equal there: three quarters of ln 2 are lost to 1e-15.
  if (coupling > STRONG) return { value: 0.75, bound: 1e-15 };
  // s⁽²⁾ of a strip has an absolute error of 1e-15, more than s⁽∞⁾ - s⁽¹⁾ = O(K⁴) leaves open there.
  if (coupling < 1e-4) return { value: (s1 + asymptote) / 2, bound: (asymptote - s1) / 2 };
  const distance = coupling - CRITICAL_COUPLING;
  const isCritical = distance > -0.05 && distance < 0.035; // ordered, the correlation length is half as large
  const { value, bound } = isCritical ? fromThreeCouplings(coupling, widths) : fromThreeWidths(coupling, widths);
  const inside = Math.min(asymptote, Math.max(s1, value));
  return { value: inside, bound: bound + Math.abs(inside - value) };
}

/** How far a strip is from the infinite lattice, and its s⁽²⁾. */
interface Deviation {
  readonly strip: StripTransfer;
  readonly entropyPerSite: number;
  readonly s1: number;
  readonly asymptote: number;
  readonly s2: number;
}

/** Those of several widths at one coupling. */
function deviations(coupling: number, widths: Widths): [Deviation, Deviation, Deviation] {
  const s1 = exactFirstStep(coupling);
  const asymptote = exactAsymptote(coupling);
  return widths.map((width) => {
    const strip = stripTransfer(coupling, width);
    const { entropyPerSite } = stripThermodynamics(coupling, width);
    return {
      strip,
      entropyPerSite,
      s1: stripFirstStep(strip) - s1,
      asymptote: 1 - entropyPerSite / Math.LN2 - asymptote,
      // The upper bound converges faster than the lower.
      s2: secondStepOfStrip(retainedEntropyFromAbove(strip, rowsFor(width)), width, entropyPerSite),
    };
  }) as [Deviation, Deviation, Deviation];
}

/** Between the bounds of s⁽²⁾. */
function gapOf({ strip, entropyPerSite, s2 }: Deviation): number {
  const retained = retainedEntropyFromBelow(strip, rowsFor(strip.width));
  return s2 - secondStepOfStrip(retained, strip.width, entropyPerSite);
}

/** As many rows as make the bounds of s⁽²⁾ tighter than the extrapolation. */
function rowsFor(width: number): number {
  return width <= 4 ? 6 : width <= 6 ? 4 : 3;
}

function fromThreeWidths(coupling: number, widths: Widths): Bounded {
  const [a, b, c] = deviations(coupling, widths);
  const gap = gapOf(c);
  // Strips of many correlation lengths are the infinite lattice, and their differences rounding.
  if (Math.abs(c.s1) < 1e-11) return { value: c.s2, bound: Math.abs(c.s2 - b.s2) + gap + 1e-14 };
  const line = c.s2 - (c.s1 * (c.s2 - b.s2)) / (c.s1 - b.s1);
  // The plane through the three points, at s1 = asymptote = 0, by Cramer's rule.
  const minor = (p: Deviation, q: Deviation) => p.s1 * q.asymptote - q.s1 * p.asymptote;
  const [ma, mb, mc] = [minor(b, c), minor(c, a), minor(a, b)];
  const plane = (a.s2 * ma + b.s2 * mb + c.s2 * mc) / (ma + mb + mc);
  return { value: (line + plane) / 2, bound: Math.abs(line - plane) / 2 + gap };
}

/** Far enough that the strips see another ratio of width and correlation length, near enough for a and b to be the same. */
const COUPLING_STEP = 0.01;

function fromThreeCouplings(coupling: number, widths: Widths): Bounded {
  const couplings = [coupling, coupling - COUPLING_STEP, coupling + COUPLING_STEP];
  const strips = couplings.map((K) => deviations(K, widths));
  const [narrow, middle, wide] = [0, 1, 2].map((i) => strips.map((ofCoupling) => ofCoupling[i]!)) as [
    Deviation[],
    Deviation[],
    Deviation[],
  ];
  const value = fromPair(middle, wide);
  return { value, bound: Math.abs(value - fromPair(narrow, middle)) + gapOf(wide[0]!) };
}

/** a and b by least squares from the differences of two widths, then s⁽²⁾ from the wider strip at the first coupling. */
function fromPair(narrow: readonly Deviation[], wide: readonly Deviation[]): number {
  let [xx, xy, yy, xz, yz] = [0, 0, 0, 0, 0];
  for (const [i, w] of wide.entries()) {
    const n = narrow[i]!;
    const [x, y, z] = [w.s1 - n.s1, w.asymptote - n.asymptote, w.s2 - n.s2];
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xz += x * z;
    yz += y * z;
  }
  const determinant = xx * yy - xy * xy;
  const a = (xz * yy - yz * xy) / determinant;
  const b = (xx * yz - xy * xz) / determinant;
  const { s1, asymptote, s2 } = wide[0]!;
  return s2 - a * s1 - b * asymptote;
}
