import type { Kernels } from '@rgflow/kernels';
import { DomainError, square } from '@rgflow/numerics';
import { type Classes, classesOf, entropyOfCounts, membersOf } from './labels.js';
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
   * The same difference with one kernel in both terms, as it is usually plotted. The errors of the terms partly cancel, but
   * it bounds nothing.
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
 * Without noise a layer that maps no two inputs to one point says everything of them, ln M, whatever the network does: the
 * noise is part of the definition, and a number without its s² says nothing. It is added to this layer alone, not in the
 * network, so that the information may also rise from a layer to the next. Nothing is random here: for these M samples the
 * bounds are exact, and ln M is the most that M samples can show.
 *
 * I(X;T|Y) is the mean of the same over the classes, each with its own M_y. The bounds on I(T;Y) take the lower bound of one
 * term and the upper bound of the other, and know that 0 <= I(T;Y) <= min(H(Y), I(X;T)).
 *
 * The arena needs as many entries as the largest class has pairs, and 4 x samples more.
 *
 * @param distances      Of the samples, in the arena of the kernels.
 * @param noiseVariance  s² > 0.
 * @param labels         Of the samples, shape (samples). Without them all samples are of one class.
 * @throws {DomainError}  if the noise variance is not positive.
 * @throws {ShapeError}   if there is not one label for each sample.
 *
 * @example Two points at -1 and 1 with noise s = 1; exactly 0.3368
 * const distances = squaredDistances({ shape: [2, 1], data: Float32Array.of(-1, 1) }, kernels);
 * noiseKernelInformation(distances, 1, kernels).input; // { lower: 0.2191, upper: 0.5662 }
 *
 * Source: A. Kolchinsky, B. Tracey, Estimating mixture entropy with pairwise distances, Entropy 19, 361 (2017), the bounds
 * by the Chernoff-alpha divergence with alpha = 1/2 and by the Kullback–Leibler divergence.
 */
export function noiseKernelInformation(
  distances: SquaredDistances,
  noiseVariance: number,
  kernels: Kernels,
  labels?: ArrayLike<number>,
): NoiseKernelInformation {
  checkNoiseVariance('noiseKernelInformation', noiseVariance);
  const classes = classesOf('noiseKernelInformation', distances.samples, labels);
  const input = bounds(distances, noiseVariance, kernels);
  const inputGivenLabel =
    classes.counts.length === 1 ? input : meanOverClasses(distances, noiseVariance, kernels, classes);
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

/** Of one class: M² kernels, of which half are found. */
function bounds(
  { samples, values, unit }: SquaredDistances,
  noiseVariance: number,
  kernels: Kernels,
): InformationBounds {
  const mark = kernels.mark();
  const sums = kernels.float64(2 * samples);
  kernels.gaussianKernelSums(samples, values, ratePerNoise(noiseVariance, unit) / 4, sums);
  const [lower, upper] = [0, 1].map((kernel) => {
    let total = 0;
    for (let i = 0; i < samples; i++) total -= Math.log(sums[kernel * samples + i]! / samples);
    return total / samples;
  });
  kernels.release(mark);
  return { lower: lower!, upper: upper! };
}

/** Σ_y (M_y/M) of the bounds within class y. */
function meanOverClasses(
  { samples, values, unit }: SquaredDistances,
  noiseVariance: number,
  kernels: Kernels,
  classes: Classes,
): InformationBounds {
  let [lower, upper] = [0, 0];
  const mark = kernels.mark();
  const scratch = kernels.float32(square(Math.max(...classes.counts)));
  for (const members of membersOf(classes)) {
    const within = {
      samples: members.length,
      values: scratch.subarray(0, square(members.length)),
      ...(unit === undefined ? {} : { unit }),
    };
    const count = members.length;
    for (let p = 0; p < count; p++) {
      for (let q = p + 1; q < count; q++) {
        within.values[p * count + q] = values[members[p]! * samples + members[q]!]!;
      }
    }
    const ofClass = bounds(within, noiseVariance, kernels);
    lower += (members.length / samples) * ofClass.lower;
    upper += (members.length / samples) * ofClass.upper;
  }
  kernels.release(mark);
  return { lower, upper };
}

/**
 * -1/2s² for squared distances in units of unit², where that is no double the lowest that is: any distance but 0 then counts
 * as far.
 */
export function ratePerNoise(noiseVariance: number, unit = 1): number {
  const inUnits = noiseVariance / unit / unit;
  return Math.max(-1 / (2 * inUnits), -LARGEST_RATE);
}

const LARGEST_RATE = 1e300;

export function checkNoiseVariance(where: string, noiseVariance: number): void {
  if (!(noiseVariance > 0) || noiseVariance === Number.POSITIVE_INFINITY) {
    throw new DomainError(
      `${where}: the noise variance is ${noiseVariance}; expected a positive number: without noise a layer says all of its input.`,
    );
  }
}
