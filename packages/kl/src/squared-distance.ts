import { square } from '@rgflow/numerics';
import type { LayerSamples } from './layer-samples.js';

/** ‖s - μ‖² = Σⱼ sⱼ² - 2 μ Σⱼ sⱼ + N μ² of each sample, shape (samples). */
export function squaredDistances({ units, mean, sampleSums }: LayerSamples): Float64Array {
  return Float64Array.from(
    { length: sampleSums.length / 2 },
    (_, s) => sampleSums[2 * s + 1]! - 2 * mean * sampleSums[2 * s]! + units * mean * mean,
  );
}

/** E_s ‖s - μ‖², with the standard error of the mean over the samples. */
export function meanSquaredDistance(layer: LayerSamples): SampleMean {
  return sampleMean(squaredDistances(layer));
}

interface SampleMean {
  readonly value: number;
  /** NaN for one sample. */
  readonly standardError: number;
}

export function sampleMean(values: Float64Array): SampleMean {
  const samples = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / samples;
  let squares = 0;
  for (const value of values) squares += square(value - mean);
  return { value: mean, standardError: samples === 1 ? Number.NaN : Math.sqrt(squares / (samples * (samples - 1))) };
}
