import type { GaussianRule } from './gaussian-rule.js';

/**
 * Values wᵢ hₙ(zᵢ) of an orthonormal Hermite polynomial at the nodes of a rule, times the weights.
 *
 * The recursion goes up two orders at a time, √((n+1)(n+2)) hₙ₊₂ = (z² - 2n - 1) hₙ - √(n(n-1)) hₙ₋₂, so that the odd ones
 * need no even ones. Rows are kept with their rule: a sweep over networks takes products with the same ones again and again.
 *
 * Source: from the three-term recursion √(n+1) hₙ₊₁ = z hₙ - √n hₙ₋₁; G. Szegő, Orthogonal Polynomials.
 */
export function weightedHermite(rule: GaussianRule, n: number): Float64Array {
  let ladders = laddersOf.get(rule);
  if (ladders === undefined) {
    ladders = { even: [rule.weights], odd: [rule.weights.map((w, i) => w * rule.nodes[i]!)] };
    laddersOf.set(rule, ladders);
  }
  const rows = n % 2 === 0 ? ladders.even : ladders.odd;
  const row = Math.floor(n / 2);
  while (rows.length <= row) rows.push(nextRow(rule, rows, 2 * rows.length + (n % 2)));
  return rows[row]!;
}

const laddersOf = new WeakMap<GaussianRule, { readonly even: Float64Array[]; readonly odd: Float64Array[] }>();

/** Row of order n from the last rows of its parity. */
function nextRow({ nodes }: GaussianRule, rows: readonly Float64Array[], n: number): Float64Array {
  const below = rows[rows.length - 1]!;
  const belowThat = rows[rows.length - 2] ?? below; // times 0 if there is none
  const up = 1 / Math.sqrt(n * (n - 1));
  const down = Math.sqrt((n - 2) * (n - 3));
  return below.map((h, i) => up * ((nodes[i]! * nodes[i]! - 2 * n + 3) * h - down * belowThat[i]!));
}
