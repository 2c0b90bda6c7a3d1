import type { Kernels } from '@rgflow/kernels';
import { initialiseNetwork, type Network } from '@rgflow/mlp';
import type { RandomStream } from '@rgflow/random';

/** Which random network: layers 0, 1, ..., `depth` of `width` units, the matrix that leads to layer 0 being of no use. */
interface RandomNetwork {
  readonly width: number;
  readonly depth: number;
  readonly sigmaW2: number;
  readonly sigmaB2: number;
}

/** The name of the stream that all stages draw it by: the same numbers in each, whatever they do with them. */
export const RANDOM_NETWORK_STREAM = 'layer-information';

/**
 * The network of a stream. Networks of one stream differ by the factors σ_w and σ_b, so that what is common to them drops
 * out of the differences of two weight variances, their determinants exactly.
 */
export function randomNetwork(
  { width, depth, sigmaW2, sigmaB2 }: RandomNetwork,
  random: RandomStream,
  kernels: Kernels,
): Network {
  const widths = Array.from({ length: depth + 2 }, () => width);
  return initialiseNetwork(widths, { sigmaW2, sigmaB2 }, random.split('network'), { kernels });
}

/** ln |det W| of each layer from those of the normal numbers, ln |det G| + (N/2) ln(σ_w²/N). */
export function scaledDeterminants(
  rows: readonly { readonly layer: number; readonly log_abs_determinant: number }[],
  { width, sigmaW2 }: Pick<RandomNetwork, 'width' | 'sigmaW2'>,
): Float64Array {
  const scale = (width / 2) * Math.log(sigmaW2 / width);
  const determinants = new Float64Array(rows.length + 1);
  for (const { layer, log_abs_determinant } of rows) determinants[layer] = log_abs_determinant + scale;
  return determinants;
}
