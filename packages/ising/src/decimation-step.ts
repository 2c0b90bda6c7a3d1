import { DomainError } from '@rgflow/numerics';

/** How far the distribution after some decimation steps is from the one before the first. */
export interface RelativeEntropyStep {
  /** n; 0 is before the first. */
  readonly step: number;
  /** s⁽ⁿ⁾ = S(p‖p⁽ⁿ⁾) / (N ln 2), p⁽ⁿ⁾ spread evenly over the removed spins; dimensionless. */
  readonly relativeEntropy: number;
  /** s⁽ⁿ⁾ without the term ln|H∖H⁽ⁿ⁾| / (N ln 2) = 1 - 2⁻ⁿ; negative. */
  readonly relativeEntropyUnnormalised: number;
}

/** A step of a flow of few couplings. */
export interface DecimationStep extends RelativeEntropyStep {
  /** K⁽ⁿ⁾, dimensionless. */
  readonly coupling: number;
  /** h⁽ⁿ⁾, dimensionless. */
  readonly field: number;
  /** K₀⁽ⁿ⁾ per retained spin: e^(-H) of a retained spin has the factor e^(K₀). */
  readonly constant: number;
}

/** Relative entropies along a decimation flow. */
export interface DecimationEntropies {
  /** Steps 0, 1, ..., n. */
  readonly steps: readonly DecimationStep[];
  /** s⁽ⁿ⁾ for n → ∞. */
  readonly asymptote: number;
  /** -ln Z / N of the initial system, in nats (k_B T = 1). */
  readonly freeEnergyPerSite: number;
}

/** More than 1000 doublings overflow K₀; long before that nothing changes any more. */
export function checkSteps(where: string, steps: number): void {
  if (Number.isInteger(steps) && steps >= 0 && steps <= 1000) return;
  throw new DomainError(`${where}: steps is ${steps}; give a whole number of decimation steps from 0 to 1000.`);
}
