import type { ActivationName, Kernels } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { collapseLevel } from './collapse.js';
import { noiseKernelInformation } from './noise-kernel.js';
import { squaredDistances } from './squared-distances.js';

/** A weight variance with the inputs that are shown to its network, of which every two are alike. */
export interface AlikeInputNetwork {
  readonly sigmaW2: number;
  /** q_0 of the preactivations of layer 0, and ρ_0 of every two of them. */
  readonly secondMoment: number;
  readonly correlation: number;
}

/** Noise that is added to the layer looked at: its variance s², in units of nothing or of the variance of the layer. */
export interface NoiseOfLayer {
  readonly noise: number;
  readonly scale: 'absolute' | 'layer';
}

/** Where a bound falls below (1/2) ln M, between two layers by a straight line; NaN if it never does. */
export interface LossLayers {
  readonly lower: number;
  readonly upper: number;
}

export interface LossLayersOptions {
  /** N, units of every layer. */
  readonly width: number;
  /** M, inputs. */
  readonly samples: number;
  /** Last layer that is looked at. */
  readonly depth: number;
  readonly sigmaB2: number;
  readonly activation?: ActivationName;
  readonly networks: readonly AlikeInputNetwork[];
  readonly noises: readonly NoiseOfLayer[];
  readonly random: RandomStream;
  readonly kernels: Kernels;
  /** Told of each layer that all networks are through. */
  readonly passed?: (layer: number) => void;
}

/**
 * The layers in which random networks lose half of what they tell of M inputs, by both bounds of `noiseKernelInformation`:
 * for each of several weight variances, which share the normal numbers of the stream, and each noise.
 *
 * Layer 0 is drawn: each unit has a mean N(0, ρ_0 q_0), and each input N(0, (1 - ρ_0) q_0) about it. A network is followed
 * until all its noises have hidden half of the inputs. A layer is drawn when it is reached and kept no longer, so that depth
 * costs no memory. The arena needs width² and 2 x samples x width for each network, and samples x (samples + width) more.
 *
 * The upper bound of s² is the lower one of s²/4.
 *
 * @returns For each network and noise.
 * @throws {DomainError}  if there are fewer than two inputs, or a number is out of range.
 *
 * @example
 * const networks = [{ sigmaW2: 1, secondMoment: 0.2, correlation: 0.4 }];
 * const noises = [{ noise: 0.3, scale: 'absolute' }];
 * lossLayers({ width: 100, samples: 64, depth: 30, sigmaB2: 0.05, networks, noises, random, kernels });
 * // [[{ lower: 4.9, upper: 9.5 }]] on average
 */
export function lossLayers(options: LossLayersOptions): readonly (readonly LossLayers[])[] {
  const { width, samples, depth, sigmaB2, activation = 'tanh', networks, noises, random, kernels } = options;
  check(options);
  const mark = kernels.mark();
  const matrix = kernels.float32(width * width);
  const bias = kernels.float32(width);
  const leaving = kernels.float32(samples * width);
  const states = networks.map((network) => ({
    network,
    z: layerZero(network, options),
    curves: noises.map((noise) => ({ noise, lower: new Crossing(samples), upper: new Crossing(samples) })),
  }));
  let alive = states;
  for (let layer = 0; layer <= depth && alive.length > 0; layer++) {
    if (layer > 0) {
      kernels.fillNormals(random.split('weights', { layer }).key, 0, 0, Math.sqrt(1 / width), matrix);
      kernels.fillNormals(random.split('biases', { layer }).key, 0, 0, Math.sqrt(sigmaB2), bias);
    }
    for (const { network, z, curves } of alive) {
      if (layer > 0) {
        kernels.activate(activation, z, leaving);
        kernels.gemm('n', 't', samples, width, width, Math.sqrt(network.sigmaW2), leaving, matrix, 0, z);
        kernels.addBias(samples, width, z, bias);
      }
      look(layer, z, curves, options);
    }
    alive = alive.filter(({ curves }) => curves.some(({ upper, lower }) => !(upper.isOver && lower.isOver)));
    options.passed?.(layer);
  }
  kernels.release(mark);
  return states.map(({ curves }) => curves.map(({ lower, upper }) => ({ lower: lower.at, upper: upper.at })));
}

function layerZero(
  { secondMoment, correlation }: AlikeInputNetwork,
  { width, samples, random, kernels }: LossLayersOptions,
): Float32Array {
  const z = kernels.float32(samples * width);
  const mark = kernels.mark();
  const common = kernels.float32(width);
  kernels.fillNormals(random.split('common').key, 0, 0, Math.sqrt(correlation * secondMoment), common);
  kernels.fillNormals(random.split('inputs').key, 0, 0, Math.sqrt((1 - correlation) * secondMoment), z);
  kernels.addBias(samples, width, z, common);
  kernels.release(mark);
  return z;
}

interface Curve {
  readonly noise: NoiseOfLayer;
  readonly lower: Crossing;
  readonly upper: Crossing;
}

function look(layer: number, z: Float32Array, curves: readonly Curve[], options: LossLayersOptions): void {
  const { samples, width, kernels } = options;
  const mark = kernels.mark();
  const distances = squaredDistances({ shape: [samples, width], data: z }, kernels);
  const { variance } = kernels.moments(z);
  for (const { noise, lower, upper } of curves) {
    if (lower.isOver && upper.isOver) continue;
    const noiseVariance = noise.scale === 'layer' ? noise.noise * variance : noise.noise;
    const { input } = noiseKernelInformation(distances, noiseVariance, kernels);
    lower.pass(layer, input.lower);
    upper.pass(layer, input.upper);
  }
  kernels.release(mark);
}

/** Where values that come layer by layer fall below (1/2) ln M. */
class Crossing {
  /** The layer; NaN before it. */
  at = Number.NaN;
  readonly #level: number;
  #before = Number.NaN;

  constructor(samples: number) {
    this.#level = collapseLevel(samples);
  }

  get isOver(): boolean {
    return !Number.isNaN(this.at);
  }

  pass(layer: number, value: number): void {
    if (this.isOver) return;
    if (value < this.#level) {
      this.at = layer === 0 ? 0 : layer - 1 + (this.#before - this.#level) / (this.#before - value);
    }
    this.#before = value;
  }
}

function check({ width, samples, depth, sigmaB2, networks, noises }: LossLayersOptions): void {
  const counts =
    [width >= 1, samples >= 2, depth >= 0].every(Boolean) && [width, samples, depth].every(Number.isSafeInteger);
  if (!counts || !(sigmaB2 >= 0 && sigmaB2 < Number.POSITIVE_INFINITY)) {
    throw new DomainError(
      `lossLayers: width is ${width}, samples ${samples}, depth ${depth} and sigmaB2 ${sigmaB2}; expected whole numbers from 1, 2 ` +
        'and 0 on, and a variance.',
    );
  }
  for (const { sigmaW2, secondMoment, correlation } of networks) {
    if (!(sigmaW2 > 0 && secondMoment > 0 && correlation >= 0 && correlation < 1)) {
      throw new DomainError(
        `lossLayers: a network has sigmaW2 ${sigmaW2} and inputs of second moment ${secondMoment} and correlation ` +
          `${correlation}; expected positive ones and 0 <= ρ < 1.`,
      );
    }
  }
  const wrong = noises.find(({ noise }) => !(noise > 0));
  if (wrong !== undefined)
    throw new DomainError(`lossLayers: a noise is ${wrong.noise}; expected a positive variance.`);
}
