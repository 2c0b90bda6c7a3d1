import type { Kernels } from '@rgflow/kernels';
import { checkSamples, type Samples } from './samples.js';

/** |h_i - h_j|² of every two samples. */
export interface SquaredDistances {
  readonly samples: number;
  /** Shape (samples, samples), symmetric, zero on the diagonal, nowhere negative. */
  readonly values: Float32Array;
}

/**
 * Squared Euclidean distances between all samples, by gemm in float32:
 *
 *     |h_i - h_j|² = |g_i|² + |g_j|² - 2 g_i·g_j,    g = h - (mean of the samples).
 *
 * Taking the mean off first keeps the digits where the samples are near each other and far from the origin, as deep in an ordered
 * network. The squares are summed in float64. Where the three terms cancel all the same, to less than a thousandth, the
 * differences are squared and summed themselves, so that the relative error of every distance is below 1e-3 at worst and some
 * 1e-5 as a rule: gemm errs by (units + 3) 2⁻²⁴ |g_i||g_j| at most, in practice by a hundredth of that.
 *
 * The arena needs samples x (units + 256) entries.
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
  const rows = Math.min(ROWS, samples);
  const mark = kernels.mark();
  const centred = kernels.float32(samples * units);
  const products = kernels.float32(rows * samples);
  centre(h, centred);
  const sums = new Float64Array(2 * samples);
  kernels.rowSums(samples, units, centred, sums);

  const values = new Float32Array(samples * samples);
  for (let first = 0; first < samples; first += ROWS) {
    const end = Math.min(first + ROWS, samples);
    const rest = samples - first;
    // From the diagonal on to the right: half of the products, the others being the same.
    const right = centred.subarray(first * units);
    kernels.gemm('n', 't', end - first, rest, units, 1, right, right, 0, products);
    // Tile by tile, so that what is written across the rows of the lower half stays in the cache.
    for (let top = first; top < end; top += TILE) {
      const bottom = Math.min(top + TILE, end);
      for (let left = top; left < samples; left += TILE) {
        const edge = Math.min(left + TILE, samples);
        for (let i = top; i < bottom; i++) {
          const normOfI = sums[2 * i + 1]!;
          const row = (i - first) * rest - first;
          for (let j = Math.max(left, i + 1); j < edge; j++) {
            const norms = normOfI + sums[2 * j + 1]!;
            let distance = norms - 2 * products[row + j]!;
            if (distance < CANCELLED * norms) distance = directDistance(centred, units, i, j);
            values[i * samples + j] = distance;
            values[j * samples + i] = distance;
          }
        }
      }
    }
  }
  kernels.release(mark);
  return { samples, values };
}

/** Rows of the matrix that are multiplied at once. */
export const ROWS = 256;

/** Rows and columns of a tile: 16 float32 are a line of the cache. */
const TILE = 16;

/** Below this share of the two norms a distance is summed directly. Few pairs are that close, so it costs nothing as a rule. */
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
  for (let k = 0; k < units; k++) sum += (centred[i * units + k]! - centred[j * units + k]!) ** 2;
  return sum;
}
