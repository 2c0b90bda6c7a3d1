/** The system after some decimation steps, and how far the distribution is from the one it started from. */
export interface DecimationStep {
  /** n; 0 is before the first. */
  readonly step: number;
  /** K⁽ⁿ⁾, dimensionless. */
  readonly coupling: number;
  /** h⁽ⁿ⁾, dimensionless. */
  readonly field: number;
  /** K₀⁽ⁿ⁾ per retained spin: e^(-H) of a retained spin has the factor e^(K₀). */
  readonly constant: number;
  /** s⁽ⁿ⁾ = S(p‖p⁽ⁿ⁾) / (N ln 2), p⁽ⁿ⁾ spread evenly over the removed spins; dimensionless. */
  readonly relativeEntropy: number;
  /** s⁽ⁿ⁾ without the term ln|H∖H⁽ⁿ⁾| / (N ln 2) = 1 - 2⁻ⁿ; negative. */
  readonly relativeEntropyUnnormalised: number;
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
