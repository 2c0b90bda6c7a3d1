import { DomainError, ShapeError } from '@rgflow/numerics';
import digamma from '@stdlib/math-base-special-digamma';

/**
 * Differential entropy of one continuous variable from samples, by the distance ε_s of each to its k-th nearest neighbour,
 * in nats:
 *
 *     h = ψ(n) - ψ(k) + ln 2 + (1/n) Σ_s ln ε_s,
 *
 * ψ the digamma function. It asks for no form of the density, so it is the control of whoever takes a variable for normal.
 * What its bias is at some numbers of samples stands in the README of the package. Of four equal samples in a row with
 * k = 3 it is -Infinity: repeated values are no samples of a density.
 *
 * n ln n: 1,000 samples take a tenth of a millisecond.
 *
 * @param values      Shape (n), in any order; it stays as it is.
 * @param neighbours  k, default 3. More: less scatter, more bias.
 * @throws {ShapeError}   if there are not more samples than neighbours.
 * @throws {DomainError}  if a sample is not finite, or `neighbours` no positive integer.
 *
 * @example 1,000 normal numbers, exactly (1/2) ln(2πe) = 1.4189
 * nearestNeighbourEntropy(random.normals(new Float32Array(1000))); // 1.42 ± 0.03
 *
 * Source: L. F. Kozachenko and N. N. Leonenko, Problems of Information Transmission 23, 95 (1987), in the form of eq. (20)
 * of A. Kraskov, H. Stögbauer, P. Grassberger, Phys. Rev. E 69, 066138 (2004).
 */
export function nearestNeighbourEntropy(values: Float32Array | Float64Array, neighbours = 3): number {
  const n = values.length;
  if (!Number.isSafeInteger(neighbours) || neighbours < 1) {
    throw new DomainError(`nearestNeighbourEntropy: neighbours is ${neighbours}; expected a positive integer.`);
  }
  if (n <= neighbours) {
    throw new ShapeError(`nearestNeighbourEntropy: there are ${n} samples; expected more than ${neighbours}.`);
  }
  const sorted = values.slice().sort();
  // NaN is sorted to the end.
  if (!Number.isFinite(sorted[0]!) || !Number.isFinite(sorted[n - 1]!)) {
    throw new DomainError('nearestNeighbourEntropy: a sample is not finite; has the training diverged?');
  }
  let sum = 0;
  for (let s = 0; s < n; s++) sum += Math.log(neighbourDistance(sorted, s, neighbours));
  return digamma(n) - digamma(neighbours) + Math.LN2 + sum / n;
}

/** The k nearest of a sorted sample and itself are neighbours in a row: of all such rows the one that reaches least far. */
function neighbourDistance(sorted: Float32Array | Float64Array, s: number, neighbours: number): number {
  const value = sorted[s]!;
  let least = Number.POSITIVE_INFINITY;
  const last = Math.min(s, sorted.length - 1 - neighbours);
  for (let first = Math.max(0, s - neighbours); first <= last; first++) {
    const below = value - sorted[first]!;
    const above = sorted[first + neighbours]! - value;
    const reach = below > above ? below : above;
    if (reach < least) least = reach;
  }
  return least;
}
