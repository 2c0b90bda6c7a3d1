import { DomainError } from '@rgflow/numerics';
import { nearestNeighbourEntropy } from './nearest-neighbour-entropy.js';
import { logVarianceBias, normalEntropy } from './normal-entropy.js';
import type { PushedSamples } from './pushed-layers.js';

/** The units of a layer one by one, as their samples have them; means over the units, in nats. */
export interface Marginals {
  /**
   * Kullback–Leibler divergence of a unit's distribution from N(μ, v), μ and v of all units and samples together, in three
   * parts: of the units' means, (mᵢ - μ)² / 2v,
   */
  readonly means: number;
  /** of their variances, (1/2) [vᵢ/v - 1 - ln(vᵢ/v)], */
  readonly variances: number;
  /**
   * and of their form, the negentropy: `normalEntropy` less `nearestNeighbourEntropy`, over `CONTROL_UNITS` of the units at
   * most. Never negative but for sampling and bias.
   */
  readonly nonGaussianity: number;
  /** Standard error of `nonGaussianity`, from the scatter over these units, which share their samples. */
  readonly nonGaussianitySe: number;
  /** Entropy of the normal variable of a unit's variance: never less than that of the unit, but for the sampling. */
  readonly normalEntropy: number;
  /** What the entropy of the units is: `normalEntropy`, that less `nonGaussianity`, or not known. See `chosenEntropy`. */
  readonly estimator: EntropyEstimator;
  /** μ and v, v without the bias of the sampling. */
  readonly mean: number;
  readonly variance: number;
  /** Σᵢ (sᵢ - mᵢ)² / 2vᵢ of each sample, shape (samples): how a sample moves the entropies, taken as normal. */
  readonly influence: Float64Array;
}

export type EntropyEstimator = 'normal' | 'nearest-neighbour' | 'none';

/** Units that the control by nearest neighbours takes, evenly spread: it takes most of the time. */
export const CONTROL_UNITS = 200;

/**
 * Means, variances and entropies of the units of a layer.
 *
 * Logarithms of variances and the scatter of the means are without the bias of the sampling, of normal units exactly.
 *
 * @param data  Shape (samples, units).
 * @throws {DomainError}  if a unit is the same in all samples.
 */
export function marginals({ units, data }: Pick<PushedSamples, 'units' | 'data'>): Marginals {
  const samples = data.length / units;
  const still = stillUnit({ units, data });
  if (still !== null) {
    throw new DomainError(
      `marginals: unit ${still} is the same in all samples, ${data[still]}, and has no entropy; leave it out.`,
    );
  }
  const column = new Float32Array(samples);
  const influence = new Float64Array(samples);
  const unitMeans = new Float64Array(units);
  const unitVariances = new Float64Array(units);
  const every = Math.ceil(units / CONTROL_UNITS);
  const negentropies = new Float64Array(Math.ceil(units / every));
  const bias = logVarianceBias(samples);
  let [entropies, logVariances] = [0, 0];
  for (let i = 0; i < units; i++) {
    let sum = 0;
    for (let s = 0; s < samples; s++) {
      const x = data[s * units + i]!;
      column[s] = x;
      sum += x;
    }
    const mean = sum / samples;
    let squares = 0;
    for (let s = 0; s < samples; s++) squares += (column[s]! - mean) * (column[s]! - mean);
    const variance = squares / samples;
    const factor = 1 / (2 * variance);
    for (let s = 0; s < samples; s++) influence[s]! += (column[s]! - mean) * (column[s]! - mean) * factor;
    const ofForm = normalEntropy(variance, samples);
    if (i % every === 0) negentropies[i / every] = ofForm - nearestNeighbourEntropy(spread(column));
    entropies += ofForm;
    logVariances += Math.log(variance) - bias;
    unitMeans[i] = mean;
    unitVariances[i] = (variance * samples) / (samples - 1);
  }
  const mean = meanOf(unitMeans);
  const within = meanOf(unitVariances);
  // Less what the sampling adds to the scatter of the means.
  const between = meanOf(unitMeans.map((m) => (m - mean) * (m - mean))) - within / samples;
  const variance = within + between;
  const nonGaussianity = meanOf(negentropies);
  const nonGaussianitySe = Math.sqrt(
    meanOf(negentropies.map((j) => (j - nonGaussianity) * (j - nonGaussianity))) / (negentropies.length - 1),
  );
  return {
    means: between / (2 * variance),
    variances: (within / variance - 1 - logVariances / units + Math.log(variance)) / 2,
    nonGaussianity,
    nonGaussianitySe,
    normalEntropy: entropies / units,
    estimator: chosenEntropy(nonGaussianity, samples),
    mean,
    variance,
    influence,
  };
}

/** The first unit that is the same in all samples, null if all units vary. */
export function stillUnit({ units, data }: Pick<PushedSamples, 'units' | 'data'>): number | null {
  for (let i = 0; i < units; i++) {
    let at = i + units;
    while (at < data.length && data[at] === data[i]) at += units;
    if (at >= data.length) return i;
  }
  return null;
}

/** The largest bias of an entropy, in nats a unit, that passes for none. */
export const LARGEST_BIAS = 0.002;

/** From so many samples on that of nearest neighbours is below it, on every closed form that was tried. */
export const LEAST_NEIGHBOUR_SAMPLES = 2000;

/**
 * By what the entropy of the units of a layer is estimated.
 *
 * By the normal form where its bias, which is the non-Gaussianity, is measured to be at most `LARGEST_BIAS` a unit: it
 * scatters less. Else by nearest neighbours, which ask for no form. With fewer than `LEAST_NEIGHBOUR_SAMPLES` samples the
 * bias of nearest neighbours may be above `LARGEST_BIAS` (the README has the table), and so what they measure of the
 * normal form: by neither then, and the normal form is an upper bound and that is all.
 */
export function chosenEntropy(nonGaussianity: number, samples: number): EntropyEstimator {
  if (samples < LEAST_NEIGHBOUR_SAMPLES) return 'none';
  return nonGaussianity <= LARGEST_BIAS ? 'normal' : 'nearest-neighbour';
}

/**
 * The samples spread evenly over the rounding of float32: of many samples some are equal, which would pass for a density
 * that is infinite there. What it adds to a variance is nothing where float32 resolves them.
 */
function spread(column: Float32Array): Float64Array {
  let largest = 0;
  for (const x of column) largest = Math.max(largest, Math.abs(x));
  const rounding = largest * ROUNDING;
  const values = new Float64Array(column.length);
  // Multiples of the golden section modulo 1 are evenly spread, in any stretch of them.
  let place = 0;
  for (let s = 0; s < values.length; s++) {
    values[s] = column[s]! + rounding * (place - 1 / 2);
    place += GOLDEN;
    if (place >= 1) place -= 1;
  }
  return values;
}

const ROUNDING = 2 ** -23;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

function meanOf(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value;
  return sum / x.length;
}
