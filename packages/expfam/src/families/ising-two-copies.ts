import { matrixPower } from './matrix-power.js';

/** Variances and the covariance of two sums over a chain, and how much larger the terms are that they are made of. */
export interface TwoSums {
  /** Of Σ σσ′. */
  readonly pairs: number;
  readonly mixed: number;
  /** Of Σ σ - slope Σ σσ′. */
  readonly rest: number;
  /** Terms by result, the larger of the two variances' ratios: its rounding is lost. */
  readonly loss: number;
}

/** Two chains at each bond: both up, first up, second up, both down. */
const SPINS = [
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
] as const;

/** Weights, sums of D and E weighted with them, of their products, and the same of sizes alone; 16 entries each. */
const LAYERS = ['one', 'd', 'e', 'dd', 'de', 'ee', 'sizeD', 'sizeE', 'sizesD', 'sizesE'] as const;

type Transfer = Readonly<Record<(typeof LAYERS)[number], Float64Array>>;

/**
 * Variances as half the mean square of the difference of two independent copies of the chain, by transfer matrices of both
 * together: what is alike in the two cancels bond by bond and exactly, so that a variance keeps its digits when it is
 * smaller than the square of its mean by hundreds of powers of ten.
 *
 * @param slope  What of Σ σσ′ is taken from Σ σ, half of whose spins each bond has.
 *
 * @param sites  At least 2.
 *
 * @example Three free spins
 * twoCopies(3, 'open', [0, 0], 0).rest; // 3
 */
export function twoCopies(
  sites: number,
  boundary: 'periodic' | 'open',
  natural: readonly [number, number],
  slope: number,
): TwoSums {
  if (boundary === 'periodic') return summed(power(bond(natural, slope), sites), (i, j) => (i === j ? WHOLE : null));
  const inOrder = summed(power(bond(natural, slope), sites - 1), (i, j) => endsOf(SPINS[i]!, SPINS[j]!, natural[1]));
  const turned = summed(wholeEnds(sites, natural, slope), () => WHOLE);
  return turned.loss < inOrder.loss ? turned : inOrder;
}

/** @param ends  The weight of a first and a last state, and what they add to E; null if they do not go together. */
function summed(chain: Transfer, ends: (i: number, j: number) => readonly [number, number] | null): TwoSums {
  const { one, d, e, dd, de, ee, sizeE, sizesD, sizesE } = chain;
  let [total, pairs, mixed, rest, pairTerms, restTerms] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      const at = 4 * i + j;
      const end = ends(i, j);
      if (end === null) continue;
      const [weight, shift] = end;
      total += weight * one[at]!;
      pairs += weight * dd[at]!;
      mixed += weight * (de[at]! + d[at]! * shift);
      rest += weight * (ee[at]! + 2 * e[at]! * shift + one[at]! * shift * shift);
      pairTerms += weight * sizesD[at]!;
      const size = Math.abs(shift);
      restTerms += weight * (sizesE[at]! + 2 * sizeE[at]! * size + one[at]! * size * size);
    }
  }
  const loss = Math.max(pairTerms / pairs, restTerms / rest);
  return { pairs: pairs / total / 2, mixed: mixed / total / 2, rest: rest / total / 2, loss };
}

/**
 * An open chain whose outer bonds have their ends whole: a turned end is 0 in Σ σ - Σ σσ′ at its bond. Where each bond has
 * half of its spins, both orders of alternating spins are 0 at each.
 */
function wholeEnds(sites: number, natural: readonly [number, number], slope: number): Transfer {
  if (sites === 2) return bond(natural, slope, 1, 1);
  const inner = power(bond(natural, slope), sites - 3);
  return product(product(bond(natural, slope, 1, 0.5), inner), bond(natural, slope, 0.5, 1));
}

const WHOLE = [1, 0] as const;

/** The other halves of the ends: their weight, and their difference between the copies. */
function endsOf(
  first: readonly [number, number],
  last: readonly [number, number],
  field: number,
): readonly [number, number] {
  const [here, there] = [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2];
  return [Math.exp(field * (here + there) - 2 * Math.abs(field)), here - there];
}

/** @param left, right  What share of its two spins it has. */
function bond([coupling, field]: readonly [number, number], slope: number, left = 0.5, right = 0.5): Transfer {
  const matrix = empty();
  const logScale = Math.max(coupling + Math.abs(field) * (left + right), -coupling + Math.abs(field * (left - right)));
  const weight = (s: number, t: number) => Math.exp(coupling * s * t + field * (left * s + right * t) - logScale);
  SPINS.forEach(([s, other], i) => {
    SPINS.forEach(([t, beside], j) => {
      const at = 4 * i + j;
      const one = weight(s, t) * weight(other, beside);
      const d = s * t - other * beside;
      const e = left * (s - other) + right * (t - beside) - slope * d;
      matrix.one[at] = one;
      matrix.d[at] = one * d;
      matrix.e[at] = one * e;
      matrix.dd[at] = one * d * d;
      matrix.de[at] = one * d * e;
      matrix.ee[at] = one * e * e;
      matrix.sizeD[at] = Math.abs(one * d);
      matrix.sizeE[at] = Math.abs(one * e);
      matrix.sizesD[at] = one * d * d;
      matrix.sizesE[at] = one * e * e;
    });
  });
  return matrix;
}

function power(matrix: Transfer, exponent: number): Transfer {
  const one = empty();
  for (let i = 0; i < 4; i++) one.one[5 * i] = 1;
  return matrixPower(matrix, exponent, one, product);
}

/** In units of its largest weight. */
function product(a: Transfer, b: Transfer): Transfer {
  const matrix = empty();
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      const at = 4 * i + j;
      for (let k = 0; k < 4; k++) {
        const [p, q] = [4 * i + k, 4 * k + j];
        const [here, there] = [a.one[p]!, b.one[q]!];
        matrix.one[at]! += here * there;
        matrix.d[at]! += a.d[p]! * there + here * b.d[q]!;
        matrix.e[at]! += a.e[p]! * there + here * b.e[q]!;
        matrix.dd[at]! += a.dd[p]! * there + 2 * a.d[p]! * b.d[q]! + here * b.dd[q]!;
        matrix.de[at]! += a.de[p]! * there + a.d[p]! * b.e[q]! + a.e[p]! * b.d[q]! + here * b.de[q]!;
        matrix.ee[at]! += a.ee[p]! * there + 2 * a.e[p]! * b.e[q]! + here * b.ee[q]!;
        matrix.sizeD[at]! += a.sizeD[p]! * there + here * b.sizeD[q]!;
        matrix.sizeE[at]! += a.sizeE[p]! * there + here * b.sizeE[q]!;
        matrix.sizesD[at]! += a.sizesD[p]! * there + 2 * a.sizeD[p]! * b.sizeD[q]! + here * b.sizesD[q]!;
        matrix.sizesE[at]! += a.sizesE[p]! * there + 2 * a.sizeE[p]! * b.sizeE[q]! + here * b.sizesE[q]!;
      }
    }
  }
  const scale = matrix.one.reduce((largest, each) => Math.max(largest, each), 0);
  for (const layer of LAYERS) for (let at = 0; at < 16; at++) matrix[layer][at]! /= scale;
  return matrix;
}

function empty(): Transfer {
  return Object.fromEntries(LAYERS.map((layer) => [layer, new Float64Array(16)])) as Record<
    (typeof LAYERS)[number],
    Float64Array
  >;
}
