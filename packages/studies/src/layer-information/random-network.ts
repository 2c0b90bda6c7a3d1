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
