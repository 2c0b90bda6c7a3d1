import { findRoot, trapezoid } from '@rgflow/numerics';

/**
 * The weight variance σ_w² at which a deep tanh network with bias variance σ_b² is critical (χ₁ = 1): below it the network is
 * ordered, above it chaotic. On the critical line, with q the variance of the preactivations and z ~ N(0, 1),
 *
 *     σ_w² = 1 / E sech⁴(√q z),    σ_b² = q - σ_w² E tanh²(√q z),
 *
 * so that a root in q of the second equation gives the first.
 *
 * @param sigmaB2  σ_b² >= 0; anything else gives NaN, which is neither below nor above any σ_w².
 *
 * @example criticalWeightVariance(0.05); // 1.76095463960667
 *
 * Source: B. Poole et al., Exponential expressivity in deep neural networks through transient chaos (2016), arXiv:1606.05340.
 */
export function criticalWeightVariance(sigmaB2: number): number {
  if (!(sigmaB2 >= 0 && sigmaB2 < Infinity)) return Number.NaN;
  // Near q = 0 the bias variance vanishes as q³, so the lower end stands for σ_b² = 0 to within rounding.
  const smallest = 1e-4;
  const excess = (q: number) => biasVarianceOnLine(q) - sigmaB2;
  if (excess(smallest) >= 0) return 1;
  return weightVarianceOnLine(findRoot(excess, smallest, 20 + 4 * sigmaB2));
}

function weightVarianceOnLine(q: number): number {
  return 1 / gaussianAverage((z) => Math.cosh(Math.sqrt(q) * z) ** -4);
}

function biasVarianceOnLine(q: number): number {
  return q - weightVarianceOnLine(q) * gaussianAverage((z) => Math.tanh(Math.sqrt(q) * z) ** 2);
}

function gaussianAverage(f: (z: number) => number): number {
  return trapezoid((z) => f(z) * Math.exp((-z * z) / 2), -10, 10, 400) / Math.sqrt(2 * Math.PI);
}
