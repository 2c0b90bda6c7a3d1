import { cumulants, DomainError, pow } from '@rgflow/numerics';
import { checkValues } from '../check.js';
import { bernoulli } from '../families/bernoulli.js';
import { exponential } from '../families/exponential.js';
import { gamma } from '../families/gamma.js';
import { gaussian } from '../families/gaussian.js';
import { poisson } from '../families/poisson.js';

/** The families of single numbers. */
export const NUMBER_FAMILIES = { gaussian, exponential, gamma, poisson, bernoulli } as const;

export type NumberFamilyName = keyof typeof NUMBER_FAMILIES;

/** Parameters must be those of one of these families, in range. */
export function checkNumberFamily(where: string, name: NumberFamilyName, parameters: readonly number[]): void {
  if (!Object.hasOwn(NUMBER_FAMILIES, name)) {
    const names = Object.keys(NUMBER_FAMILIES).join(', ');
    throw new DomainError(`${where}: there is no family '${name}'; expected ${names}.`);
  }
  NUMBER_FAMILIES[name].naturalOf(parameters);
}

/**
 * Cumulants κ₁, ..., κ_order of a distribution by its usual parameters.
 *
 * @throws {DomainError}  if a parameter is out of range, or `order` not a positive integer.
 *
 * @example
 * familyCumulants('gamma', [2.5, 0.5], 4); // [1.25, 0.625, 0.625, 0.9375]
 */
export function familyCumulants(
  name: NumberFamilyName,
  parameters: readonly number[],
  order: number,
): readonly number[] {
  checkNumberFamily('familyCumulants', name, parameters);
  if (!(Number.isSafeInteger(order) && order >= 1)) {
    throw new DomainError(`familyCumulants: order is ${order}; expected a positive integer.`);
  }
  const [first, second] = parameters as [number, number];
  switch (name) {
    case 'gaussian':
      return Array.from({ length: order }, (_, i) => (i < 2 ? parameters[i]! : 0));
    case 'exponential':
      return gammaCumulants(1, 1 / first, order);
    case 'gamma':
      return gammaCumulants(first, second, order);
    case 'poisson':
      return new Array<number>(order).fill(first);
    case 'bernoulli':
      return cumulants([0, 1], [1 - first, first], order);
    default:
      return name satisfies never;
  }
}

/** κₙ = k (n - 1)! ϑⁿ. */
function gammaCumulants(shape: number, scale: number, order: number): readonly number[] {
  const all = [shape * scale];
  for (let n = 1; n < order; n++) all.push(all[n - 1]! * n * scale);
  return all;
}

/**
 * Cumulants of (x₁ + ... + x_b)/√b, the block sum that keeps the variance, of independent x with these cumulants:
 *
 *     κₙ' = b^(1 - n/2) κₙ.
 *
 * Skewness falls with b^(-1/2), excess kurtosis with 1/b: fixed points are the normal laws of mean 0. The mean grows with
 * √b: subtract it first.
 *
 * @param kappas  κ₁, κ₂, ...
 * @param block   b, a positive number.
 *
 * @example
 * blockSumCumulants([0, 1, 2, 6], 4); // [0, 1, 1, 1.5]
 */
export function blockSumCumulants(kappas: readonly number[], block: number): readonly number[] {
  if (!(block > 0 && block < Number.POSITIVE_INFINITY)) {
    throw new DomainError(`blockSumCumulants: the block is ${block}; expected a positive number.`);
  }
  return kappas.map((kappa, i) => kappa * pow(block, 1 - (i + 1) / 2));
}

/** κ₃/κ₂^(3/2) and κ₄/κ₂². */
export function standardisedCumulants(kappas: readonly number[]): {
  readonly skewness: number;
  readonly excessKurtosis: number;
} {
  const [, variance, third, fourth] = kappas;
  if (!(variance! > 0) || fourth === undefined) {
    throw new DomainError(
      `standardisedCumulants: the cumulants are ${kappas.join(', ')}; expected four, the second positive.`,
    );
  }
  // One division after the other: powers of the variance may be no doubles.
  return { skewness: third! / variance! / Math.sqrt(variance!), excessKurtosis: fourth / variance! / variance! };
}

/**
 * The law of a plain sum of b independent numbers of a family, where it is of a family again: the map that keeps the
 * sufficient statistics x (and the rate of a gamma law), and only adds to the other natural parameters. null for bits, whose
 * sums are binomial.
 *
 * @param block  b, a positive integer.
 * @throws {DomainError}  if a parameter or the block is out of range.
 *
 * @example
 * blockSumFamily('exponential', [2], 3); // { family: 'gamma', parameters: [3, 0.5] }
 */
export function blockSumFamily(
  name: NumberFamilyName,
  parameters: readonly number[],
  block: number,
): { readonly family: NumberFamilyName; readonly parameters: readonly number[] } | null {
  checkValues(
    'blockSumFamily',
    ['block'],
    [block],
    [{ holds: (b) => Number.isSafeInteger(b) && b >= 1, text: 'a positive integer' }],
  );
  checkNumberFamily('blockSumFamily', name, parameters);
  const [first, second] = parameters as [number, number];
  switch (name) {
    case 'gaussian':
      return { family: 'gaussian', parameters: [block * first, block * second] };
    case 'exponential':
      return { family: 'gamma', parameters: [block, 1 / first] };
    case 'gamma':
      return { family: 'gamma', parameters: [block * first, second] };
    case 'poisson':
      return { family: 'poisson', parameters: [block * first] };
    case 'bernoulli':
      return null;
    default:
      return name satisfies never;
  }
}
