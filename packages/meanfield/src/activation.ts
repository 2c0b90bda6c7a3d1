/** What mean-field theory needs to know of an activation function φ. */
export interface Activation {
  readonly name: string;
  readonly value: (u: number) => number;
  /** φ'(u), for which φ(u) is at hand. */
  readonly derivative: (u: number, value: number) => number;
  /**
   * ln |φ'(u)|, on its own because φ' underflows long before its logarithm does. Null where φ' is zero over an interval, as
   * for a rectified linear unit: it takes a volume to nothing there, and what is pushed through it has no density.
   */
  readonly logSlope: ((u: number) => number) | null;
  /** An odd φ has odd Hermite polynomials only, which halves the work. */
  readonly parity: 'odd' | 'none';
  /**
   * 'analytic': within a distance of π/2 from the real line, which is where tanh has its poles; the quadrature relies on it.
   * 'kink at zero': piecewise so, the pieces joined at u = 0, as a rectified linear unit.
   */
  readonly smoothness: 'analytic' | 'kink at zero';
  /** Of a φ with φ(λu) = λ φ(u) for λ > 0; null of all others. */
  readonly homogeneous: Homogeneous | null;
}

/** What an average is that goes with the variance: no quadrature is needed, and no variance is too large. */
export interface Homogeneous {
  /** E φ(√q z)² / q, which is also E φ'(√q z)², exactly. The variance map is the line q -> σ_w² gain q + σ_b². */
  readonly gain: number;
  /**
   * E [φ(u_a) - φ(u_b)]² of two preactivations of variances q_a and q_b and correlation ρ, given 1 - ρ: to all digits also
   * where that is small.
   */
  readonly meanSquaredDifference: (qa: number, qb: number, decorrelation: number) => number;
}

/** The hyperbolic tangent, the activation of arXiv:2107.06898. */
export const tanh: Activation = {
  name: 'tanh',
  value: Math.tanh,
  derivative: (_, value) => (1 - value) * (1 + value),
  logSlope: (u) => 2 * (Math.LN2 - Math.abs(u) - Math.log1p(Math.exp(-2 * Math.abs(u)))),
  parity: 'odd',
  smoothness: 'analytic',
  homogeneous: null,
};
