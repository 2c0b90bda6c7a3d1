import type { Kernels } from '@rgflow/kernels';
import { DomainError, type Estimate, ShapeError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { classesOf, membersOf } from './labels.js';
import { checkNoiseVariance, ratePerNoise } from './noise-kernel.js';
import { checkSamples, type Samples } from './samples.js';
import { centre, type SquaredDistances } from './squared-distances.js';

export interface NoisyChannelOptions {
  /** s² > 0, each with the same noise times s. */
  readonly noiseVariances: readonly number[];
  /** Of the samples, shape (samples). Without them all samples are of one class. */
  readonly labels?: ArrayLike<number>;
  /** Draws of the noise for each sample, default 2; the error is not known from one. */
  readonly draws?: number;
  readonly random: RandomStream;
  readonly kernels: Kernels;
}

/** What a noisy layer T says of the input X and of its label Y, in nats; the errors are those of the noise drawn. */
export interface NoisyChannelInformation {
  readonly noiseVariance: number;
  /** I(X;T). */
  readonly input: Estimate;
  /** I(X;T|Y). */
  readonly inputGivenLabel: Estimate;
  /** I(T;Y), from the same draws as the other two, so that I(X;T) = I(T;Y) + I(X;T|Y) to rounding. */
  readonly label: Estimate;
}

/**
 * The mutual information between which the bounds of `noiseKernelInformation` lie, by drawing the noise, in nats:
 *
 *     T = h(X) + ε,  ε ~ N(0, s² 1),    X uniform over the M samples,
 *     I(X;T) = E ln[p(t|x) / p(t)] = -(1/M) Σ_i E_ε ln[(1/M) Σ_j exp(-(d_ij² + 2 ε·(h_i - h_j)) / 2s²)].
 *
 * Unbiased in any number of units, since the density p(t) is known: a mixture of M Gaussians. Never above ln M. The standard
 * error is that of the noise, from the scatter between the draws for one sample; of other samples it says nothing, because X
 * is by definition one of these. Not bounded below by 0 where the information is smaller than its error.
 *
 * One gemm for each draw, whatever the number of noise variances, and M² exponentials for each draw and noise variance at
 * most. The arena needs samples x (units + 258) + 256 x units entries.
 *
 * @param h          Shape (samples, units).
 * @param distances  Of the same samples, by `squaredDistances` with the same kernels.
 * @returns          One for each noise variance, in their order.
 * @throws {ShapeError}   if the distances or the labels are not of these samples.
 * @throws {DomainError}  if a noise variance or the number of draws is not positive, or an entry not finite.
 *
 * @example Two points at -1 and 1 with noise s = 1, 2 x 10,000 draws
 * noisyChannelInformation(h, distances, { noiseVariances: [1], draws: 10_000, random, kernels })[0].input; // 0.335 ± 0.004
 */
export function noisyChannelInformation(
  h: Samples,
  distances: SquaredDistances,
  options: NoisyChannelOptions,
): readonly NoisyChannelInformation[] {
  const { noiseVariances, draws = 2, random, kernels } = options;
  const where = 'noisyChannelInformation';
  checkSamples(where, 'h', h, 2);
  const [samples, units] = h.shape;
  if (distances.samples !== samples) {
    throw new ShapeError(`${where}: h has ${samples} samples but the distances are of ${distances.samples}.`);
  }
  if (!Number.isSafeInteger(draws) || draws < 1) {
    throw new DomainError(`${where}: draws is ${draws}; expected a positive integer.`);
  }
  for (const variance of noiseVariances) checkNoiseVariance(where, variance);
  const classes = classesOf(where, samples, options.labels);

  const rows = Math.min(ROWS, samples);
  const mark = kernels.mark();
  const centred = kernels.float32(samples * units);
  const noise = kernels.float32(rows * units);
  const overlaps = kernels.float32(rows * samples);
  const members = membersOf(classes);
  const largest = Math.max(...classes.counts);
  const scratch = { distances: kernels.float32(largest), overlaps: kernels.float32(largest) };
  const { unit } = centre(h, centred, kernels);
  kernels.mirrorUpper(samples, distances.values);
  const tallies = noiseVariances.map(() => [tally(samples), tally(samples), tally(samples)] as const);
  for (let draw = 0; draw < draws; draw++) {
    const { key } = random.split('noise', { draw });
    for (let first = 0; first < samples; first += ROWS) {
      const count = Math.min(ROWS, samples - first);
      kernels.fillNormals(key, first * units, 0, 1, noise.subarray(0, count * units));
      kernels.gemm('n', 't', count, samples, units, 1, noise, centred, 0, overlaps);
      noiseVariances.forEach((variance, n) => {
        addDraws(
          tallies[n]!,
          { distances, overlaps, unit, first, count },
          variance,
          { classOf: classes.classOf, members, scratch },
          kernels,
        );
      });
    }
  }
  kernels.release(mark);
  return noiseVariances.map((noiseVariance, n) => {
    const [input, inputGivenLabel, label] = tallies[n]!.map((each) => stratifiedEstimate(each, draws));
    return { noiseVariance, input: input!, inputGivenLabel: inputGivenLabel!, label: label! };
  });
}

/** The root of the largest rate of a distance, so that an overlap never outweighs the distance that it belongs to. */
const LARGEST_ROOT_RATE = 1e150;

/** Sums over the draws, for each sample; those of the scatter are about the first draw, so that no square cancels. */
interface Tally {
  readonly first: Float64Array;
  readonly sums: Float64Array;
  readonly deviations: Float64Array;
  readonly squares: Float64Array;
}

function tally(samples: number): Tally {
  return {
    first: new Float64Array(samples).fill(Number.NaN),
    sums: new Float64Array(samples),
    deviations: new Float64Array(samples),
    squares: new Float64Array(samples),
  };
}

function add({ first, sums, deviations, squares }: Tally, i: number, value: number): void {
  if (Number.isNaN(first[i]!)) first[i] = value;
  const deviation = value - first[i]!;
  sums[i]! += value;
  deviations[i]! += deviation;
  squares[i]! += deviation * deviation;
}

/** Some rows of the distances, and the overlaps ε_i·h_j of one draw of the noise for each of these rows. */
interface Block {
  readonly distances: SquaredDistances;
  readonly overlaps: Float32Array;
  /** Of the h_j in the overlaps. */
  readonly unit: number;
  readonly first: number;
  readonly count: number;
}

interface ClassMembers {
  /** The class of each sample. */
  readonly classOf: Uint32Array;
  /** The samples of each class. */
  readonly members: readonly Uint32Array[];
  /** In the arena, for the rows of one class. */
  readonly scratch: { readonly distances: Float32Array; readonly overlaps: Float32Array };
}

/** Samples of which the noise is drawn at once. */
const ROWS = 256;

/** One draw of the noise for each sample of a block: ln[p(t|x)/p(t)], ln[p(t|x)/p(t|y)] and ln[p(t|y)/p(t)]. */
function addDraws(
  [input, inputGivenLabel, label]: readonly [Tally, Tally, Tally],
  { distances: { samples, values, unit: unitOfDistances }, overlaps, unit, first, count }: Block,
  variance: number,
  { classOf, members, scratch }: ClassMembers,
  kernels: Kernels,
): void {
  const ofDistance = ratePerNoise(variance, unitOfDistances);
  const ofOverlap = Math.min(unit / Math.sqrt(variance), LARGEST_ROOT_RATE);
  for (let i = first; i < first + count; i++) {
    const distanceRow = values.subarray(i * samples, (i + 1) * samples);
    const overlapRow = overlaps.subarray((i - first) * samples, (i - first + 1) * samples);
    const own = overlapRow[i]!;
    const ofAll = Math.log(samples) - kernels.logSumExp(ofDistance, distanceRow, ofOverlap, overlapRow, own);
    const others = members[classOf[i]!]!;
    const distancesWithin = scratch.distances.subarray(0, others.length);
    const overlapsWithin = scratch.overlaps.subarray(0, others.length);
    for (let n = 0; n < others.length; n++) {
      distancesWithin[n] = distanceRow[others[n]!]!;
      overlapsWithin[n] = overlapRow[others[n]!]!;
    }
    const ofClass =
      Math.log(others.length) - kernels.logSumExp(ofDistance, distancesWithin, ofOverlap, overlapsWithin, own);
    add(input, i, ofAll);
    add(inputGivenLabel, i, ofClass);
    add(label, i, ofAll - ofClass);
  }
}

/**
 * The mean over samples and draws; the samples are fixed, so only the scatter between the draws of one sample is an error.
 */
function stratifiedEstimate({ sums, deviations, squares }: Tally, draws: number): Estimate {
  const samples = sums.length;
  let total = 0;
  let variance = 0;
  for (let i = 0; i < samples; i++) {
    total += sums[i]!;
    variance += Math.max(0, squares[i]! - (deviations[i]! * deviations[i]!) / draws) / (draws - 1) / draws;
  }
  return {
    value: total / (samples * draws),
    standardError: draws === 1 ? Number.NaN : Math.sqrt(variance) / samples,
    samples: samples * draws,
  };
}
