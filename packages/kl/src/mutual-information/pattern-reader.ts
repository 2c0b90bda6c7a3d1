import type { Kernels } from '@rgflow/kernels';
import { binade } from '@rgflow/numerics';
import { symmetricEigen } from '@rgflow/numerics/symmetric-eigen';
import type { RandomStream } from '@rgflow/random';
import type { Samples } from './samples.js';

interface ReaderOptions {
  readonly patterns: number;
  readonly noiseVariances: readonly number[];
  readonly draws: number;
  readonly random: RandomStream;
  readonly kernels: Kernels;
}

/**
 * How often a linear discriminant names which pattern was added to an input, for each noise: fitted without noise on every
 * other input, tried with noise on the rest, then the two halves change places.
 *
 * It reads changes h(x + δ_m) less their mean over m, along the directions that the mean changes μ_m span. In them it knows
 * how changes scatter from input to input, W, and takes the pattern with the largest
 *
 *     μ_m (W + s² 1)⁻¹ t - μ_m (W + s² 1)⁻¹ μ_m / 2.
 *
 * Changes are taken in units of the largest, by a power of two, so that float32 has room for their squares in any unit of h.
 *
 * Where all inputs change alike no reader names more. Noise of s² 1 is s² 1 in these directions too, so it is drawn there.
 *
 * @returns Shares of rows that are named rightly, shape (noises).
 */
export function readPatterns(h: Samples, inputs: number, options: ReaderOptions): readonly number[] {
  const { patterns, draws, kernels } = options;
  const mark = kernels.mark();
  const { changes, unit } = changesOf(h, patterns, kernels);
  const noiseVariances = options.noiseVariances.map((noise) => inUnits(noise, unit));
  const right = noiseVariances.map(() => 0);
  for (let fold = 0; fold < 2; fold++) {
    const fits = Array.from({ length: inputs }, (_, i) => i % 2 === fold);
    const read = alongMeans(changes, h.shape[1], patterns, fits, kernels);
    const random = options.random.split('fold', { fold });
    countRight(read, patterns, fits, { noiseVariances, draws, random }).forEach((count, n) => {
      right[n]! += count;
    });
  }
  kernels.release(mark);
  return right.map((count) => count / (inputs * patterns * draws));
}

/** h less its mean over the patterns of an input, in the arena, in a unit near the largest. */
function changesOf(
  { shape: [rows, units], data }: Samples,
  patterns: number,
  kernels: Kernels,
): { readonly changes: Float32Array; readonly unit: number } {
  const mean = new Float64Array(units);
  const eachChange = (take: (change: number, place: number) => void) => {
    for (let first = 0; first < rows; first += patterns) {
      mean.fill(0);
      for (let r = first; r < first + patterns; r++) {
        for (let k = 0; k < units; k++) mean[k]! += data[r * units + k]! / patterns;
      }
      for (let r = first; r < first + patterns; r++) {
        for (let k = 0; k < units; k++) take(data[r * units + k]! - mean[k]!, r * units + k);
      }
    }
  };
  let largest = 0;
  eachChange((change) => {
    largest = Math.max(largest, Math.abs(change));
  });
  const unit = binade(largest);
  const changes = kernels.float32(rows * units);
  eachChange((change, place) => {
    changes[place] = change / unit;
  });
  return { changes, unit };
}

/** A variance in units of unit²; where that is no double, so near 0 or so large that its size does not matter. */
function inUnits(noiseVariance: number, unit: number): number {
  return Math.min(1 / LEAST_NOISE, Math.max(LEAST_NOISE, noiseVariance / unit / unit));
}

const LEAST_NOISE = 1e-300;

/** Changes along axes that the means of the fitted span, in which their scatter is diagonal. */
interface ReadChanges {
  readonly axes: number;
  /** Shape (rows, axes). */
  readonly changes: Float64Array;
  /** Mean of each pattern over the fitted, shape (patterns, axes). */
  readonly means: Float64Array;
  /** Of the fitted about their means, shape (axes). */
  readonly scatter: Float64Array;
}

