/**
 * Kolmogorov–Smirnov p-value: the probability that n draws from the distribution `cdf` deviate from it at least as much
 * as `draws` do,
 *
 *     Q(t) = 2 sum_{j >= 1} (-1)^(j - 1) exp(-2 j^2 t^2),   t = (sqrt(n) + 0.12 + 0.11 / sqrt(n)) D.
 *
 * Source: Stephens, J. R. Stat. Soc. B 32, 115 (1970).
 */
export function kolmogorovSmirnov(draws: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(draws).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    const p = cdf(x);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  });
  const t = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  let probability = 0;
  for (let j = 1; j <= 100; j++) probability += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * t * t);
  return Math.min(1, probability);
}

/** Standard normal distribution function, by its Taylor series about 0; absolute error below 1e-9 for |x| < 6. */
export function normalCdf(x: number): number {
  if (x > 6) return 1;
  if (x < -6) return 0;
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-14 * Math.abs(sum); k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
