import { DomainError, square } from '@rgflow/numerics';
import type { Activation, Homogeneous } from './activation.js';
import { noPushForward } from './existence.js';
import { gaussianRule } from './gaussian-rule.js';

/** Averages over preactivations u ~ N(0, q) of one unit. */
export interface ActivationAverages {
  /** V(q) = E φ(u)². */
  readonly meanSquare: number;
  /** dV/dq = E [φ'(u)² + φ(u) φ''(u)]. */
  readonly meanSquareSlope: number;
  /** E φ'(u)². */
  readonly meanSquaredDerivative: number;
}

/**
 * V(q) = E φ(√q z)², its derivative by q and E φ'(√q z)², z ~ N(0, 1), within about 1e-15 of their values; of a homogeneous
 * activation they are gain q, gain and gain.
 *
 * The derivative is taken as E z φ(√q z) φ'(√q z) / √q, which needs no second derivative. At q = 0 all three are the limits
 * q -> 0 for an activation with φ(0) = 0; no other reaches q = 0.
 *
 * @param q       Variance of the preactivations, >= 0.
 * @param stride  Of the nodes, one in so many is visited: 4 leaves an error of about 1e-4.
 * @throws {DomainError}  if q is negative, NaN or beyond LARGEST_VARIANCE (of a homogeneous activation: infinite).
 *
 * @example
 * activationAverages(0.6, tanh).meanSquare; // 0.3024…
 */
export function activationAverages(
  q: number,
  activation: Activation,
  options: { readonly stride?: number } = {},
): ActivationAverages {
  const { stride = 1 } = options;
  if (activation.homogeneous !== null) return linearAverages(q, activation.homogeneous);
  const { nodes, weights } = gaussianRule(q, activation.smoothness);
  if (q === 0 && activation.smoothness === 'analytic') {
    const value = activation.value(0);
    const slope = square(activation.derivative(0, value));
    return { meanSquare: value * value, meanSquareSlope: slope, meanSquaredDerivative: slope };
  }
  const root = q === 0 ? SMALLEST_ROOT : Math.sqrt(q);
  let meanSquare = 0;
  let slope = 0;
  let meanSquaredDerivative = 0;
  // From the tail inwards: small terms first.
  for (let i = nodes.length - 1 - ((nodes.length - 1) % stride); i >= 0; i -= stride) {
    const z = nodes[i]!;
    const w = stride * weights[i]!;
    const value = activation.value(root * z);
    const derivative = activation.derivative(root * z, value);
    if (activation.parity === 'odd') {
      meanSquare += 2 * w * value * value;
      slope += 2 * w * z * value * derivative;
      meanSquaredDerivative += 2 * w * derivative * derivative;
    } else {
      const mirrored = activation.value(-root * z);
      const mirroredDerivative = activation.derivative(-root * z, mirrored);
      meanSquare += w * (value * value + mirrored * mirrored);
      slope += w * z * (value * derivative - mirrored * mirroredDerivative);
      meanSquaredDerivative += w * (derivative * derivative + mirroredDerivative * mirroredDerivative);
    }
  }
  return { meanSquare, meanSquareSlope: slope / root, meanSquaredDerivative };
}

function linearAverages(q: number, { gain }: Homogeneous): ActivationAverages {
  if (!(q >= 0 && q < Number.POSITIVE_INFINITY)) {
    throw new DomainError(`activationAverages: the variance q is ${q}; expected a finite number, 0 or more.`);
  }
  return { meanSquare: gain * q, meanSquareSlope: gain, meanSquaredDerivative: gain };
}

/**
 * E ln |φ'(√q z)|: what one unit adds to the logarithm of a layer's Jacobian determinant.
 *
 * @throws {DomainError}  if there is none, as for a rectified linear unit, or q is outside.
 */
export function meanLogSlope(q: number, activation: Activation): number {
  const { logSlope, homogeneous } = activation;
  if (logSlope === null) throw new DomainError(`meanLogSlope: ${noPushForward(activation)}.`);
  // Along each half line its slope is one number.
  if (homogeneous !== null) return (logSlope(1) + logSlope(-1)) / 2;
  const { nodes, weights } = gaussianRule(q, activation.smoothness);
  const root = Math.sqrt(q);
  let sum = 0;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const u = root * nodes[i]!;
    sum += weights[i]! * (logSlope(u) + logSlope(-u));
  }
  return sum;
}

/** Stands for √q at q = 0 beside a kink, small enough for its two sides to be straight. */
const SMALLEST_ROOT = 1e-100;
