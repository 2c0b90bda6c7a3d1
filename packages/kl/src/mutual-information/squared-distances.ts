import type { Kernels } from '@rgflow/kernels';
import { square } from '@rgflow/numerics';
import { checkSamples, type Samples } from './samples.js';

/** |h_i - h_j|² of every two samples. */
export interface SquaredDistances {
  readonly samples: number;
  /** Shape (samples, samples), symmetric, zero on the diagonal, nowhere negative; memory of the kernels' arena. */
  readonly values: Float32Array;
}

/**
 * Squared Euclidean distances between all samples, by gemm in float32:
 *
 *     |h_i - h_j|² = |g_i|² + |g_j|² - 2 g_i·g_j,    g = h - (mean of the samples).
 *
 * Taking the mean off first keeps the digits where the samples are near each other and far from the origin, as deep in an
 * ordered network. The squares are summed in float64. Where the three terms cancel all the same, to less than a thousandth,
 * the differences are squared and summed themselves, so that the relative error of every distance is below 1e-3 at worst and
 * some 1e-5 as a rule: gemm errs by (units + 3) 2⁻²⁴ |g_i||g_j| at most, in practice by a hundredth of that.
 *
 * The arena keeps samples x samples entries, for the caller to release, and needs samples x (units + 260) more meanwhile.
 *
 * @param h  Shape (samples, units), two samples or more.
 * @throws {ShapeError}   if the shape is not that of the data.
 * @throws {DomainError}  if an entry is not finite.
 *
 * @example Three points on a line
 * squaredDistances({ shape: [3, 1], data: Float32Array.of(0, 1, 3) }, kernels).values; // 0 1 9, 1 0 4, 9 4 0
 */
export function squaredDistances(h: Samples, kernels: Kernels): SquaredDistances {
  checkSamples('squaredDistances', 'h', h, 2);
  const [samples, units] = h.shape;
  const values = kernels.float32(samples * samples);
  const mark = kernels.mark();
  const centred = kernels.float32(samples * units);
  const products = kernels.float32(Math.min(ROWS, samples) * samples);
  centre(h, centred);
  const norms = squaredNorms(centred, samples, units, kernels);

  for (let first = 0; first < samples; first += ROWS) {
    const end = Math.min(first + ROWS, samples);
    const rest = samples - first;
    // From the diagonal on to the right: half of the products, the others being the same.
    const right = centred.subarray(first * units);
    kernels.gemm('n', 't', end - first, rest, units, 1, right, right, 0, products);
    for (let i = first; i < end; i++) {
      const row = products.subarray((i - first) * rest + i + 1 - first, (i - first + 1) * rest);
      const cancelled = kernels.squaredDistances(norms[i]!, norms.subarray(i + 1), row, CANCELLED);
      if (cancelled > 0) sumDirectly(row, { centred, units, norms, i });
      values.set(row, i * samples + i + 1);
    }
    mirror(values, samples, first, end);
  }
  kernels.release(mark);
  return { samples, values };
}

/** |g_i|² of every row, summed in float64. */
function squaredNorms(centred: Float32Array, samples: number, units: number, kernels: Kernels): Float64Array {
  const sums = new Float64Array(2 * samples);
  kernels.rowSums(samples, units, centred, sums);
  const norms = kernels.float64(samples);
  for (let i = 0; i < samples; i++) norms[i] = sums[2 * i + 1]!;
  return norms;
}

/**
 * Copies rows of the upper half to the columns of the lower one, tile by tile, so that the lines it writes across stay in
 * the cache.
 */
function mirror(values: Float32Array, samples: number, first: number, end: number): void {
  for (let top = first; top < end; top += TILE) {
    const bottom = Math.min(top + TILE, end);
    for (let left = top; left < samples; left += TILE) {
      const edge = Math.min(left + TILE, samples);
      for (let j = left; j < edge; j++) {
        const limit = Math.min(bottom, j);
        for (let i = top; i < limit; i++) values[j * samples + i] = values[i * samples + j]!;
      }
    }
  }
}

interface Row {
  readonly centred: Float32Array;
  readonly units: number;
  readonly norms: Float64Array;
  readonly i: number;
}

/** Where the distances of sample i to the samples after it have cancelled, their differences are squared and summed. */
function sumDirectly(row: Float32Array, { centred, units, norms, i }: Row): void {
  for (let n = 0; n < row.length; n++) {
    const j = i + 1 + n;
    if (row[n]! < CANCELLED * (norms[i]! + norms[j]!)) row[n] = directDistance(centred, units, i, j);
  }
}

/** Rows of the matrix that are multiplied at once. */
export const ROWS = 256;

/** Rows and columns of a tile: 16 float32 are a line of the cache. */
const TILE = 16;

/**
 * Below this share of the two norms a distance is summed directly. Few pairs are that close, so it costs nothing as a rule.
 */
const CANCELLED = 1e-3;

/** h less the mean of its rows, in float64 and rounded once. */
export function centre({ shape: [samples, units], data }: Samples, out: Float32Array): void {
  const mean = new Float64Array(units);
  for (let from = 0; from < data.length; from += units) {
    for (let k = 0; k < units; k++) mean[k]! += data[from + k]!;
  }
  for (let k = 0; k < units; k++) mean[k]! /= samples;
  for (let from = 0; from < data.length; from += units) {
    for (let k = 0; k < units; k++) out[from + k] = data[from + k]! - mean[k]!;
  }
}

function directDistance(centred: Float32Array, units: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < units; k++) sum += square(centred[i * units + k]! - centred[j * units + k]!);
  return sum;
}
