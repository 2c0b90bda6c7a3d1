import { square } from '@rgflow/numerics';
import type { Activation } from './activation.js';
import { activationDerivatives, type HigherDerivatives } from './activation-derivatives.js';
import { activationAverages } from './averages.js';
import type { HermiteCoefficients } from './hermite-series.js';

/** Where the variance settles, and how fast. */
interface SmallFixedPoint {
  readonly q: number;
  readonly qBound: number;
  /** 1 - χ_q, which a difference from 1 would have no digits of. */
  readonly decay: number;
  readonly decayBound: number;
  /** The Hermite coefficients of φ(√q* z), which by quadrature have no digits beyond the first. */
  readonly series: HermiteCoefficients;
}

/**
 * The fixed point of the variance of an odd activation where it is small, by the first terms of its map: with s = φ'(0)²
 *
 *     V(q) = s q - d₀ q² - d₁ q³ - d₂ q⁴,    (1 - σ_w² s) q + σ_w² (d₀ q² + d₁ q³ + d₂ q⁴) = σ_b²,
 *
 * d₀ = -φ'(0) φ'''(0), 2 for tanh, and d₁, d₂ from V at two variances that are large enough for the difference to have
 * digits. By V itself q has no digits where 1 - χ_q, which is 2 σ_w² d₀ q at σ_w² s = 1, is rounding.
 *
 * Null where there is none above 0 and up to 1e-6, or the derivatives are not known: from there on V itself is as good.
 */
export function smallFixedPoint(sigmaW2: number, sigmaB2: number, activation: Activation): SmallFixedPoint | null {
  const derivatives = activation.parity === 'odd' ? activationDerivatives(activation) : null;
  if (derivatives === null) return null;
  const [slope, , third] = derivatives(0, 0);
  const linear = 1 - sigmaW2 * square(slope);
  const quadratic = -sigmaW2 * slope * third;
  if (!(quadratic > 0)) return null;
  // Of linear q + quadratic q² = σ_b², without the square of a number that may have none.
  const root = Math.hypot(linear, 2 * Math.sqrt(quadratic) * Math.sqrt(sigmaB2));
  let q = linear > 0 ? (2 * sigmaB2) / (linear + root) : (root - linear) / (2 * quadratic);
  if (!(q > 0 && q <= LARGEST)) return null;
  const [cubic, quartic] = q > Number.EPSILON ? higherTerms(slope, third, activation) : [0, 0];
  const decayAt = (at: number) => linear + at * (2 * quadratic + sigmaW2 * at * (3 * cubic + at * 4 * quartic));
  if (q > Number.EPSILON) {
    for (let step = 0; step < 4; step++) {
      const excess = q * (linear + q * (quadratic + sigmaW2 * q * (cubic + q * quartic))) - sigmaB2;
      q -= excess / decayAt(q);
    }
  }
  const decay = decayAt(q);
  // 1 - σ_w² is exact where it is small; of another φ'(0) the product is rounded.
  const rounding = slope === 1 ? 0 : 2 * Number.EPSILON * sigmaW2 * square(slope);
  const missing = HIGHER_TERMS_ERROR * quadratic * square(q);
  const qBound = 8 * Number.EPSILON * q + (q * (rounding + missing)) / decay;
  const decayBound = 8 * Number.EPSILON * decay + rounding + missing + 2 * quadratic * qBound;
  return { q, qBound, decay, decayBound, series: firstCoefficients(q, activation, derivatives) };
}

/** a₁ and a₃ = √(q³/6) E φ'''(√q z) to the second order in q; a₅² is less than a₃² by q². */
function firstCoefficients(q: number, activation: Activation, derivatives: HigherDerivatives): HermiteCoefficients {
  const [slope, , third] = derivatives(0, 0);
  const [, , , fourth] = derivatives(MEASURED, activation.value(MEASURED));
  return {
    values: [0, Math.sqrt(q) * slope, 0, q * Math.sqrt(q / 6) * (third + (fourth / MEASURED) * (q / 2))],
    complete: true,
  };
}

/** Up to here the series is better than V where 1 - χ_q is small. */
const LARGEST = 1e-6;

/** Of the share q by which d₁ changes d₀. */
const HIGHER_TERMS_ERROR = 1e-3;

/** d₁ and d₂ from V(h) and V(2h). */
function higherTerms(slope: number, third: number, activation: Activation): readonly [number, number] {
  const beyond = (q: number) => {
    const lack = square(slope) * q - activationAverages(q, activation).meanSquare;
    return (lack / q / q + slope * third) / q;
  };
  const [once, twice] = [beyond(MEASURED), beyond(2 * MEASURED)];
  return [2 * once - twice, (twice - once) / MEASURED];
}

const MEASURED = 1e-3;
