import type { Activation } from '../src/index.js';

/** The error function by its Taylor series below 3 and its continued fraction above, to about 1e-16. */
export function erf(x: number): number {
  if (x < 0) return -erf(-x);
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

export const erfActivation: Activation = {
  name: 'erf',
  value: erf,
  derivative: (u) => (2 / Math.sqrt(Math.PI)) * Math.exp(-u * u),
  logSlope: (u) => Math.log(2 / Math.sqrt(Math.PI)) - u * u,
  parity: 'odd',
  smoothness: 'analytic',
};

export const relu: Activation = {
  name: 'ReLU',
  value: (u) => (u > 0 ? u : 0),
  derivative: (u) => (u > 0 ? 1 : 0),
  logSlope: (u) => (u > 0 ? 0 : Number.NEGATIVE_INFINITY),
  parity: 'none',
  smoothness: 'kink at zero',
};
