import { DomainError } from '@rgflow/numerics';
import digamma from '@stdlib/math-base-special-digamma';

/**
 * Differential entropy of a normal variable from the variance of n samples, without bias, in nats:
 *
 *     h = (1/2) ln(2πe v) - (1/2) [ψ((n - 1)/2) - ln(n/2)],
 *
 * v the population variance of the samples: n v over the true variance is χ² of n - 1 degrees of freedom, of which the
 * bracket is the mean logarithm. Of a variable that is not normal it is above the entropy, by the negentropy: of all
 * densities of one variance the normal one has the largest entropy.
 *
 * @param variance  v >= 0; 0 gives -Infinity.
 * @param samples   n >= 2.
 * @throws {DomainError}  if the variance is negative or NaN, or there are fewer than two samples.
 *
 * @example
 * normalEntropy(1, 1000); // 1.4199: (1/2) ln(2πe) and half of 2/n
 */
export function normalEntropy(variance: number, samples: number): number {
  if (!(variance >= 0)) throw new DomainError(`normalEntropy: the variance is ${variance}; expected 0 or more.`);
  return Math.log(2 * Math.PI * Math.E * variance) / 2 - logVarianceBias(samples) / 2;
}

/**
 * How far the logarithm of the population variance of n normal samples is from that of the true one, in the mean; negative.
 *
 * @throws {DomainError}  if there are fewer than two samples.
 */
export function logVarianceBias(samples: number): number {
  if (!(samples >= 2)) throw new DomainError(`logVarianceBias: there are ${samples} samples; expected 2 or more.`);
  return digamma((samples - 1) / 2) - Math.log(samples / 2);
}
