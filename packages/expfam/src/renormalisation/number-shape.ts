import { checkNumberFamily, type NumberFamilyName } from './block-sum.js';

/**
 * κ₃/κ₂^(3/2) and κ₄/κ₂² of a family of single numbers in closed form, where the cumulants themselves are no doubles: of
 * any scale, and of rates and probabilities down to 10⁻³⁰⁰.
 *
 * @throws {DomainError}  if a parameter is out of range.
 *
 * @example
 * numberShape('poisson', [1e-220]); // { skewness: 1e110, excessKurtosis: 1e220 }
 */
export function numberShape(
  name: NumberFamilyName,
  parameters: readonly number[],
): { readonly skewness: number; readonly excessKurtosis: number } {
  checkNumberFamily('numberShape', name, parameters);
  const first = parameters[0]!;
  switch (name) {
    case 'gaussian':
      return { skewness: 0, excessKurtosis: 0 };
    case 'exponential':
      return { skewness: 2, excessKurtosis: 6 };
    case 'gamma':
      return { skewness: 2 / Math.sqrt(first), excessKurtosis: 6 / first };
    case 'poisson':
      return { skewness: 1 / Math.sqrt(first), excessKurtosis: 1 / first };
    case 'bernoulli': {
      const variance = first * (1 - first);
      return { skewness: (1 - 2 * first) / Math.sqrt(variance), excessKurtosis: (1 - 6 * variance) / variance };
    }
    default:
      return name satisfies never;
  }
}
