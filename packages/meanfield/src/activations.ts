import errorFunction from '@stdlib/math-base-special-erf';
import { type Activation, tanh } from './activation.js';

/** The error function erf(u) = (2/√π) ∫₀ᵘ exp(-t²) dt, without any factor; φ'(0) = 2/√π. */
export const erf: Activation = {
  name: 'erf',
  value: errorFunction,
  derivative: (u) => TWO_OVER_ROOT_PI * Math.exp(-u * u),
  logSlope: (u) => Math.log(TWO_OVER_ROOT_PI) - u * u,
  parity: 'odd',
  smoothness: 'analytic',
  homogeneous: null,
};

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** The rectified linear unit max(0, u). Its pairs have the arc cosine kernel of Y. Cho and L. K. Saul (2009). */
export const relu: Activation = {
  name: 'relu',
  value: (u) => Math.max(0, u),
  derivative: (u) => (u > 0 ? 1 : 0),
  logSlope: null,
  parity: 'none',
  smoothness: 'kink at zero',
  homogeneous: {
    gain: 1 / 2,
    // E φ(u_a) φ(u_b) = √(q_a q_b) [sin θ + (π - θ) cos θ] / 2π, θ the angle with cos θ = ρ.
    meanSquaredDifference: (qa, qb, decorrelation) => {
      const angle = 2 * Math.asin(Math.sqrt(Math.min(2, decorrelation) / 2));
      return rootDifference(qa, qb) / 2 + Math.sqrt(qa * qb) * (decorrelation - sineLessCosine(angle) / Math.PI);
    },
  },
};

/**
 * 1 / (1 + exp(-u)). Its mean is 1/2 and not zero: uncorrelated inputs do not stay so, and it is the second moment of the
 * output, mean and all, that goes into the next variance.
 *
 * φ(u) = 1/2 + tanh(u/2)/2, so a network of them is one of tanh with σ_w²/16 for σ_w², σ_w²/16 + σ_b²/4 for σ_b² and q/4
 * for q.
 */
export const sigmoid: Activation = {
  name: 'sigmoid',
  value: (u) => 1 / (1 + Math.exp(-u)),
  derivative: (u) => {
    const tail = Math.exp(-Math.abs(u));
    return tail / ((1 + tail) * (1 + tail));
  },
  logSlope: (u) => -Math.abs(u) - 2 * Math.log1p(Math.exp(-Math.abs(u))),
  parity: 'none',
  smoothness: 'analytic',
  homogeneous: null,
};

/** The identity, of a deep linear network. */
export const linear: Activation = {
  name: 'linear',
  value: (u) => u,
  derivative: () => 1,
  logSlope: () => 0,
  parity: 'odd',
  smoothness: 'analytic',
  homogeneous: {
    gain: 1,
    meanSquaredDifference: (qa, qb, decorrelation) => rootDifference(qa, qb) + 2 * Math.sqrt(qa * qb) * decorrelation,
  },
};

/** The activations that networks may have, by the name that study files give them. */
export const activations = { tanh, erf, relu, sigmoid, linear } as const satisfies Readonly<Record<string, Activation>>;

export type ActivationName = keyof typeof activations;

/** In the order in which they are listed. */
export const activationNames = Object.keys(activations) as [ActivationName, ...ActivationName[]];

/** (√q_a - √q_b)². */
function rootDifference(qa: number, qb: number): number {
  const difference = (qa - qb) / (Math.sqrt(qa) + Math.sqrt(qb));
  return qa === qb ? 0 : difference * difference;
}

/** sin θ - θ cos θ = Σₖ (-1)ᵏ⁺¹ 2k θ²ᵏ⁺¹ / (2k + 1)!, which cancels at small angles. */
function sineLessCosine(angle: number): number {
  if (angle > 1) return Math.sin(angle) - angle * Math.cos(angle);
  let power = angle; // θ²ᵏ⁺¹ / (2k + 1)!, with its sign
  let sum = 0;
  for (let k = 1; k <= LAST_TERM; k++) {
    power *= -(angle * angle) / (2 * k * (2 * k + 1));
    sum -= 2 * k * power;
  }
  return sum;
}

/** 20 / 21! = 4e-19, against 1/3. */
const LAST_TERM = 10;
