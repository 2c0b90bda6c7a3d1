import type { Estimate } from '@rgflow/numerics';
import { square } from '@rgflow/numerics';

/**
 * Coefficient of determination of predictions that were made without these values:
 *
 *     R² = 1 - Σ (yᵢ - ŷᵢ)² / Σ (yᵢ - ȳ)².
 *
 * 1 is perfect, 0 what the mean of the values would do, and below 0 is worse than that. The standard error is that of a
 * ratio of means over the samples, √Σ ((yᵢ - ŷᵢ)² - (1 - R²)(yᵢ - ȳ)²)² / Σ (yᵢ - ȳ)²; for normal values it is 2 R (1 -
 * R²)/√n. It does not know how the predictor would differ had it been fitted to other samples.
 *
 * @param values       y, shape (n), n >= 2, not all the same.
 * @param predictions  ŷ, shape (n).
 *
 * @example
 * determination([1, 2, 3, 4], [1, 2, 3, 3]).value; // 0.8
 */
export function determination(values: ArrayLike<number>, predictions: ArrayLike<number>): Estimate {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let unexplained = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    unexplained += square(values[i]! - predictions[i]!);
    total += square(values[i]! - mean);
  }
  const ratio = unexplained / total;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    squares += square(square(values[i]! - predictions[i]!) - ratio * square(values[i]! - mean));
  }
  return { value: 1 - ratio, standardError: Math.sqrt(squares) / total, samples: n };
}
