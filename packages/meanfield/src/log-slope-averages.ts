import { DomainError, square } from '@rgflow/numerics';
import type { Activation } from './activation.js';
import { noPushForward } from './existence.js';
import { gaussianRule } from './gaussian-rule.js';

/** E ln |φ'(u)| over u ~ N(m, q), and how it follows q. */
export interface LogSlopeAverages {
  readonly mean: number;
  /** d/dq. */
  readonly slope: number;
  /** d²/dq². */
  readonly curvature: number;
}

/**
 * The mean of ln |φ'| over normal preactivations, with two derivatives by their variance. These are means of itself times a
 * Hermite polynomial,
 *
 *     d/dq E f = E (z² - 1) f / 2q,    d²/dq² E f = E (z⁴ - 6z² + 3) f / 4q²,
 *
 * so no derivative of φ is needed.
 *
 * @param q     Variance, > 0.
 * @param mean  m, default 0.
 * @throws {DomainError}  if φ' is zero over an interval, or q is outside.
 */
export function logSlopeAverages(q: number, activation: Activation, mean = 0): LogSlopeAverages {
  const { logSlope } = activation;
  if (logSlope === null) throw new DomainError(`logSlopeAverages: ${noPushForward(activation)}.`);
  if (!(q > 0)) throw new DomainError(`logSlopeAverages: the variance q is ${q}; expected more than 0.`);
  const { nodes, weights } = gaussianRule(q, activation.smoothness);
  const root = Math.sqrt(q);
  const sums = { mean: 0, slope: 0, curvature: 0 };
  for (let i = nodes.length - 1; i >= 0; i--) {
    const z2 = square(nodes[i]!);
    const f = weights[i]! * (logSlope(mean + root * nodes[i]!) + logSlope(mean - root * nodes[i]!));
    sums.mean += f;
    sums.slope += (z2 - 1) * f;
    sums.curvature += (z2 * z2 - 6 * z2 + 3) * f;
  }
  return { mean: sums.mean, slope: sums.slope / (2 * q), curvature: sums.curvature / (4 * q * q) };
}
