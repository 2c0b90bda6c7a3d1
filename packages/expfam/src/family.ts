/** A symmetric matrix, row by row; of families with one natural parameter [[x]]. */
export type SymmetricMatrix = readonly (readonly number[])[];

/** Standard errors of maximum likelihood from n samples, times √n. */
export interface ErrorsOfOne {
  readonly natural: readonly number[];
  /** Of the usual parameters. */
  readonly parameters: readonly number[];
}

/**
 * An exponential family with its natural parameters θ and sufficient statistics T:
 *
 *     p(x | θ) = h(x) exp(θ · T(x) - A(θ)),    ⟨T⟩ = ∇A,    Cov T = ∇∇A, the Fisher information of one sample.
 *
 * Parameters of every kind are lists in the order of `parameters` and `statistics`, whose names say what they are. A sample
 * of a chain is the values of all its sites.
 */
export interface ExponentialFamily<Sample> {
  readonly name: string;
  /** The usual parameters: 'mean', 'variance'. */
  readonly parameters: readonly string[];
  /** The sufficient statistics, one for each natural parameter: 'x', 'x²'. */
  readonly statistics: readonly string[];
  /** θ of the usual parameters. @throws {DomainError} if one of them is out of range. */
  naturalOf(parameters: readonly number[]): readonly number[];
  /** The usual parameters of θ. */
  parametersOf(natural: readonly number[]): readonly number[];
  /** ∂(usual parameter i)/∂θⱼ. */
  jacobian(natural: readonly number[]): readonly (readonly number[])[];
  /** T(x). @throws {DomainError} if x is no sample of the family. */
  statisticsOf(sample: Sample): readonly number[];
  /** ln h(x) in nats. */
  logBaseMeasure(sample: Sample): number;
  /** A(θ) in nats. @throws {DomainError} if θ has no normalisable distribution, as all that takes θ. */
  logPartition(natural: readonly number[]): number;
  /** ⟨T⟩. */
  meanStatistics(natural: readonly number[]): readonly number[];
  /** Cov T. */
  fisherInformation(natural: readonly number[]): SymmetricMatrix;
  /**
   * The errors in closed form, where the inverse of the Fisher information loses their digits: far from 0, and where
   * products of variances are no doubles; null where they are not to be had.
   */
  errorsOfOne?(natural: readonly number[]): ErrorsOfOne | null;
  /** ln p(x | θ) in nats, in a closed form where h, θ · T(x) and A(θ) nearly cancel. */
  logDensity?(natural: readonly number[], sample: Sample): number;
  /** D(p ‖ q) in nats, in a closed form where differences of A and (θ_q - θ_p) · ⟨T⟩ nearly cancel. */
  divergence?(p: readonly number[], q: readonly number[]): number;
  /** θ at which samples are likeliest, or in words why no distribution of the family is. */
  likeliest(samples: readonly Sample[]): readonly number[] | string;
}

/** Why samples of extreme size have no likeliest parameters, though they have a likeliest distribution. */
export const NO_DOUBLE = 'a parameter of the samples, or what it divides, is no double; give them in another unit';
