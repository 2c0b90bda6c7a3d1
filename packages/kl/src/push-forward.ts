import type { Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { forwardSums } from './forward.js';
import { isInvertible } from './log-slope.js';
import { type FeedForwardNetwork, unitsByLayer } from './shapes.js';

export interface PushForwardOptions extends FeedForwardNetwork {
  /** Of the reference layer (layer 0) over its units, for one image. */
  readonly reference: { readonly mean: number; readonly variance: number };
  readonly samples: number;
  /** Samples of the same stream that come before these and are left out; 0 unless told. */
  readonly first?: number;
  /** Whether Σⱼ ln φ'(sⱼ) is asked for, as `pushForwardKl` does; true unless told. */
  readonly logSlopes?: boolean;
  readonly random: RandomStream;
  readonly kernels: Kernels;
}

/** What `layerKl` and `pushForwardKl` ask of the samples of a layer, whatever the layer's mean. */
export interface PushedLayer {
  readonly units: number;
  /** Σⱼ sⱼ and Σⱼ sⱼ² over the units of each sample, in float64, shape (samples, 2). */
  readonly sampleSums: Float64Array;
  /**
   * Σⱼ ln φ'(sⱼ) of each sample, shape (samples): the part of φ in the Jacobian of the map to the next layer. NaN where it
   * was not asked for, and for a φ without inverse (`isInvertible`).
   */
  readonly logSlopes: Float64Array;
}

/**
 * Samples of the reference layer, s⁰ ~ N(μ_0, v_0) independently for each unit, pushed through the network:
 *
 *     s^m = W^m φ(s^{m-1}) + b^m,    m = 1, 2, ....
 *
 * Returns their sums over the units, one entry per layer from the reference layer on. The first weight matrix is not used
 * (it makes the reference layer out of the image); it is taken so that a network can be passed as it is.
 *
 * Element i of sample s is normal number s N_0 + i of the stream: more samples leave the first ones as they are, and `first`
 * draws further ones without those before. One gemm per layer and 1024 samples; the arena needs 3 x 1024 rows of the widest
 * layer at most, and without a BLAS one matrix.
 *
 * Of one sample the same numbers are drawn whatever comes with it; what becomes of them in later layers may differ in the
 * last bits of float32 if the number of rows does, as BLAS libraries do the rows at an edge otherwise.
 *
 * @param options.weights  Inside the arena of `kernels` or outside.
 * @throws {ShapeError}   if a matrix does not fit to the layer before it.
 * @throws {DomainError}  if `samples` is not a positive integer, `first` no whole number, or the variance not positive.
 *
 * @example
 * const network = { weights: [Float32Array.of(1), Float32Array.of(2)], biases: [Float32Array.of(0), Float32Array.of(1)] };
 * pushForward({ ...network, reference: { mean: 0, variance: 1 }, samples: 9, random, kernels })[1].sampleSums; // (9, 2)
 */
export function pushForward(options: PushForwardOptions): readonly PushedLayer[] {
  const { reference, samples, first = 0, logSlopes = true, random, kernels, activation = 'tanh' } = options;
  const { units } = unitsByLayer('pushForward', options);
  if (!Number.isSafeInteger(samples) || samples < 1) {
    throw new DomainError(`pushForward: samples is ${samples}; expected a positive integer.`);
  }
  if (!Number.isSafeInteger(first) || first < 0) {
    throw new DomainError(`pushForward: first is ${first}; expected a whole number.`);
  }
  if (!(reference.variance > 0) || !Number.isFinite(reference.variance) || !Number.isFinite(reference.mean)) {
    throw new DomainError(
      `pushForward: the reference layer has mean ${reference.mean} and variance ${reference.variance}; they must be ` +
        'finite and the variance positive.',
    );
  }
  const layers = units.map((width) => ({
    units: width,
    sampleSums: new Float64Array(2 * samples),
    logSlopes: new Float64Array(samples).fill(Number.NaN),
  }));
  const withSlopes = logSlopes && isInvertible(activation);
  const mark = kernels.mark();
  const width = units[0]!;
  const rowsAtOnce = Math.min(samples, ROWS);
  const buffer = kernels.float32(rowsAtOnce * width);
  for (let done = 0; done < samples; done += ROWS) {
    const rows = Math.min(ROWS, samples - done);
    const z = buffer.subarray(0, rows * width);
    kernels.fillNormals(random.key, (first + done) * width, reference.mean, Math.sqrt(reference.variance), z);
    const sums = layers.map(({ sampleSums }) => sampleSums.subarray(2 * done, 2 * (done + rows)));
    const slopes = layers.map((layer) => layer.logSlopes.subarray(done, done + rows));
    forwardSums(options, units, rows, z, sums, kernels, withSlopes ? slopes : undefined);
  }
  kernels.release(mark);
  return layers;
}

/** Samples that pass through the network together: enough for a gemm at full speed, few enough for any arena. */
const ROWS = 1024;
