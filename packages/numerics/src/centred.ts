import { binade } from './power.js';

/** Numbers about their mean: xᵢ = mean + unit deviationsᵢ. */
export interface Centred {
  /** Within some roundings of itself, whatever the scatter; exactly x where all are x. */
  readonly mean: number;
  /** A power of two: the size of the largest |xᵢ|. */
  readonly unit: number;
  /** Shape (n), at most 4 in size; all 0 where all numbers are the same. */
  readonly deviations: Float64Array;
  /** Σ deviationsᵢ², less what the rounding of the mean adds. In units of unit². */
  readonly sumOfSquares: number;
}

/**
 * The mean of numbers and how they lie about it, such that neither an offset of many standard deviations nor the size of the
 * numbers matters: sums are made in units of the largest number, so that no square overflows or vanishes, and the mean is
 * corrected by the mean of what is left, so that numbers that are all the same have no scatter.
 *
 * With NaN or infinity among the numbers, or none of them, the deviations and their squares are NaN.
 *
 * @param x  Shape (n).
 *
 * Source: the corrected two-pass algorithm, T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37, 242
 * (1983).
 */
export function centred(x: ArrayLike<number>): Centred {
  const n = x.length;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < n; i++) {
    least = Math.min(least, x[i]!);
    most = Math.max(most, x[i]!);
  }
  if (least === most && Number.isFinite(most)) {
    return { mean: most + 0, unit: binade(most), deviations: new Float64Array(n), sumOfSquares: 0 };
  }
  const unit = binade(Math.max(-least, most));
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[i]! / unit;
  const near = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += x[i]! / unit - near;
  const mean = near + rest / n;

  const deviations = new Float64Array(n);
  let [squares, left] = [0, 0];
  for (let i = 0; i < n; i++) {
    const deviation = x[i]! / unit - mean;
    deviations[i] = deviation;
    squares += deviation * deviation;
    left += deviation;
  }
  // With infinity among the numbers the correction would make NaN of a mean that is infinite.
  const whole = Number.isFinite(mean) ? mean : near;
  return { mean: unit * whole, unit, deviations, sumOfSquares: Math.max(0, squares - (left * left) / n) };
}
