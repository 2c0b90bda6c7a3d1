import type { Kernels } from '@rgflow/kernels';
import { binade } from '@rgflow/numerics';
import { symmetricEigen } from '@rgflow/numerics/symmetric-eigen';

/** A layer seen from the principal axes of its first samples. */
export interface PrincipalAxes {
  readonly samples: number;
  readonly units: number;
  /** Mean square of the first samples along each axis, descending, none negative, in units of `unit`²; shape (units). */
  readonly variances: Float64Array;
  /** Their mean, the unit of penalties; 1 for a layer that does not vary at all. */
  readonly meanVariance: number;
  /**
   * Coordinates of all samples, from the mean of the first ones, in units of `unit`; shape (samples, units). Memory of the
   * kernels.
   */
  readonly scores: Float32Array;
  /** 1, and a power of two near the largest entry of the centred layer where float32 might not have room for squares. */
  readonly unit: number;
}

/** Rows whose products are summed in float32 before they are added up in float64. */
const BLOCK = 256;

/**
 * Principal axes of the first `fit` samples of a layer, and all its samples along them:
 *
 *     C = (1/n) Σ (h_i - m)(h_i - m)ᵀ = V diag(s) Vᵀ,    scores z_i = Vᵀ (h_i - m).
 *
 * Along these axes ridge regression of any penalty is a division, and a softmax regression has its best-known step. The
 * products are made by gemm in float32, 256 rows at a time, and added up in float64: what is below some 1e-7 of the largest
 * variance is rounding.
 *
 * The arena needs 2 samples x units + 2 units² entries; the scores are the first samples x units of them and stay until the
 * caller releases its own mark.
 *
 * @param layer  Shape (samples, units), finite.
 */
export function principalAxes(layer: Float32Array, units: number, fit: number, kernels: Kernels): PrincipalAxes {
  const samples = layer.length / units;
  const scores = kernels.float32(layer.length);
  const mark = kernels.mark();
  const centred = kernels.float32(layer.length);
  const means = columnMeans(layer, units, fit);
  let largest = 0;
  for (let k = 0; k < layer.length; k++) largest = Math.max(largest, Math.abs(layer[k]! - means[k % units]!));
  const fits = largest === 0 || (largest >= 1 / ROOMY && largest <= ROOMY);
  const unit = fits ? 1 : binade(largest);
  for (let k = 0; k < layer.length; k++) centred[k] = (layer[k]! - means[k % units]!) / unit;

  const product = kernels.float32(units * units);
  const covariance = new Float64Array(units * units);
  for (let first = 0; first < fit; first += BLOCK) {
    const rows = Math.min(BLOCK, fit - first);
    const block = centred.subarray(first * units, (first + rows) * units);
    kernels.gemm('t', 'n', units, units, rows, 1, block, block, 0, product);
    for (let k = 0; k < covariance.length; k++) covariance[k]! += product[k]! / fit;
  }
  const { values, vectors } = symmetricEigen(covariance);
  const axes = kernels.float32(units * units);
  axes.set(vectors);
  kernels.gemm('n', 'n', samples, units, units, 1, centred, axes, 0, scores);
  kernels.release(mark);
  const variances = values.map((value) => Math.max(0, value));
  const meanVariance = variances.reduce((sum, s) => sum + s, 0) / units || 1;
  return { samples, units, variances, meanVariance, scores, unit };
}

/** Sums of thousands of its squares have room in float32, and squares down to 1/ROOMY² all digits. */
const ROOMY = 2 ** 40;

function columnMeans(layer: Float32Array, units: number, rows: number): Float64Array {
  const means = new Float64Array(units);
  for (let i = 0; i < rows; i++) for (let j = 0; j < units; j++) means[j]! += layer[i * units + j]!;
  return means.map((sum) => sum / rows);
}
