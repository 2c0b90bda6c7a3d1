import { DomainError, powerOfTwo } from '@rgflow/numerics';
import { checkCoupling } from '../coupling.js';
import type { RelativeEntropyStep } from '../decimation-step.js';
import { decimateCheckerboard } from './checkerboard.js';
import { exactFirstStep } from './first-step.js';
import { exactAsymptote, logPartitionPerSite, STRONG } from './partition.js';
import { exactSecondStep, type Widths } from './second-step.js';

/** A step of the exact flow of the square lattice. */
export interface ExactStep extends RelativeEntropyStep {
  /**
   * Nearest-neighbour coupling K⁽ⁿ⁾ of the exact Hamiltonian, among others; null from step 2 on, where all couplings arise.
   */
  readonly coupling: number | null;
  readonly field: 0;
  /** K₀⁽ⁿ⁾ per retained spin; null from step 2 on. */
  readonly constant: number | null;
  /** How far `relativeEntropy` may be from the truth. */
  readonly relativeEntropyBound: number;
}

/** The exact relative entropies of the infinite square lattice. */
export interface ExactSquareEntropies {
  /** Steps 0, 1 and 2. */
  readonly steps: readonly ExactStep[];
  /** s⁽∞⁾ = 1 - S/(N ln 2). */
  readonly asymptote: number;
  /** How far `asymptote` may be from the truth. */
  readonly asymptoteBound: number;
  /** -ln Z / N in nats. */
  readonly freeEnergyPerSite: number;
}

export interface ExactSquareOptions {
  /** Number of steps, 0, 1 or 2. Default 2. */
  readonly steps?: number;
  /** Widths of the strips that s⁽²⁾ is extrapolated from, rising. Default 4, 6, 8; up to 12 for a smaller error. */
  readonly widths?: Widths;
}

/**
 * Relative entropies of the infinite square lattice under checkerboard decimation with nothing truncated: s⁽¹⁾ from the law
 * of the four neighbours of a site and s⁽∞⁾ from the entropy, both to rounding, and s⁽²⁾ from strips (`exactSecondStep`).
 *
 * @param coupling  K >= 0.
 * @throws {DomainError} if K is negative or not finite, or an option out of its range.
 *
 * @example
 * exactSquareRelativeEntropy(0.4).steps[1].relativeEntropy; // 0.242009273890400
 */
export function exactSquareRelativeEntropy(coupling: number, options: ExactSquareOptions = {}): ExactSquareEntropies {
  const { steps = 2, widths = [4, 6, 8] } = options;
  checkCoupling('exactSquareRelativeEntropy', coupling);
  if (!(steps === 0 || steps === 1 || steps === 2)) {
    throw new DomainError(
      `exactSquareRelativeEntropy: steps is ${steps}; the exact flow is known for 0, 1 and 2 steps, and its asymptote.`,
    );
  }
  const s1 = exactFirstStep(coupling);
  const asymptote = exactAsymptote(coupling);
  const told: ExactStep[] = [{ ...entropies(0, 0, 0), coupling, field: 0, constant: 0 }];
  if (steps >= 1) {
    const { nearest, constant } = decimateCheckerboard(coupling);
    told.push({ ...entropies(1, s1, ROUNDING * s1), coupling: nearest, field: 0, constant });
  }
  if (steps === 2) {
    const { value, bound } = exactSecondStep(coupling, widths);
    told.push({ ...entropies(2, value, bound), coupling: null, field: 0, constant: null });
  }
  return {
    steps: told,
    asymptote,
    asymptoteBound: ROUNDING * Math.max(asymptote, coupling > STRONG ? 1 : coupling),
    freeEnergyPerSite: -logPartitionPerSite(coupling),
  };
}

/** Relative; the tests find less than 2e-14 against 40 digits. */
const ROUNDING = 2e-14;

function entropies(
  step: number,
  relativeEntropy: number,
  relativeEntropyBound: number,
): RelativeEntropyStep & Pick<ExactStep, 'relativeEntropyBound'> {
  const relativeEntropyUnnormalised = relativeEntropy - (1 - powerOfTwo(-step));
  return { step, relativeEntropy, relativeEntropyUnnormalised, relativeEntropyBound };
}
