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
  let total = 0;
  for (let i = 0; i < n; i++) {
    const value = x[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
    total += value;
  }
  if (least === most && !Number.isNaN(total) && Number.isFinite(most)) {
    return { mean: most + 0, unit: binade(most), deviations: new Float64Array(n), sumOfSquares: 0 };
  }
  const unit = binade(Math.max(-least, most));
  const deviations = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = x[i]! / unit;
    deviations[i] = value;
    sum += value;
  }
  const near = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += deviations[i]! - near;
  const mean = near + rest / n;

  let [squares, left] = [0, 0];
  for (let i = 0; i < n; i++) {
    const deviation = deviations[i]! - mean;
    deviations[i] = deviation;
    squares += deviation * deviation;
    left += deviation;
  }
  // With infinity among the numbers the correction would make NaN of a mean that is infinite.
  const whole = Number.isFinite(mean) ? mean : near;
  return { mean: unit * whole, unit, deviations, sumOfSquares: Math.max(0, squares - (left * left) / n) };
}
