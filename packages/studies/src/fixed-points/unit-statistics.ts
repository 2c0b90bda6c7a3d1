import type { Features } from '@rgflow/expfam';
import { ShapeError, square } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';

/** Correlations of all pairs of units, row-major, shape (units, units); 0 where a unit does not vary. */
export function correlations({ shape: [samples, units], data }: Features): Float64Array {
  const columns = Array.from({ length: units }, (_, unit) => normalised(data, samples, units, unit));
  const all = new Float64Array(units * units);
  for (let i = 0; i < units; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(columns[i]!, columns[j]!);
      all[i * units + j] = product;
      all[j * units + i] = product;
    }
  }
  return all;
}

/** A unit about its mean, of length 1. */
function normalised(data: ArrayLike<number>, samples: number, units: number, unit: number): Float64Array {
  const column = new Float64Array(samples);
  let mean = 0;
  for (let row = 0; row < samples; row++) {
    column[row] = data[row * units + unit]!;
    mean += column[row]! / samples;
  }
  for (let row = 0; row < samples; row++) column[row]! -= mean;
  const norm = Math.sqrt(dot(column, column));
  if (norm === 0) return column;
  for (let row = 0; row < samples; row++) column[row]! /= norm;
  return column;
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/**
 * Mean over pairs of units of the square of their correlation, less 1/(samples - 1), which independent units have: a
 * dependence that knows of no order. 0 as a mean at K = 0.
 */
export function correlationSquared(correlations: ArrayLike<number>, units: number, samples: number): number {
  let sum = 0;
  for (let i = 0; i < units; i++) for (let j = 0; j < i; j++) sum += square(correlations[i * units + j]!);
  return (2 * sum) / (units * (units - 1)) - 1 / (samples - 1);
}

/** The units in this order, each times its sign. */
export function ordered({ shape, data }: Features, order: readonly number[], signs?: readonly number[]): Features {
  const [samples, units] = shape;
  const out = new Float64Array(samples * units);
  for (let row = 0; row < samples; row++) {
    for (let place = 0; place < units; place++) {
      out[row * units + place] = (signs?.[place] ?? 1) * data[row * units + order[place]!]!;
    }
  }
  return { shape, data: out };
}

/**
 * Each unit of samples of its own: unit j of sample i is that of sample i + d(j), all d different, so that units know
 * nothing of each other if samples do not.
 *
 * @throws {ShapeError}  if there are fewer samples than units.
 */
export function independent({ shape, data }: Features, random: RandomStream): Features {
  const [samples, units] = shape;
  if (samples < units) {
    throw new ShapeError(
      `independent: ${samples} samples of ${units} units; expected as many samples, for no two to be shared.`,
    );
  }
  const shifts = random.permutation(samples);
  const out = new Float64Array(samples * units);
  for (let unit = 0; unit < units; unit++) {
    for (let row = 0; row < samples; row++) {
      out[row * units + unit] = data[((row + shifts[unit]!) % samples) * units + unit]!;
    }
  }
  return { shape, data: out };
}
