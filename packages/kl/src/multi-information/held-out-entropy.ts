import type { Kernels } from '@rgflow/kernels';
import { binade, type Estimate, estimate, ShapeError } from '@rgflow/numerics';
import { whitening } from '@rgflow/numerics/whitening';

/**
 * An upper bound on the joint differential entropy of some variables, from samples, in nats: the cross-entropy against a
 * normal distribution that has mean and covariance of *other* samples,
 *
 *     h(s) <= E[-ln q(s)] = (n/2) ln(2π) + (1/2) ln det C + (1/2) E (s - m)ᵀ C⁻¹ (s - m).
 *
 * Each half of the samples is judged by the other, so that it holds whatever their distribution, up to the sampling error:
 * for normal variables it is too large by n²/4m of n variables and m samples in a half. A covariance of the samples that are
 * judged would make it too small by as much.
 *
 * With the unit c of a variable it moves by ln c, and with its origin not, over all of float32 (1e-36 to 1e36) and as far as
 * float32 keeps the digits of what varies; units may differ from variable to variable.
 *
 * @param data     Shape (samples, units), in the arena; read only.
 * @returns Its terms over all samples, shape (samples), and their mean.
 * @throws {ShapeError}   if half of the samples are not more than the units.
 * @throws {DomainError}  if a covariance has no inverse.
 */
export function heldOutEntropy(
  data: Float32Array,
  units: number,
  kernels: Kernels,
): { readonly bound: Estimate; readonly terms: Float64Array } {
  const samples = data.length / units;
  const half = Math.floor(samples / 2);
  if (!(half > units)) {
    throw new ShapeError(
      `heldOutEntropy: there are ${samples} samples of ${units} units; give more than twice as many as units.`,
    );
  }
  const terms = new Float64Array(samples);
  const [first, second] = [data.subarray(0, half * units), data.subarray(half * units)];
  terms.set(crossEntropies(first, second, units, kernels), half);
  terms.set(crossEntropies(second, first, units, kernels), 0);
  return { bound: estimate(terms), terms };
}

/** -ln q of each of the judged samples, q the normal distribution of the known ones. */
function crossEntropies(known: Float32Array, judged: Float32Array, units: number, kernels: Kernels): Float64Array {
  const mark = kernels.mark();
  const [rows, judgedRows] = [known.length / units, judged.length / units];
  const minusMean = kernels.float32(units);
  kernels.columnSums(rows, units, -1 / rows, known, 0, minusMean);
  const centred = kernels.float32(Math.max(known.length, judged.length));
  const ofKnown = centred.subarray(0, known.length);
  ofKnown.set(known);
  kernels.addBias(rows, units, ofKnown, minusMean);
  const unitOf = columnUnits(ofKnown, units);
  inUnits(ofKnown, unitOf);
  const matrix = kernels.float32(units * units);
  kernels.gemm('t', 'n', units, units, rows, 1 / (rows - 1), ofKnown, ofKnown, 0, matrix);
  const { logDeterminant, inverseFactor } = whitening(matrix);
  matrix.set(inverseFactor);
  const ofJudged = centred.subarray(0, judged.length);
  ofJudged.set(judged);
  kernels.addBias(judgedRows, units, ofJudged, minusMean);
  inUnits(ofJudged, unitOf);
  const white = kernels.float32(judged.length);
  kernels.gemm('n', 't', judgedRows, units, units, 1, ofJudged, matrix, 0, white);
  const sums = new Float64Array(2 * judgedRows);
  kernels.rowSums(judgedRows, units, white, sums);
  kernels.release(mark);
  const logUnits = unitOf.reduce((sum, unit) => sum + Math.log(unit), 0);
  const constant = (units * Math.log(2 * Math.PI) + logDeterminant) / 2 + logUnits;
  return Float64Array.from({ length: judgedRows }, (_, s) => constant + sums[2 * s + 1]! / 2);
}

/** A power of two for each column, near its largest entry where float32 might not have room for squares, 1 elsewhere. */
function columnUnits(centred: Float32Array, units: number): Float64Array {
  const largest = new Float64Array(units);
  for (let k = 0; k < centred.length; k++) largest[k % units] = Math.max(largest[k % units]!, Math.abs(centred[k]!));
  return largest.map((size) => (size >= 1 / ROOMY && size <= ROOMY ? 1 : binade(size)));
}

/** Sums of thousands of its squares have room in float32, and squares down to 1/ROOMY² all digits. */
const ROOMY = 2 ** 40;

function inUnits(columns: Float32Array, unitOf: Float64Array): void {
  if (unitOf.every((unit) => unit === 1)) return;
  for (let k = 0; k < columns.length; k++) columns[k]! /= unitOf[k % unitOf.length]!;
}
