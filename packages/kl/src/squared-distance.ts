import { type Estimate, estimate } from '@rgflow/numerics';
import type { LayerSamples } from './layer-samples.js';

/** ‖s - μ‖² = Σⱼ sⱼ² - 2 μ Σⱼ sⱼ + N μ² of each sample, shape (samples). */
export function squaredDistances({ units, mean, sampleSums }: LayerSamples): Float64Array {
  return Float64Array.from(
    { length: sampleSums.length / 2 },
    (_, s) => sampleSums[2 * s + 1]! - 2 * mean * sampleSums[2 * s]! + units * mean * mean,
  );
}

/** E_s ‖s - μ‖², with the standard error of the mean over the samples; NaN for one sample. */
export function meanSquaredDistance(layer: LayerSamples): Estimate {
  return estimate(squaredDistances(layer));
}
