import { centred, DomainError, type Estimate, square } from '@rgflow/numerics';
import { checkFeatures, type Features } from './features.js';

/** How far the units of a layer are from normal, each by itself, mean over the units. */
export interface FeatureCumulants {
  /** κ₃/κ₂^(3/2). */
  readonly skewness: Estimate;
  /** κ₄/κ₂². */
  readonly excessKurtosis: Estimate;
  /** The same of |skewness|, which does not cancel between units; of normal units it is not 0 but some √(12/πM). */
  readonly absoluteSkewness: Estimate;
  /** Units that do not vary, which are left out. */
  readonly constantUnits: number;
}

/**
 * Skewness and excess kurtosis of the units of a layer over its samples, mean over units. The errors are by a jackknife that
 * leaves out a twentieth of the rows at a time, so that units may depend on each other in any way, but not rows.
 *
 * Sums of many independent numbers are nearly normal whatever was learned: by the central limit theorem a random layer has
 * small cumulants too, and is the control.
 *
 * @param features  Shape (samples, units), at least 40 samples.
 * @throws {ShapeError}   if the shape does not fit the data.
 * @throws {DomainError}  if an entry is not finite, there are fewer samples, or no unit varies.
 *
 * @example Layer of waiting times: skewness 2, excess kurtosis 6
 * featureCumulants(features); // { skewness: 2.0 ± 0.1, ... }
 */
export function featureCumulants(features: Features): FeatureCumulants {
  const where = 'featureCumulants';
  checkFeatures(where, features, 1);
  const [samples, units] = features.shape;
  if (samples < 2 * BLOCKS)
    throw new DomainError(`${where}: there are ${samples} samples; expected at least ${2 * BLOCKS}.`);
  const moments = Array.from({ length: units }, (_, unit) => momentsByBlock(features, unit)).filter(
    (each): each is Float64Array => each !== null,
  );
  if (moments.length === 0) throw new DomainError(`${where}: no unit varies, so no cumulant has a scale.`);
  const all = meanShape(moments, -1);
  const without = Array.from({ length: BLOCKS }, (_, block) => meanShape(moments, block));
  const estimated = (name: keyof Shape): Estimate => {
    const mean = without.reduce((sum, each) => sum + each[name], 0) / BLOCKS;
    const squares = without.reduce((sum, each) => sum + square(each[name] - mean), 0);
    return { value: all[name], standardError: Math.sqrt(((BLOCKS - 1) / BLOCKS) * squares), samples };
  };
  return {
    skewness: estimated('skewness'),
    excessKurtosis: estimated('excessKurtosis'),
    absoluteSkewness: estimated('absoluteSkewness'),
    constantUnits: units - moments.length,
  };
}

const BLOCKS = 20;
/** 1, y, y², y³, y⁴. */
const MOMENTS = 5;

interface Shape {
  readonly skewness: number;
  readonly excessKurtosis: number;
  readonly absoluteSkewness: number;
}

/** Sums of powers of y, which is the unit about its mean in units of its scatter, by block of rows; null for a constant. */
function momentsByBlock({ shape: [samples, units], data }: Features, unit: number): Float64Array | null {
  const { deviations, sumOfSquares } = centred(
    Float64Array.from({ length: samples }, (_, row) => data[row * units + unit]!),
  );
  if (!(sumOfSquares > 0)) return null;
  const scatter = Math.sqrt(sumOfSquares / samples);
  const sums = new Float64Array(BLOCKS * MOMENTS);
  for (let row = 0; row < samples; row++) {
    const at = Math.floor((row * BLOCKS) / samples) * MOMENTS;
    const y = deviations[row]! / scatter;
    let power = 1;
    for (let n = 0; n < MOMENTS; n++, power *= y) sums[at + n]! += power;
  }
  return sums;
}

/** Mean over units of the shape of all rows but those of one block (-1: of none). */
function meanShape(moments: readonly Float64Array[], without: number): Shape {
  let [skewness, excessKurtosis, absoluteSkewness] = [0, 0, 0];
  for (const sums of moments) {
    const [m0, m1, m2, m3, m4] = Array.from({ length: MOMENTS }, (_, n) => {
      let sum = 0;
      for (let block = 0; block < BLOCKS; block++) if (block !== without) sum += sums[block * MOMENTS + n]!;
      return sum;
    }) as [number, number, number, number, number];
    const [mean, second, third, fourth] = [m1 / m0, m2 / m0, m3 / m0, m4 / m0];
    const variance = second - square(mean);
    const k3 = third - 3 * mean * second + 2 * mean * square(mean);
    const k4 = fourth - 4 * mean * third - 3 * square(second) + 12 * square(mean) * second - 6 * square(square(mean));
    skewness += k3 / (variance * Math.sqrt(variance)) / moments.length;
    absoluteSkewness += Math.abs(k3) / (variance * Math.sqrt(variance)) / moments.length;
    excessKurtosis += k4 / square(variance) / moments.length;
  }
  return { skewness, excessKurtosis, absoluteSkewness };
}
