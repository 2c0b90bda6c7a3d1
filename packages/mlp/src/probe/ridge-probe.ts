import { centred, type Estimate, square } from '@rgflow/numerics';
import { determination } from './determination.js';
import type { ProbeParts } from './parts.js';
import type { PrincipalAxes } from './principal-axes.js';

/** What can be read off a layer of a number that belongs to each sample. */
export interface ValueProbe {
  /** R² on the samples that are scored; it may be negative. */
  readonly score: Estimate;
  /**
   * -(1/2) ln(1 - R²) in nats: a lower bound of the mutual information of the layer and the value if the values are normal,
   * because no reading with this mean square error can come from less. Negative where R² is, which shows nothing.
   */
  readonly information: Estimate;
  /** The penalty chosen, in units of the mean variance of a unit. */
  readonly penalty: number;
}

/** The penalties to choose from. */
const PENALTIES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10] as const;

/**
 * Ridge regression of a number on a layer: on the principal axes the slopes are
 *
 *     aⱼ = cⱼ / (sⱼ + λ s̄),    cⱼ = (1/n) Σ zᵢⱼ (yᵢ - ȳ),    s̄ the mean of the sⱼ,
 *
 * with the penalty λ of eight that has the smallest error on the samples to choose by.
 *
 * @param values  Shape (samples).
 */
export function ridgeProbe(axes: PrincipalAxes, values: ArrayLike<number>, { fit, choose }: ProbeParts): ValueProbe {
  const { samples, units, variances, scores } = axes;
  // About the mean of those to fit, in a unit of their size: neither changes R².
  const { mean, unit } = centred(Float64Array.from({ length: fit }, (_, i) => values[i]!));
  const y = Float64Array.from({ length: samples }, (_, i) => values[i]! / unit - mean / unit);
  const covariances = new Float64Array(units);
  for (let i = 0; i < fit; i++) {
    const share = y[i]! / fit;
    for (let j = 0; j < units; j++) covariances[j]! += share * scores[i * units + j]!;
  }
  const predict = (slopes: Float64Array, from: number, to: number): Float64Array =>
    Float64Array.from({ length: to - from }, (_, i) => along(scores, from + i, slopes));

  const toChooseBy = y.subarray(fit, fit + choose);
  const candidates = PENALTIES.map((penalty) => {
    const slopes = covariances.map((c, j) => c / (variances[j]! + penalty * axes.meanVariance));
    const predictions = predict(slopes, fit, fit + choose);
    return { penalty, slopes, error: toChooseBy.reduce((sum, wanted, i) => sum + square(wanted - predictions[i]!), 0) };
  });
  const { penalty, slopes } = candidates.reduce((best, other) => (other.error < best.error ? other : best));
  const score = determination(y.subarray(fit + choose), predict(slopes, fit + choose, samples));
  return { score, information: normalInformation(score), penalty };
}

/** -(1/2) ln(1 - R²) with its error. */
export function normalInformation({ value, standardError, samples }: Estimate): Estimate {
  return { value: -Math.log1p(-value) / 2, standardError: standardError / (2 * (1 - value)), samples };
}

function along(scores: Float32Array, row: number, slopes: Float64Array): number {
  const units = slopes.length;
  let sum = 0;
  for (let j = 0; j < units; j++) sum += scores[row * units + j]! * slopes[j]!;
  return sum;
}
