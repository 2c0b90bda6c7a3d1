import type { Kernels } from '@rgflow/kernels';
import { binade, square } from '@rgflow/numerics';
import { checkSamples, type Samples } from './samples.js';

/** |h_i - h_j|² of every two samples. */
export interface SquaredDistances {
  readonly samples: number;
  /**
   * Shape (samples, samples), zero on the diagonal, nowhere negative; the half below it is written where it is read, by
   * `Kernels.mirrorUpper`. Memory of the kernels' arena.
   */
  readonly values: Float32Array;
  /** The values are in units of its square. 1 unless said, and for all entries whose squares have room in float32. */
  readonly unit?: number;
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
 * squaredDistances({ shape: [3, 1], data: Float32Array.of(0, 1, 3) }, kernels).values; // 0 1 9, . 0 4, . . 0
 */
export function squaredDistances(h: Samples, kernels: Kernels): SquaredDistances {
  checkSamples('squaredDistances', 'h', h, 2);
  const [samples, units] = h.shape;
  const values = kernels.float32(samples * samples);
  const mark = kernels.mark();
  const centred = kernels.float32(samples * units);
  const { unit, sums } = centre(h, centred, kernels);
  const norms = kernels.float64(samples);
  for (let i = 0; i < samples; i++) norms[i] = sums[2 * i + 1]!;
  kernels.upperGram(samples, units, centred, values);
  const cancelled = kernels.upperSquaredDistances(samples, norms, values, CANCELLED);
  for (let i = 0; cancelled > 0 && i < samples; i++) {
    sumDirectly(values.subarray(i * samples + i + 1, (i + 1) * samples), { centred, units, norms, i });
  }
  kernels.release(mark);
  return { samples, values, unit };
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

/**
 * Below this share of the two norms a distance is summed directly. Few pairs are that close, so it costs nothing as a rule.
 */
const CANCELLED = 1e-3;

/** What `centre` has made of samples. */
interface Centred {
  /** Of the entries: 1, or a power of two near the largest where float32 might not have room for squares. */
  readonly unit: number;
  /** Of the entries of each sample and of their squares, shape (samples, 2). */
  readonly sums: Float64Array;
}

/** h less the mean of its rows, in float64 and rounded once; `out` lies in the arena. */
export function centre(h: Samples, out: Float32Array, kernels: Kernels): Centred {
  const [samples, units] = h.shape;
  const sums = new Float64Array(2 * samples);
  if (h.data instanceof Float32Array) {
    out.set(h.data);
    kernels.centreColumns(samples, units, out);
    kernels.rowSums(samples, units, out, sums);
    let largest = 0;
    for (let i = 1; i < sums.length; i += 2) largest = Math.max(largest, sums[i]!);
    if (hasRoom(Math.sqrt(largest))) return { unit: 1, sums };
  }
  const unit = centreInUnits(h, out);
  kernels.rowSums(samples, units, out, sums);
  return { unit, sums };
}

/** The same of numbers of any size: sums in units of the largest entry, which rounds nothing. */
function centreInUnits({ shape: [samples, units], data }: Samples, out: Float32Array): number {
  const size = binade(largestOf(data));
  const mean = new Float64Array(units);
  for (let from = 0; from < data.length; from += units) {
    for (let k = 0; k < units; k++) mean[k]! += data[from + k]! / size;
  }
  for (let k = 0; k < units; k++) mean[k]! /= samples;
  const deviations = Float64Array.from({ length: data.length }, (_, i) => data[i]! / size - mean[i % units]!);
  const largest = largestOf(deviations);
  const unit = hasRoom(size * largest) ? 1 : size * Math.min(1, binade(largest));
  for (let i = 0; i < data.length; i++) out[i] = (size / unit) * deviations[i]!;
  return unit;
}

/** Whether the squares of numbers up to this one have room in float32, sums of thousands too, and all digits below it. */
function hasRoom(largest: number): boolean {
  return largest === 0 || (largest >= 2 ** -40 && largest <= 2 ** 40);
}

function largestOf(data: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  return largest;
}

function directDistance(centred: Float32Array, units: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0; k < units; k++) sum += square(centred[i * units + k]! - centred[j * units + k]!);
  return sum;
}
