import { DomainError } from '@rgflow/numerics';
import { LARGEST_VARIANCE } from './gaussian-rule.js';

/** Leaves room for a variance of twice the sum. */
const LARGEST_PARAMETER = LARGEST_VARIANCE / 4;

/** @throws {DomainError}  if σ_w² is not positive, σ_b² negative, one of them NaN or beyond LARGEST_PARAMETER. */
export function checkVariances(where: string, sigmaW2: number, sigmaB2: number): void {
  if (!(sigmaW2 > 0 && sigmaW2 <= LARGEST_PARAMETER)) {
    throw new DomainError(
      `${where}: sigmaW2 is ${sigmaW2}; the variance of the weights must be positive and at most ${LARGEST_PARAMETER}.`,
    );
  }
  checkBiasVariance(where, sigmaB2);
}

/** @throws {DomainError}  if σ_b² is negative, NaN or beyond LARGEST_PARAMETER. */
export function checkBiasVariance(where: string, sigmaB2: number): void {
  if (!(sigmaB2 >= 0 && sigmaB2 <= LARGEST_PARAMETER)) {
    throw new DomainError(
      `${where}: sigmaB2 is ${sigmaB2}; the variance of the biases must not be negative, and at most ${LARGEST_PARAMETER}.`,
    );
  }
}
