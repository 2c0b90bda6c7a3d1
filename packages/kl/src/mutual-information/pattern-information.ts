import type { Kernels } from '@rgflow/kernels';
import { DomainError, ShapeError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { checkNoiseVariance, noiseKernelInformation } from './noise-kernel.js';
import { readPatterns } from './pattern-reader.js';
import { checkSamples, type Samples } from './samples.js';
import { squaredDistances } from './squared-distances.js';

/** What a noisy layer tells of which of several patterns was added to its input, the input known; nats. */
export interface PatternInformation {
  readonly noiseVariance: number;
  /** Between these lies I(m;T|x), a mean over the inputs. */
  readonly lower: number;
  readonly upper: number;
  /** How often a linear reader, one for all inputs and fitted on others, names the pattern. */
  readonly accuracy: number;
  /** What of I(m;T|x) that accuracy shows by Fano's inequality; 0 where it is no better than guessing. */
  readonly reader: number;
}

export interface PatternOptions {
  /** M, patterns that are added to every input, one at a time. */
  readonly patterns: number;
  /** Every s² > 0. */
  readonly noiseVariances: readonly number[];
  /** Drawings of the noise for each row that is read. */
  readonly draws: number;
  readonly random: RandomStream;
  readonly kernels: Kernels;
}

/**
 * What a layer with noise tells of a known perturbation of its input:
 *
 *     T = h(x + δ_m) + N(0, s² 1),    m uniform over M patterns,    I(m;T|x) <= ln M,
 *
 * for each noise: both bounds of `noiseKernelInformation` over the M rows of one input, their mean over the inputs; and what
 * a linear reader finds, fitted on half of the inputs and tried on the other half, each half once. The reader knows x, that
 * is, the mean of h over the patterns. With M equidistant points at distance d the bounds are
 *
 *     ln M - ln[1 + (M - 1) e^(-d²/8s²)]    and    ln M - ln[1 + (M - 1) e^(-d²/2s²)].
 *
 * Neither the unit of h and of the noise matters nor an origin, as far as rounding of h allows: of float32 over its range,
 * of float64 from 1e-140 to 1e140.
 *
 * The arena needs 3 x the rows and some 3 x patterns² entries.
 *
 * @param h  Shape (inputs x patterns, units): all patterns of the first input, then of the second, and so on.
 * @throws {ShapeError}   if the rows are not those of two inputs or more.
 * @throws {DomainError}  if an entry is not finite, or a number is out of range.
 *
 * @example Two patterns that move the only unit of each of two inputs to -1 and 1, noise s = 1; exactly 0.3368 nats
 * const h = { shape: [4, 1], data: Float32Array.of(-1, 1, 4, 6) };
 * patternInformation(h, { patterns: 2, noiseVariances: [1], draws: 1000, random, kernels })[0];
 * // lower 0.2191, upper 0.5662, accuracy 0.84, reader 0.255
 *
 * Source: Fano's inequality in T. M. Cover, J. A. Thomas, Elements of Information Theory (2006), section 2.10.
 */
export function patternInformation(h: Samples, options: PatternOptions): readonly PatternInformation[] {
  const { patterns, noiseVariances, draws, kernels } = options;
  const where = 'patternInformation';
  checkSamples(where, 'h', h);
  const [rows, units] = h.shape;
  const inputs = rows / patterns;
  if (!(Number.isSafeInteger(patterns) && patterns >= 2 && Number.isSafeInteger(inputs) && inputs >= 2)) {
    throw new ShapeError(
      `${where}: h has ${rows} rows for ${patterns} patterns; expected at least 2 patterns of each of at least 2 inputs.`,
    );
  }
  if (!(Number.isSafeInteger(draws) && draws >= 1)) {
    throw new DomainError(`${where}: draws is ${draws}; expected a positive integer.`);
  }
  for (const noiseVariance of noiseVariances) checkNoiseVariance(where, noiseVariance);
  const bounds = noiseVariances.map(() => ({ lower: 0, upper: 0 }));
  for (let i = 0; i < inputs; i++) {
    const mark = kernels.mark();
    const data = h.data.subarray(i * patterns * units, (i + 1) * patterns * units);
    const distances = squaredDistances({ shape: [patterns, units], data }, kernels);
    noiseVariances.forEach((noiseVariance, n) => {
      const { input } = noiseKernelInformation(distances, noiseVariance, kernels);
      bounds[n]!.lower += input.lower / inputs;
      bounds[n]!.upper += input.upper / inputs;
    });
    kernels.release(mark);
  }
  const accuracies = readPatterns(h, inputs, options);
  return noiseVariances.map((noiseVariance, n) => {
    const accuracy = accuracies[n]!;
    return { noiseVariance, ...bounds[n]!, accuracy, reader: shownByAccuracy(accuracy, patterns) };
  });
}

/** ln M - H(e) - e ln(M - 1), e = 1 - accuracy: the least information of M equally probable names that allows it. */
function shownByAccuracy(accuracy: number, patterns: number): number {
  if (accuracy <= 1 / patterns) return 0;
  const error = 1 - accuracy;
  const entropy = [error, accuracy].reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
  return Math.log(patterns) - entropy - error * Math.log(patterns - 1);
}
