import { centred, DomainError, type Estimate } from '@rgflow/numerics';

/** A mean over a Markov chain, with what its samples remember of each other. */
export interface CorrelatedEstimate extends Estimate {
  /** τ in units of the spacing of the samples; 1/2 for independent ones. */
  readonly integratedAutocorrelationTime: number;
}

/**
 * Mean of a stationary time series with an error that knows its samples are correlated:
 *
 *     standardError² = 2τ C(0) / n,    τ = 1/2 + Σₜ C(t)/C(0),    samples = n / 2τ,
 *
 * C the autocovariance, the sum up to the first t >= 6τ(t): Sokal's window, where the noise of the tail begins to outweigh
 * what is left of it. A series that does not change has τ = 1/2 and no error.
 *
 * @param series  Shape (n), n >= 2; much longer than τ, or the error comes out too small.
 * @throws {DomainError} if there are fewer than 2 samples.
 *
 * @example A series that does not change
 * estimateCorrelated([0.1, 0.1, 0.1]); // 0.1 ± 0, samples 3, integratedAutocorrelationTime 0.5
 *
 * Source: A. D. Sokal, Monte Carlo methods in statistical mechanics (1989), section 3.
 */
export function estimateCorrelated(series: ArrayLike<number>): CorrelatedEstimate {
  const n = series.length;
  if (!(n >= 2)) throw new DomainError(`estimateCorrelated: there are ${n} samples; a time series has at least 2.`);
  const { mean: value, unit, deviations, sumOfSquares } = centred(series);
  const variance = sumOfSquares / n;
  let time = 0.5;
  if (variance > 0) {
    for (let t = 1; t < n && t < WINDOW * time; t++) time += autocovariance(deviations, t) / variance;
    // A short series can be anticorrelated by chance; less than one independent sample in n there cannot be.
    time = Math.min(n / 2, Math.max(time, 0.5));
  }
  return {
    value,
    standardError: unit * Math.sqrt((2 * time * variance) / n),
    samples: n / (2 * time),
    integratedAutocorrelationTime: time,
  };
}

const WINDOW = 6;

function autocovariance(deviations: Float64Array, lag: number): number {
  const n = deviations.length - lag;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += deviations[i]! * deviations[i + lag]!;
  return sum / n;
}
