import { cumulantsFromMoments, square } from '@rgflow/numerics';
import { type HiddenUnit, orders, type UnitState } from './hidden-unit.js';

/**
 * h uniform in [-√3, √3], of mean 0 and variance 1:
 *
 *     K(t) = ln[sinh(√3 t) / (√3 t)] = t²/2 - t⁴/20 + t⁶/105 - ...,    κ₄ = -6/5,    |t| < π/√3.
 *
 * @example
 * uniformUnit().cumulants(4); // [0, 1, 0, -1.2]
 */
export function uniformUnit(): HiddenUnit {
  return {
    name: 'uniform',
    cumulantGeneratingFunction: (t) => logSinhRatio(Math.sqrt(3) * Math.abs(t)),
    cumulants: (order) => {
      let power = 1;
      const moments = orders(order).map((n) => {
        if (n % 2 === 1) return 0;
        power *= 3;
        return power / (n + 1);
      });
      return cumulantsFromMoments(moments);
    },
    states: UNIFORM_STATES,
  };
}

/**
 * h with the density e^{-√2 |h|}/√2, of mean 0 and variance 1:
 *
 *     K(t) = -ln(1 - t²/2) = t²/2 + t⁴/8 + t⁶/24 + ...,    κₙ = 2 (n-1)! 2^{-n/2} for even n,    |t| < √2,
 *
 * and infinite beyond. Its tails are too heavy for a layer above it of units that are not bounded.
 *
 * @example
 * laplaceUnit().cumulants(4); // [0, 1, 0, 3]
 */
export function laplaceUnit(): HiddenUnit {
  return {
    name: 'laplace',
    cumulantGeneratingFunction: (t) => (Math.abs(t) < Math.SQRT2 ? -Math.log1p(-square(t) / 2) : Infinity),
    cumulants: (order) => {
      let even = 1; // (n-1)! 2^{1-n/2}
      return orders(order).map((n) => {
        if (n % 2 === 1) return 0;
        if (n > 2) even *= ((n - 1) * (n - 2)) / 2;
        return even;
      });
    },
  };
}

/** ln[sinh(x)/x], x >= 0. */
function logSinhRatio(x: number): number {
  if (x > 1) return x + Math.log(-Math.expm1(-2 * x) / (2 * x));
  let [sum, term] = [0, 1];
  for (let n = 2; n <= 18; n += 2) {
    term *= square(x) / (n * (n + 1));
    sum += term;
  }
  return Math.log1p(sum);
}

/** Exact for polynomials of degree 2n - 1. */
const UNIFORM_STATES = legendreStates(12).map(({ value, probability }) => ({
  value: Math.sqrt(3) * value,
  probability,
}));

/** Gauss-Legendre quadrature of a mean over [-1, 1] with n nodes: the zeros of Pₙ by Newton's method. */
function legendreStates(n: number): readonly UnitState[] {
  return Array.from({ length: n }, (_, i) => {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 0;
    for (let step = 0; step < 8; step++) {
      let [before, p] = [1, x];
      for (let k = 2; k <= n; k++) [before, p] = [p, ((2 * k - 1) * x * p - (k - 1) * before) / k];
      slope = (n * (before - x * p)) / (1 - square(x));
      x -= p / slope;
    }
    return { value: x, probability: 1 / ((1 - square(x)) * square(slope)) };
  });
}
