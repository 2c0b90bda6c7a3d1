import { DomainError, pow } from '@rgflow/numerics';
import type { Activation } from './activation.js';

/** Nodes z_i >= 0 in ascending order and weights of a symmetric rule: E f(z) = Σᵢ wᵢ [f(zᵢ) + f(-zᵢ)], z ~ N(0, 1). */
export interface GaussianRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * A rule for averages of functions of φ(√q z), exact to rounding for an activation of the smoothness named.
 *
 * For an analytic φ the trapezoid rule with a step h: the poles of φ(√q z) lie at ±iπ/(2√q), so the error is of the order of
 * exp(-π²/(h√q)), and h√q <= 0.18 leaves 1e-23 of it (and room for the factor 1/h³ of a pole of fourth order, and for
 * Hermite polynomials). Gauss–Hermite of the same cost has 5 to 10 digits at q = 3. For a kink at zero, the trapezoid rule
 * in t after z = exp(t - e⁻ᵗ), which gathers its nodes at the kink.
 *
 * Steps come in quarters of powers of two, so a sweep over q reuses a few rules. Its cost grows as √q beyond q = 2.
 *
 * @param q  Variance of the preactivations, 0 <= q <= LARGEST_VARIANCE.
 * @throws {DomainError}  if q is outside.
 *
 * Source: L. N. Trefethen and J. A. C. Weideman, The exponentially convergent trapezoidal rule, SIAM Review 56 (2014).
 */
export function gaussianRule(q: number, smoothness: Activation['smoothness']): GaussianRule {
  if (!(q >= 0 && q <= LARGEST_VARIANCE)) {
    throw new DomainError(
      `gaussianRule: the variance q is ${q}; expected 0 <= q <= ${LARGEST_VARIANCE}, beyond which the grid would be too fine.`,
    );
  }
  switch (smoothness) {
    case 'analytic': {
      const level = Math.max(12, Math.ceil(4 * Math.log2(Math.sqrt(q) / 0.18)));
      let rule = uniformRules.get(level);
      if (rule === undefined) {
        rule = uniformRule(pow(2, -level / 4));
        uniformRules.set(level, rule);
      }
      return rule;
    }
    case 'kink at zero':
      halfLine ??= halfLineRule();
      return halfLine;
    default:
      return smoothness satisfies never;
  }
}

export const LARGEST_VARIANCE = 1e6;

/**
 * The weight is 5e-35 there; a high Hermite polynomial takes the square root of that away, which leaves a double's digits.
 */
const REACH = 12.5;

const uniformRules = new Map<number, GaussianRule>();
let halfLine: GaussianRule | undefined;

function uniformRule(h: number): GaussianRule {
  const nodes = Float64Array.from({ length: Math.floor(REACH / h) + 1 }, (_, i) => i * h);
  // z = 0 is visited twice by the symmetric sum.
  return { nodes, weights: nodes.map((z) => (z === 0 ? h / 2 : h) * normalDensity(z)) };
}

function halfLineRule(): GaussianRule {
  const h = 1 / 32;
  const t = Float64Array.from({ length: Math.round(6.4 / h) + 1 }, (_, i) => -3.8 + i * h);
  const nodes = t.map((x) => Math.exp(x - Math.exp(-x)));
  return { nodes, weights: nodes.map((z, i) => h * z * (1 + Math.exp(-t[i]!)) * normalDensity(z)) };
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}