function alongMeans(
  changes: Float32Array,
  units: number,
  patterns: number,
  fits: readonly boolean[],
  kernels: Kernels,
): ReadChanges {
  const mark = kernels.mark();
  const rows = changes.length / units;
  const fitted = fits.filter(Boolean).length;
  const sums = new Float64Array(patterns * units);
  for (let r = 0; r < rows; r++) {
    if (!fits[Math.floor(r / patterns)]) continue;
    const to = (r % patterns) * units;
    for (let k = 0; k < units; k++) sums[to + k]! += changes[r * units + k]! / fitted;
  }
  const means = kernels.float32(sums.length);
  means.set(sums);
  const gram = kernels.float32(patterns * patterns);
  kernels.gemm('n', 't', patterns, patterns, units, 1, means, means, 0, gram);
  const { values, vectors } = symmetricEigen(gram);
  const axes = values.filter((value) => value > LEAST * values[0]! && value > 0).length;
  const along = kernels.float32(rows * patterns);
  kernels.gemm('n', 't', rows, patterns, units, 1, changes, means, 0, along);
  // By the eigenvectors of their Gram matrix the means become orthogonal axes of length 1.
  const project = (from: Float32Array, r: number, axis: number): number => {
    let sum = 0;
    for (let m = 0; m < patterns; m++) sum += from[r * patterns + m]! * vectors[m * patterns + axis]!;
    return sum / Math.sqrt(values[axis]!);
  };
  const projected = (from: Float32Array, count: number) =>
    Float64Array.from({ length: count * axes }, (_, n) => project(from, Math.floor(n / axes), n % axes));
  const found = diagonal(projected(along, rows), projected(gram, patterns), axes, patterns, fits);
  kernels.release(mark);
  return found;
}

/** Eigenvalues of the Gram matrix below this share of the largest are rounding of float32, as that of the sum of all is. */
const LEAST = 1e-5;

/** The same along the axes of the scatter of the fitted. */
function diagonal(
  changes: Float64Array,
  means: Float64Array,
  axes: number,
  patterns: number,
  fits: readonly boolean[],
): ReadChanges {
  if (axes === 0) return { axes, changes, means, scatter: new Float64Array(0) };
  const covariance = new Float64Array(axes * axes);
  const rows = changes.length / axes;
  const fitted = fits.filter(Boolean).length * patterns;
  const deviation = new Float64Array(axes);
  for (let r = 0; r < rows; r++) {
    if (!fits[Math.floor(r / patterns)]) continue;
    for (let a = 0; a < axes; a++) deviation[a] = changes[r * axes + a]! - means[(r % patterns) * axes + a]!;
    for (let a = 0; a < axes; a++) {
      for (let b = 0; b < axes; b++) covariance[a * axes + b]! += (deviation[a]! * deviation[b]!) / fitted;
    }
  }
  const { values, vectors } = symmetricEigen(covariance);
  const turned = (from: Float64Array) =>
    Float64Array.from(from, (_, n) => {
      const [row, axis] = [n - (n % axes), n % axes];
      let sum = 0;
      for (let a = 0; a < axes; a++) sum += from[row + a]! * vectors[a * axes + axis]!;
      return sum;
    });
  return { axes, changes: turned(changes), means: turned(means), scatter: values.map((value) => Math.max(0, value)) };
}

/** How many rows that were not fitted are named rightly, over all drawings; the same normal numbers for all noises. */
function countRight(
  { axes, changes, means, scatter }: ReadChanges,
  patterns: number,
  fits: readonly boolean[],
  { noiseVariances, draws, random }: Pick<ReaderOptions, 'noiseVariances' | 'draws' | 'random'>,
): readonly number[] {
  const rows = fits.length * patterns;
  const normals = random.normals(new Float32Array(rows * axes * draws));
  return noiseVariances.map((noiseVariance) => {
    const weights = Float64Array.from(means, (mean, n) => mean / (scatter[n % axes]! + noiseVariance));
    const offsets = Float64Array.from({ length: patterns }, (_, m) => {
      let sum = 0;
      for (let a = 0; a < axes; a++) sum -= (weights[m * axes + a]! * means[m * axes + a]!) / 2;
      return sum;
    });
    const deviation = Math.sqrt(noiseVariance);
    const noisy = new Float64Array(axes);
    let right = 0;
    for (let r = 0; r < rows; r++) {
      if (fits[Math.floor(r / patterns)]) continue;
      for (let draw = 0; draw < draws; draw++) {
        for (let a = 0; a < axes; a++) {
          noisy[a] = changes[r * axes + a]! + deviation * normals[(r * draws + draw) * axes + a]!;
        }
        if (largestScore(noisy, weights, offsets, axes) === r % patterns) right++;
      }
    }
    return right;
  });
}

function largestScore(t: Float64Array, weights: Float64Array, offsets: Float64Array, axes: number): number {
  let [best, found] = [Number.NEGATIVE_INFINITY, 0];
  for (let m = 0; m < offsets.length; m++) {
    let score = offsets[m]!;
    for (let a = 0; a < axes; a++) score += weights[m * axes + a]! * t[a]!;
    if (score > best) [best, found] = [score, m];
  }
  return found;
}
