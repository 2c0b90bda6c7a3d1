import { DomainError } from '@rgflow/numerics';
import digamma from '@stdlib/math-base-special-digamma';

/**
 * Mean of (1/N) ln |det W| of N x N matrices of independent normal entries of variance 1/N, in nats per unit:
 *
 *     (1/2N) Σ_{k=1..N} [ψ(k/2) - ln(N/2)],    near -1/2 - [(1/4) ln N + 0.0676] / N:
 *
 * |det W| is the product of the distances of each row from the space of those before it, squares of χ of N, N-1, ..., 1
 * degrees of freedom. A factor σ_w in the entries adds ln σ_w.
 *
 * @param width  N >= 1.
 * @throws {DomainError}  if the width is no positive integer.
 *
 * @example
 * meanLogDeterminant(300); // -0.504979
 *
 * Source: N. R. Goodman, Annals of Mathematical Statistics 34, 178 (1963).
 */
export function meanLogDeterminant(width: number): number {
  if (!(Number.isSafeInteger(width) && width >= 1)) {
    throw new DomainError(`meanLogDeterminant: the width is ${width}; expected a positive integer.`);
  }
  const scale = Math.log(width / 2);
  let sum = 0;
  for (let k = width; k >= 1; k--) sum += digamma(k / 2) - scale;
  return sum / (2 * width);
}
