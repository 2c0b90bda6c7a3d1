/** The error function by its Taylor series below 3 and its continued fraction above, to about 1e-16. */
export function erfOfSeries(x: number): number {
  if (x < 0) return -erfOfSeries(-x);
  if (x > 6) return 1;
  if (x > 3) {
    let fraction = 0;
    for (let k = 60; k >= 1; k--) fraction = k / 2 / (x + fraction);
    return 1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
  }
  // e^{-x²} Σ 2ⁿ x^{2n+1} / (2n+1)!!: all terms positive.
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
