import type { Kernels } from '@rgflow/kernels';
import type { RandomStream } from '@rgflow/random';
import type { FeedForwardNetwork } from '../src/index.js';

/** W ~ N(0, sigma_w^2 / n_in), b ~ N(0, sigma_b^2), with widths (inputs, units of layer 0, 1, ...). */
export function randomNetwork(
  widths: readonly number[],
  { sigmaW2, sigmaB2 }: { readonly sigmaW2: number; readonly sigmaB2: number },
  random: RandomStream,
  kernels: Kernels,
): FeedForwardNetwork {
  const normal = (name: string, layer: number, length: number, variance: number) => {
    const mark = kernels.mark();
    const draws = kernels.float32(length);
    kernels.fillNormals(random.split(name, { layer }).key, 0, 0, Math.sqrt(variance), draws);
    const copy = draws.slice();
    kernels.release(mark);
    return copy;
  };
  const layers = widths.slice(1).map((units, layer) => ({ layer, units, before: widths[layer]! }));
  return {
    weights: layers.map(({ layer, units, before }) => normal('weights', layer, units * before, sigmaW2 / before)),
    biases: layers.map(({ layer, units }) => normal('biases', layer, units, sigmaB2)),
  };
}
