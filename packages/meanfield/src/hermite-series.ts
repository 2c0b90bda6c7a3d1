import type { Activation } from './activation.js';
import { type GaussianRule, gaussianRule } from './gaussian-rule.js';
import { weightedHermite } from './hermite-polynomials.js';

/** The beginning of an expansion in Hermite polynomials. */
export interface HermiteCoefficients {
  /** a_n at index n. */
  readonly values: readonly number[];
  /** Whether what follows is below rounding; else only as many were made as were asked for. */
  readonly complete: boolean;
}

/**
 * Coefficients of φ(√q z) in the orthonormal Hermite polynomials, made as they are asked for:
 *
 *     φ(√q z) = Σₙ aₙ hₙ(z),    aₙ = E φ(√q z) hₙ(z),    z ~ N(0, 1).
 *
 * For two normal variables with correlation ρ, E hₘ(z₁) hₙ(z₂) = δₘₙ ρⁿ (Mehler), so the two-dimensional average over a pair
 * of inputs is a power series with positive coefficients,
 *
 *     E φ(√q z₁) φ(√q z₂) = Σₙ aₙ² ρⁿ,
 *
 * and one-dimensional quadrature is all it takes. tanh has aₙ ~ exp(-(π/2)√(n/q)): some 200 q orders are needed at ρ = 1,
 * fewer below.
 *
 * The cost of an order is one product with a row of `weightedHermite`.
 *
 * @param q  Variance of the preactivations, >= 0.
 * @returns  A function of the last order wanted.
 *
 * Source: B. Poole et al., arXiv:1606.05340, for the average.
 */
export function hermiteSeries(q: number, activation: Activation): (lastOrder: number) => HermiteCoefficients {
  const rule = gaussianRule(q, activation.smoothness);
  const root = Math.sqrt(q);
  const parts = {
    even: activation.parity === 'odd' ? undefined : part(activation, rule, root, 1),
    odd: part(activation, rule, root, -1),
  };
  const values: number[] = [];
  let weighted = 0;
  let total = 0;
  let negligible = 0;

  return (lastOrder) => {
    while (values.length <= Math.max(1, lastOrder) && negligible < ENOUGH) {
      const n = values.length;
      const function_ = n % 2 === 0 ? parts.even : parts.odd;
      const a = function_ === undefined ? 0 : product(function_, weightedHermite(rule, n));
      values.push(a);
      total += a * a;
      if (n < 2 || function_ === undefined) continue;
      weighted += n * n * a * a;
      negligible = n * n * a * a <= 3e-18 * weighted || a * a <= 1e-33 * total ? negligible + 1 : 0;
    }
    return { values, complete: negligible >= ENOUGH };
  };
}

/** φ(√q z) + φ(-√q z) or φ(√q z) - φ(-√q z) at the nodes z >= 0. */
function part(activation: Activation, { nodes }: GaussianRule, root: number, sign: 1 | -1): Float64Array {
  if (activation.parity === 'odd') return nodes.map((z) => 2 * activation.value(root * z));
  return nodes.map((z) => activation.value(root * z) + sign * activation.value(-root * z));
}

/** Four sums at once, because each has to wait for its last addition. */
function product(x: Float64Array, y: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < x.length; i += 4) {
    s0 += x[i]! * y[i]!;
    s1 += x[i + 1]! * y[i + 1]!;
    s2 += x[i + 2]! * y[i + 2]!;
    s3 += x[i + 3]! * y[i + 3]!;
  }
  for (; i < x.length; i++) s0 += x[i]! * y[i]!;
  return s0 + s1 + (s2 + s3);
}

/** As many negligible orders in a row end the series: a single one may vanish by chance. */
const ENOUGH = 3;
