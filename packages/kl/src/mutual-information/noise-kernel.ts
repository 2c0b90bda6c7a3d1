import { DomainError } from '@rgflow/numerics';
import { decayingExponential } from './decaying-exponential.js';
import { type Classes, classesOf, entropyOfCounts } from './labels.js';
import type { SquaredDistances } from './squared-distances.js';

/** Between these two lies the mutual information, in nats. */
export interface InformationBounds {
  readonly lower: number;
  readonly upper: number;
}

/** Bounds on what a noisy layer T says of the input X and of its label Y. */
export interface NoiseKernelInformation {
  readonly noiseVariance: number;
  /** I(X;T). */
  readonly input: InformationBounds;
  /** I(X;T|Y), what T says of the input beyond its label. */
  readonly inputGivenLabel: InformationBounds;
  /** I(T;Y) = I(X;T) - I(X;T|Y). */
  readonly label: InformationBounds;
  /**
   * The same difference with one kernel in both terms, as it is usually plotted. The errors of the terms partly cancel, but it
   * bounds nothing.
   */
  readonly labelBySameKernel: {
    /** Both terms by the kernel of the lower bounds, exp(-d²/8s²). */
    readonly lowerKernel: number;
    /** Both terms by the kernel of the upper bounds, exp(-d²/2s²). */
    readonly upperKernel: number;
  };
}

/**
 * Bounds on the mutual information of a layer with noise and its input, in nats:
 *
 *     T = h(X) + N(0, s² 1),    X uniform over the M samples,    d_ij = |h_i - h_j|,
 *     I(X;T) >= -(1/M) Σ_i ln[(1/M) Σ_j exp(-d_ij² / 8s²)],
 *     I(X;T) <= -(1/M) Σ_i ln[(1/M) Σ_j exp(-d_ij² / 2s²)] <= ln M.
 *
 * Without noise a layer that maps no two inputs to one point says everything of them, ln M, whatever the network does: the noise is
 * part of the definition, and a number without its s² says nothing. It is added to this layer alone, not in the network, so that
 * the information may also rise from a layer to the next. Nothing is random here: for these M samples the bounds are exact, and
 * ln M is the most that M samples can show.
 *
 * I(X;T|Y) is the mean of the same over the classes, each with its own M_y. The bounds on I(T;Y) take the lower bound of one term
 * and the upper bound of the other, and know that 0 <= I(T;Y) <= min(H(Y), I(X;T)).
 *
 * @param noiseVariance  s² > 0.
 * @param labels         Of the samples, shape (samples). Without them all samples are of one class.
 * @throws {DomainError}  if the noise variance is not positive.
 * @throws {ShapeError}   if there is not one label for each sample.
 *
 * @example Two points at -1 and 1 with noise s = 1; exactly 0.3368
 * const distances = squaredDistances({ shape: [2, 1], data: Float32Array.of(-1, 1) }, kernels);
 * noiseKernelInformation(distances, 1).input; // { lower: 0.2191, upper: 0.5662 }
 *
 * Source: A. Kolchinsky, B. Tracey, Estimating mixture entropy with pairwise distances, Entropy 19, 361 (2017), the bounds by
 * the Chernoff-alpha divergence with alpha = 1/2 and by the Kullback–Leibler divergence.
 */
export function noiseKernelInformation(
  distances: SquaredDistances,
  noiseVariance: number,
  labels?: ArrayLike<number>,
): NoiseKernelInformation {
  checkNoiseVariance('noiseKernelInformation', noiseVariance);
  const { samples } = distances;
  const classes = classesOf('noiseKernelInformation', samples, labels);
  const sums = kernelSums(distances, noiseVariance, classes);
  const input = boundsFrom(sums.all, () => samples);
  const inputGivenLabel = boundsFrom(sums.within, (i) => classes.counts[classes.of[i]!]!);
  return {
    noiseVariance,
    input,
    inputGivenLabel,
    label: {
      lower: Math.max(0, input.lower - inputGivenLabel.upper),
      upper: Math.min(input.upper - inputGivenLabel.lower, input.upper, entropyOfCounts(classes.counts)),
    },
    labelBySameKernel: {
      lowerKernel: input.lower - inputGivenLabel.lower,
      upperKernel: input.upper - inputGivenLabel.upper,
    },
  };
}

/** Σ_j exp(-d_ij²/8s²) and Σ_j exp(-d_ij²/2s²) for each sample i. */
interface KernelSums {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Over all samples j, and over those of the class of i. */
function kernelSums(
  { samples, values }: SquaredDistances,
  noiseVariance: number,
  { of, counts }: Classes,
): { readonly all: KernelSums; readonly within: KernelSums } {
  // The distance of a sample to itself is 0, so every sum has a term 1 and no largest exponent has to be taken out.
  const ones = (): KernelSums => ({
    lower: new Float64Array(samples).fill(1),
    upper: new Float64Array(samples).fill(1),
  });
  const all = ones();
  const divided = counts.length > 1;
  const within = divided ? ones() : all;
  const rate = -1 / (8 * noiseVariance);
  for (let i = 0; i < samples; i++) {
    const row = i * samples;
    const ofI = of[i]!;
    let lowerOfI = 0;
    let upperOfI = 0;
    for (let j = i + 1; j < samples; j++) {
      const exponent = rate * values[row + j]!;
      if (exponent < NEGLIGIBLE) continue;
      const wide = decayingExponential(exponent);
      const narrow = wide * wide * (wide * wide);
      lowerOfI += wide;
      upperOfI += narrow;
      all.lower[j]! += wide;
      all.upper[j]! += narrow;
      if (divided && of[j] === ofI) {
        within.lower[i]! += wide;
        within.upper[i]! += narrow;
        within.lower[j]! += wide;
        within.upper[j]! += narrow;
      }
    }
    all.lower[i]! += lowerOfI;
    all.upper[i]! += upperOfI;
  }
  return { all, within };
}

/** exp(-60) = 9e-27: a billion such terms beside the term 1 are below its rounding. */
const NEGLIGIBLE = -60;

/** -(1/M) Σ_i ln(sum_i / count_i) of both. */
function boundsFrom({ lower, upper }: KernelSums, count: (i: number) => number): InformationBounds {
  return { lower: meanLogRatio(lower, count), upper: meanLogRatio(upper, count) };
}

function meanLogRatio(sums: Float64Array, count: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < sums.length; i++) total -= Math.log(sums[i]! / count(i));
  return total / sums.length;
}

export function checkNoiseVariance(where: string, noiseVariance: number): void {
  if (!(noiseVariance > 0) || noiseVariance === Number.POSITIVE_INFINITY) {
    throw new DomainError(
      `${where}: the noise variance is ${noiseVariance}; expected a positive number: without noise a layer says all of its input.`,
    );
  }
}
