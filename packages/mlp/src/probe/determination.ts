import { binade, centred, type Estimate, square } from '@rgflow/numerics';

/**
 * Coefficient of determination of predictions that were made without these values:
 *
 *     R² = 1 - Σ (yᵢ - ŷᵢ)² / Σ (yᵢ - ȳ)².
 *
 * 1 is perfect, 0 what the mean of the values would do, and below 0 is worse than that. The standard error is that of a
 * ratio of means over the samples, √Σ ((yᵢ - ŷᵢ)² - (1 - R²)(yᵢ - ȳ)²)² / Σ (yᵢ - ȳ)²; for normal values it is 2 R (1 -
 * R²)/√n. It does not know how the predictor would differ had it been fitted to other samples.
 *
 * @param values       y, shape (n), n >= 2; if they are all the same there is nothing to explain, and R² is NaN or -∞.
 * @param predictions  ŷ, shape (n).
 *
 * @example
 * determination([1, 2, 3, 4], [1, 2, 3, 3]).value; // 0.8
 */
export function determination(values: ArrayLike<number>, predictions: ArrayLike<number>): Estimate {
  const n = values.length;
  const { mean } = centred(values);
  const errors = Float64Array.from({ length: n }, (_, i) => values[i]! - predictions[i]!);
  const deviations = Float64Array.from({ length: n }, (_, i) => values[i]! - mean);
  const unit = binade([...errors, ...deviations].reduce((largest, x) => Math.max(largest, Math.abs(x)), 0));
  let unexplained = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    unexplained += square(errors[i]! / unit);
    total += square(deviations[i]! / unit);
  }
  const ratio = unexplained / total;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += square(square(errors[i]! / unit) - ratio * square(deviations[i]! / unit));
  return { value: 1 - ratio, standardError: Math.sqrt(squares) / total, samples: n };
}
