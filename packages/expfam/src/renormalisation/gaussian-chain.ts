import { DomainError, square } from '@rgflow/numerics';
import { checkValues, POSITIVE } from '../check.js';

export interface GaussianCouplings {
  /** a. */
  readonly precision: number;
  /** c. */
  readonly coupling: number;
}

/**
 * A Gaussian chain exp(-(a/2) Σ x² + c Σ xx') with every other site integrated out is one with
 *
 *     a' = a - 2c²/a,    c' = c²/a.
 *
 * @throws {DomainError}  if a is not positive, or 2|c| > a, which is no distribution. At 2|c| = a the chain is massless, and
 *                        stays it.
 *
 * @example
 * decimateGaussianChain({ precision: 1, coupling: 0.4 }); // { precision: 0.68, coupling: 0.16 }
 */
export function decimateGaussianChain({ precision, coupling }: GaussianCouplings): GaussianCouplings {
  checkValues('decimateGaussianChain', ['precision', 'coupling'], [precision, coupling], [POSITIVE]);
  checkRatio('decimateGaussianChain', coupling / precision);
  const passed = square(coupling) / precision;
  return { precision: precision - 2 * passed, coupling: passed };
}

/** The couplings after 0, 1, ..., `steps` decimations. Shape (steps + 1). */
export function gaussianChainFlow(start: GaussianCouplings, steps: number): readonly GaussianCouplings[] {
  const flow = [start];
  for (let step = 0; step < steps; step++) flow.push(decimateGaussianChain(flow.at(-1)!));
  return flow;
}

/**
 * The same for r = c/a alone: r' = r²/(1 - 2r²). Fixed points: 0, stable (slope 0), and ½, the massless chain, unstable
 * (slope 4).
 *
 * @throws {DomainError}  unless |r| <= ½.
 *
 * @example
 * decimatedRatio(0.4); // 0.23529
 */
export function decimatedRatio(ratio: number): number {
  checkRatio('decimatedRatio', ratio);
  return square(ratio) / (1 - 2 * square(ratio));
}

/** r of a stationary chain xᵢ₊₁ = φ xᵢ + noise: φ/(1 + φ²). Decimation squares φ. */
export function ratioOfAutoregression(phi: number): number {
  return phi / (1 + square(phi));
}

/** φ of a ratio r, the solution within [-1, 1]: 2r/(1 + √(1 - 4r²)). */
export function autoregressionOfRatio(ratio: number): number {
  checkRatio('autoregressionOfRatio', ratio);
  return (2 * ratio) / (1 + Math.sqrt(1 - 4 * square(ratio)));
}

function checkRatio(where: string, ratio: number): void {
  if (!(Math.abs(ratio) <= 0.5)) {
    throw new DomainError(`${where}: coupling over precision is ${ratio}; expected a number from -0.5 to 0.5.`);
  }
}
