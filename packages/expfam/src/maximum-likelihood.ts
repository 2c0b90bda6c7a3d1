import { DomainError, type Estimate } from '@rgflow/numerics';
import type { ErrorsOfOne, ExponentialFamily } from './family.js';
import { inverse, transformed } from './small-matrix.js';

/** The distribution of a family in which independent samples are likeliest. */
export interface Likeliest {
  /** θ, or null where no distribution of the family is likeliest. */
  readonly natural: readonly Estimate[] | null;
  /** The usual parameters. */
  readonly parameters: readonly Estimate[] | null;
  /** Mean of ln p(x) over the samples, in nats; null with the rest. */
  readonly logLikelihood: number | null;
  /** Why the rest is null: samples as extreme as can be have their likeliest parameters at infinity. */
  readonly reason: string | null;
}

/**
 * Maximum likelihood in an exponential family: θ at which ⟨T⟩ is the mean of T over the samples, with the standard errors of
 * the Fisher information,
 *
 *     Cov θ = (n I(θ))⁻¹,    I(θ) = Cov T,
 *
 * and those of the usual parameters to first order from these. Both are right for many independent samples of the family;
 * for samples of something else they are not the scatter of anything.
 *
 * @param samples  Independent; of a chain each is the values of its sites.
 * @throws {DomainError}  if there is no sample, or one that the family does not have.
 *
 * @example
 * maximumLikelihood(exponential, [1, 2, 3]).parameters; // rate 0.50 ± 0.29
 *
 * Source: L. D. Brown, Fundamentals of Statistical Exponential Families (1986).
 */
export function maximumLikelihood<Sample>(family: ExponentialFamily<Sample>, samples: Iterable<Sample>): Likeliest {
  const all = Array.from(samples);
  if (all.length === 0)
    throw new DomainError(`maximumLikelihood: there are no samples of ${family.name}; give at least one.`);
  // They refuse what is no sample.
  for (const sample of all) family.statisticsOf(sample);
  const natural = family.likeliest(all);
  if (typeof natural === 'string') return { natural: null, parameters: null, logLikelihood: null, reason: natural };
  const estimates = (values: readonly number[], errors: readonly number[] | undefined): readonly Estimate[] =>
    values.map((value, i) => {
      return { value, standardError: (errors?.[i] ?? Number.NaN) / Math.sqrt(all.length), samples: all.length };
    });
  const errors = errorsOfOne(family, natural);
  const likelihood = all.map((sample) => logDensity(family, natural, sample));
  return {
    natural: estimates(natural, errors?.natural),
    parameters: estimates(family.parametersOf(natural), errors?.parameters),
    logLikelihood: likelihood.reduce((a, b) => a + b, 0) / all.length,
    reason: null,
  };
}

/**
 * Standard errors of the usual parameters by maximum likelihood from n samples, times √n: what the Fisher information allows
 * at best. null where samples do not determine all parameters, however many they are, or an error is no double.
 *
 * @example
 * maximumLikelihoodErrors(exponential, [-4]); // [4]
 */
export function maximumLikelihoodErrors<Sample>(
  family: ExponentialFamily<Sample>,
  natural: readonly number[],
): readonly number[] | null {
  return errorsOfOne(family, natural)?.parameters ?? null;
}

/** ln p(x | θ). */
function logDensity<Sample>(family: ExponentialFamily<Sample>, natural: readonly number[], sample: Sample): number {
  if (family.logDensity !== undefined) return family.logDensity(natural, sample);
  const statistics = family.statisticsOf(sample);
  const exponent = natural.reduce((sum, theta, i) => sum + theta * statistics[i]!, family.logBaseMeasure(sample));
  return exponent - family.logPartition(natural);
}

function errorsOfOne<Sample>(family: ExponentialFamily<Sample>, natural: readonly number[]): ErrorsOfOne | null {
  if (family.errorsOfOne !== undefined) return family.errorsOfOne(natural);
  const covariance = inverse(family.fisherInformation(natural));
  if (covariance === null) return null;
  const variances = [covariance, transformed(family.jacobian(natural), covariance)].map((matrix) =>
    matrix.map((row, i) => row[i]!),
  );
  // Of samples of extreme size they are no doubles.
  if (!variances.flat().every((variance) => variance > 0 && variance < Number.POSITIVE_INFINITY)) return null;
  const [ofNatural, ofParameters] = variances.map((each) => each.map(Math.sqrt));
  return { natural: ofNatural!, parameters: ofParameters! };
}
