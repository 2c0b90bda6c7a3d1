import type { Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { isInvertible } from '../log-slope.js';
import { type FeedForwardNetwork, unitsByLayer } from '../shapes.js';

export interface PushedLayersOptions extends FeedForwardNetwork {
  /** Of the reference layer (layer 0): its units are independent and normal, all with this mean and variance. */
  readonly reference: { readonly mean: number; readonly variance: number };
  readonly samples: number;
  /** s², variance of the normal noise that is added to what enters every unit of layers 1, 2, ...; 0 unless told. */
  readonly noiseVariance?: number;
  readonly random: RandomStream;
  readonly kernels: Kernels;
}

/** All samples of one layer. */
export interface PushedSamples {
  readonly layer: number;
  readonly units: number;
  /** Shape (samples, units), in the arena; overwritten by the next layer. */
  readonly data: Float32Array;
  /** Σⱼ ln φ'(sⱼ) over the units of each sample, shape (samples). */
  readonly logSlopes: Float64Array;
}

/**
 * Pushes samples of the reference layer through the network, s^m = W^m φ(s^{m-1}) + b^m + s ξ^m, and shows each layer in
 * turn, as far as the layers have as many units as the reference layer: beyond, the map has no inverse.
 *
 * Samples of layer 0 are those of `pushForward`: element i of sample s is normal number s N + i of the stream. The noise of
 * each layer is of a stream of its own. The arena needs two to three arrays of (samples, units) and a matrix.
 *
 * @throws {DomainError}  if φ has no inverse, or a number is out of range.
 * @throws {ShapeError}   if a matrix does not fit to the layer before it.
 */
export function pushedLayers(where: string, options: PushedLayersOptions, visit: (layer: PushedSamples) => void): void {
  const { weights, biases, activation = 'tanh', reference, samples, noiseVariance = 0, random, kernels } = options;
  const [width, ...further] = unitsByLayer(where, options).units as [number, ...number[]];
  if (!isInvertible(activation)) {
    throw new DomainError(
      `${where}: the activation is ${activation}, which has no inverse: what it pushes forward has no density and no ` +
        'entropy; give tanh, erf, sigmoid or linear.',
    );
  }
  if (!Number.isSafeInteger(samples) || samples < 8) {
    throw new DomainError(`${where}: samples is ${samples}; expected 8 or more.`);
  }
  if (!(reference.variance > 0) || !Number.isFinite(reference.variance) || !Number.isFinite(reference.mean)) {
    throw new DomainError(
      `${where}: the reference layer has mean ${reference.mean} and variance ${reference.variance}; they must be ` +
        'finite and the variance positive.',
    );
  }
  if (!(noiseVariance >= 0 && noiseVariance < Number.POSITIVE_INFINITY)) {
    throw new DomainError(`${where}: noiseVariance is ${noiseVariance}; expected 0 or more.`);
  }
  const narrower = further.findIndex((units) => units !== width);
  const layers = narrower < 0 ? biases.length : narrower + 1;
  const mark = kernels.mark();
  const [data, active] = [kernels.float32(samples * width), kernels.float32(samples * width)];
  const noise = noiseVariance > 0 ? kernels.float32(samples * width) : null;
  const bias = kernels.float32(width);
  const logSlopes = new Float64Array(samples);
  const sums = new Float64Array(2 * samples);
  kernels.fillNormals(random.key, 0, reference.mean, Math.sqrt(reference.variance), data);
  for (let layer = 0; layer < layers; layer++) {
    if (layer > 0) {
      bias.set(biases[layer]!);
      kernels.gemm('n', 't', samples, width, width, 1, active, weights[layer]!, 0, data);
      kernels.addBias(samples, width, data, bias);
      if (noise !== null) {
        const { key } = random.split('noise', { layer });
        kernels.fillNormals(key, 0, 0, Math.sqrt(noiseVariance), noise);
        kernels.axpy(1, noise, data);
      }
    }
    kernels.activateWithSums(activation, samples, width, data, { sums, out: active, logSlopes });
    visit({ layer, units: width, data, logSlopes });
  }
  kernels.release(mark);
}
