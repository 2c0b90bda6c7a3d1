/**
 * Variances of Σ σσ′ and Σ σ of an Ising chain without a field, in forms that keep their digits at any coupling. With
 * y = e^(-2|K|), tanh A = y and λ = tanh K, |λ| = e^(-2A):
 *
 * - unlike neighbours (K > 0) or like ones (K < 0) of a ring are binomial with odds y, of an even number, for K < 0 of a
 *   number as odd as N; those of an open chain are free, and 1 - λ² = 4y/(1 + y)²;
 * - of the spins of a ring N e^(2K) tanh NA, of one of odd N and K < 0 that over tanh² NA;
 * - of those of an open chain N + 2 Σ (N - d) λᵈ.
 *
 * @example A ring whose Fisher information is smaller than N² by 42 powers of ten
 * withoutField(16, 'periodic', 25).pairs; // 7.143e-41
 */
export function withoutField(
  sites: number,
  boundary: 'periodic' | 'open',
  coupling: number,
): { readonly pairs: number; readonly sums: number } {
  const size = Math.abs(coupling);
  const y = Math.exp(-2 * size);
  // -ln |λ|; ln(1 - y) near y = 1 by -expm1, which keeps its digits there.
  const decay = Math.log1p(y) - (y < 0.5 ? Math.log1p(-y) : Math.log(-Math.expm1(-2 * size)));
  const gain = Math.exp(2 * coupling);
  if (boundary === 'periodic') {
    const odd = coupling < 0 && sites % 2 === 1;
    const saturation = Math.tanh((sites * decay) / 2);
    return {
      pairs: 4 * varianceOfKinks(sites, y, odd ? 1 : 0),
      sums: odd ? (sites * gain) / saturation : sites * gain * saturation,
    };
  }
  const pairs = ((sites - 1) * 4 * y) / ((1 + y) * (1 + y));
  if (coupling < 0) {
    const lambda = Math.exp(-decay);
    const ends = sites % 2 === 1 ? 1 + Math.exp(-sites * decay) : -Math.expm1(-sites * decay);
    return { pairs, sums: sites * gain + (2 * lambda * ends) / ((1 + lambda) * (1 + lambda)) };
  }
  let sums = sites;
  for (let d = 1; d < sites; d++) sums += 2 * (sites - d) * Math.exp(-d * decay);
  return { pairs, sums };
}

/** Of n with weights (N over n) yⁿ, n as odd as `parity`: sums of positive terms, outwards from the likeliest n. */
function varianceOfKinks(sites: number, y: number, parity: 0 | 1): number {
  const ratioAfter = (n: number) => (y * y * (sites - n) * (sites - n - 1)) / ((n + 1) * (n + 2));
  let top: number = parity;
  while (top + 2 <= sites && ratioAfter(top) > 1) top += 2;
  let [total, mean, squares] = [1, 0, 0];
  const add = (weight: number, distance: number): boolean => {
    total += weight;
    mean += weight * distance;
    squares += weight * distance * distance;
    return weight * distance * distance > 1e-20 * squares;
  };
  for (let n = top, weight = 1; n + 2 <= sites; n += 2) {
    weight *= ratioAfter(n);
    if (!add(weight, n + 2 - top)) break;
  }
  for (let n = top - 2, weight = 1; n >= 0; n -= 2) {
    weight /= ratioAfter(n);
    if (!add(weight, n - top)) break;
  }
  return squares / total - (mean / total) * (mean / total);
}
