import { DomainError } from './errors.js';

/**
 * Pseudo-values of a statistic of n samples, whose mean is the statistic freed of its bias of first order, and whose
 * standard error of the mean is that of the statistic:
 *
 *     θ_j = n θ(all) - (n - 1) θ(all but j).
 *
 * Of the mean they are the samples themselves. So what is not a mean, an exponent of a fit to means say, is treated as one:
 * estimated, tested, paired. Of one sample the statistic itself.
 *
 * @param statistic  Of some of the samples, by their numbers.
 * @throws {DomainError}  if there is no sample.
 *
 * @example
 * jackknife(3, (kept) => kept.reduce((sum, j) => sum + [1, 2, 6][j], 0) / kept.length); // [1, 2, 6]
 *
 * Source: R. G. Miller, The jackknife - a review, Biometrika 61, 1 (1974).
 */
export function jackknife(samples: number, statistic: (kept: readonly number[]) => number): readonly number[] {
  if (!(samples >= 1)) throw new DomainError(`jackknife: there are ${samples} samples; expected at least one.`);
  const all = Array.from({ length: samples }, (_, j) => j);
  const whole = statistic(all);
  if (samples === 1) return [whole];
  return all.map((left) => samples * whole - (samples - 1) * statistic(all.filter((j) => j !== left)));
}
