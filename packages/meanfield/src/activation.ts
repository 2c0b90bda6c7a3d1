/** What mean-field theory needs to know of an activation function φ. */
export interface Activation {
  readonly name: string;
  readonly value: (u: number) => number;
  /** φ'(u), for which φ(u) is at hand. */
  readonly derivative: (u: number, value: number) => number;
  /** ln |φ'(u)|, on its own because φ' underflows long before its logarithm does. */
  readonly logSlope: (u: number) => number;
  /** An odd φ has odd Hermite polynomials only, which halves the work. */
  readonly parity: 'odd' | 'none';
  /**
   * 'analytic': within a distance of π/2 from the real line, which is where tanh has its poles; the quadrature relies on it.
   * 'kink at zero': piecewise so, the pieces joined at u = 0, as a rectified linear unit.
   */
  readonly smoothness: 'analytic' | 'kink at zero';
}

/** The hyperbolic tangent, the activation of arXiv:2107.06898. */
export const tanh: Activation = {
  name: 'tanh',
  value: Math.tanh,
  derivative: (_, value) => (1 - value) * (1 + value),
  logSlope: (u) => 2 * (Math.LN2 - Math.abs(u) - Math.log1p(Math.exp(-2 * Math.abs(u)))),
  parity: 'odd',
  smoothness: 'analytic',
};
