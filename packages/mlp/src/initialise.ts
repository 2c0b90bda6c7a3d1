import type { Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import type { Network } from './network.js';

export interface InitialVariances {
  /** sigma_w^2: a weight has variance sigma_w^2 / nIn, so that pre-activations stay of order one at any width. */
  readonly sigmaW2: number;
  /** sigma_b^2: the variance of a bias. */
  readonly sigmaB2: number;
}

/**
 * A network with Gaussian parameters:
 *
 *     W^l_ij ~ N(0, sigma_w^2 / nIn),    b^l_i ~ N(0, sigma_b^2).
 *
 * Each layer draws from its own splits of `random`, ('weights', { layer }) and ('biases', { layer }) with the first layer
 * 0, so a deeper network of the same width begins with the same layers. The draws do not depend on the variances: two
 * networks of one stream differ by a factor.
 *
 * @param widths  Units of the input and of each layer, as from `layerWidths`.
 * @param options.kernels  Draws faster, the same bits; needs 4 KiB of its arena.
 * @throws {DomainError} if a variance is negative or NaN, or there are fewer than two widths.
 *
 * Source: section 3.1 of arXiv:2107.06898.
 */
export function initialiseNetwork(
  widths: readonly number[],
  variances: InitialVariances,
  random: RandomStream,
  options: { readonly kernels?: Kernels } = {},
): Network {
  for (const [name, variance] of Object.entries(variances)) {
    if (!(variance >= 0 && variance < Number.POSITIVE_INFINITY)) {
      throw new DomainError(`initialiseNetwork: ${name} is ${variance}; a variance is a number >= 0.`);
    }
  }
  if (widths.length < 2) {
    throw new DomainError(`initialiseNetwork: ${widths.length} widths; expected the input's and at least one layer's.`);
  }
  const draw = options.kernels === undefined ? normals : kernelNormals(options.kernels);
  const layers = widths.slice(1).map((units, layer) => {
    const before = widths[layer]!;
    return {
      weights: draw(random.split('weights', { layer }), units * before, Math.sqrt(variances.sigmaW2 / before)),
      biases: draw(random.split('biases', { layer }), units, Math.sqrt(variances.sigmaB2)),
    };
  });
  return { weights: layers.map((layer) => layer.weights), biases: layers.map((layer) => layer.biases) };
}

type Draw = (random: RandomStream, length: number, standardDeviation: number) => Float32Array;

const normals: Draw = (random, length, standardDeviation) => {
  const out = random.normals(new Float32Array(length));
  for (let i = 0; i < length; i++) out[i] = standardDeviation * out[i]!;
  return out;
};

/** One block of the arena that is filled and copied out, so that no layer has to fit. */
const BLOCK = 1024;

/** The factor is put on in float64 and rounded once, as above, which keeps the bits the same. */
function kernelNormals(kernels: Kernels): Draw {
  return (random, length, standardDeviation) => {
    const mark = kernels.mark();
    const block = kernels.float32(BLOCK);
    const out = new Float32Array(length);
    for (let first = 0; first < length; first += BLOCK) {
      const part = block.subarray(0, Math.min(BLOCK, length - first));
      kernels.fillNormals(random.key, first, 0, standardDeviation, part);
      out.set(part, first);
    }
    kernels.release(mark);
    return out;
  };
}
