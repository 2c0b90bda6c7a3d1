/**
 * Σᵢ term(i), i = 0, ..., n - 1, with the rounding errors summed apart: millions of states and still all digits.
 *
 * Source: A. Neumaier, Z. angew. Math. Mech. 54, 39 (1974).
 */
export function preciseSum(n: number, term: (i: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < n; i++) {
    const x = term(i);
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
  }
  return sum + lost;
}
