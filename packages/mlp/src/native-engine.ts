import { type ActivationName, createKernels, type Kernels, slopeNeedsInput } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';
import type { MlpEngine } from './engine.js';
import { imageCount, type LabelledImages } from './labelled-images.js';
import { functionsByLayer, type LayerFunctions, layerFunctions } from './layer-functions.js';
import { EVALUATION_ROWS, nativeArenaBytes } from './native-arena.js';
import { type Network, type NetworkState, networkWidths, type Velocities } from './network.js';
import { preactivations } from './preactivations.js';
import {
  checkTraining,
  type EpochOptions,
  type EpochResult,
  type Evaluation,
  runEpoch,
  type TrainingParameters,
} from './training.js';

/** Below this the scale of the velocities is folded back into them. A power of two: every 63 steps at mu = 0.8. */
const LEAST_SCALE = 2 ** -20;

/**
 * The engine `native` of `createEngine`, for who needs no other. Everything is allocated here; a step allocates nothing.
 *
 * @throws as `createEngine`.
 */
export function createNativeEngine(
  network: Network & Partial<Velocities>,
  training: TrainingParameters,
  kernels?: Kernels,
): MlpEngine {
  checkTraining(training);
  const widths = networkWidths(network);
  return new NativeEngine(
    network,
    widths,
    training,
    kernels ?? createKernels({ arenaBytes: nativeArenaBytes(widths, training.batchSize) }),
  );
}

/**
 * One layer's arrays in the arena. The velocities are V = scale U with one scale for all: V <- mu V + lr g is then
 * scale <- mu scale and U <- U + (lr / scale) g. A gemm that adds to U reads and writes it once, where one that also
 * multiplies it by mu does so twice, and at this size the memory is what takes the time: 22 against 27 ms a step.
 */
interface Layer {
  readonly inputs: number;
  readonly units: number;
  /** W, shape (units, inputs), and its U. */
  readonly weights: Float32Array;
  readonly weightVelocity: Float32Array;
  /** b, shape (units), and its U. */
  readonly biases: Float32Array;
  readonly biasVelocity: Float32Array;
  readonly activation: ActivationName;
  /** y = phi(x W^T + b) of the batch in training, shape (batchSize, units). */
  readonly outputs: Float32Array;
  /** x W^T + b, where phi' is taken from it; else the outputs, which overwrite it. */
  readonly entering: Float32Array;
}

class NativeEngine implements MlpEngine {
  readonly kind = 'native';
  readonly name: string;
  readonly widths: readonly number[];
  readonly #functions: Required<LayerFunctions>;
  readonly #training: TrainingParameters;
  readonly #kernels: Kernels;
  readonly #mark: number;
  readonly #layers: readonly Layer[];
  /** The batch, or a part of an evaluation: grey values, scaled values and labels. */
  readonly #pixels: Uint8Array;
  readonly #inputs: Float32Array;
  readonly #labels: Uint8Array;
  /** Gradient with respect to a layer's pre-activations, and the same for the layer before while it is made. */
  readonly #gradients: readonly [Float32Array, Float32Array];
  /** Activations of an evaluation, layer by layer in turn. */
  readonly #rows: readonly [Float32Array, Float32Array];
  /** V = scale U. */
  #scale = 1;
  #disposed = false;

  constructor(
    network: Network & Partial<Velocities>,
    widths: readonly number[],
    training: TrainingParameters,
    kernels: Kernels,
  ) {
    const { batchSize } = training;
    const widest = Math.max(...widths);
    this.widths = widths;
    this.name = `rgflow kernels with ${kernels.gemmImplementation.name}`;
    this.#functions = layerFunctions(network);
    this.#training = training;
    this.#kernels = kernels;
    this.#mark = kernels.mark();
    const functions = functionsByLayer(network.weights.length, network);
    this.#layers = network.weights.map((weights, layer) => {
      const biases = network.biases[layer]!;
      const activation = functions[layer]!;
      const outputs = kernels.float32(batchSize * biases.length);
      return {
        inputs: widths[layer]!,
        units: widths[layer + 1]!,
        weights: place(kernels, weights.length, weights),
        weightVelocity: place(kernels, weights.length, network.weightVelocities?.[layer]),
        biases: place(kernels, biases.length, biases),
        biasVelocity: place(kernels, biases.length, network.biasVelocities?.[layer]),
        activation,
        outputs,
        entering: slopeNeedsInput(activation) ? kernels.float32(outputs.length) : outputs,
      };
    });
    const rows = Math.max(batchSize, EVALUATION_ROWS);
    this.#pixels = kernels.uint8(rows * widths[0]!);
    this.#inputs = kernels.float32(batchSize * widths[0]!);
    this.#labels = kernels.uint8(rows);
    this.#gradients = [kernels.float32(batchSize * widest), kernels.float32(batchSize * widest)];
    this.#rows = [kernels.float32(EVALUATION_ROWS * widest), kernels.float32(EVALUATION_ROWS * widest)];
  }

  step(batch: LabelledImages): number {
    const { batchSize } = this.#training;
    const count = this.#count('step', batch);
    if (count !== batchSize) throw new ShapeError(`step: ${count} images; expected batchSize, ${batchSize}.`);
    const labels = this.#labels.subarray(0, batchSize);
    labels.set(batch.labels);
    scaleImages(this.#kernels, batch.images, this.#pixels, this.#inputs);
    this.#forward();
    return this.#backward(labels);
  }

  #forward(): void {
    const k = this.#kernels;
    const { batchSize } = this.#training;
    let x = this.#inputs;
    for (const { inputs, units, weights, biases, activation, entering, outputs } of this.#layers) {
      k.gemm('n', 't', batchSize, units, inputs, 1, x, weights, 0, entering);
      k.addBiasActivate(activation, batchSize, units, entering, biases, outputs);
      x = outputs;
    }
  }

  /**
   * With G = dloss/dz, shape (batchSize, units): the gradient of W is G^T x, of b the column sums of G, of x it is G W.
   * A layer is updated as soon as G W is known, while W and V are still in cache.
   */
  #backward(labels: Uint8Array): number {
    const k = this.#kernels;
    const { batchSize, learningRate, momentum } = this.#training;
    const carried = momentum * this.#scale;
    const foldBack = !(carried >= LEAST_SCALE);
    const beta = foldBack ? carried : 1;
    this.#scale = foldBack ? 1 : carried;
    const rate = learningRate / this.#scale;
    let [gradient, before] = this.#gradients;
    const classes = this.widths.at(-1)!;
    const last = this.#layers.at(-1)!;
    const g = gradient.subarray(0, last.outputs.length);
    const loss = k.softmaxCrossEntropy(batchSize, classes, last.outputs, labels, g);
    k.activationBackward(last.activation, last.entering, g, g);
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { inputs, units, weights, weightVelocity, biases, biasVelocity } = this.#layers[l]!;
      const g = gradient.subarray(0, batchSize * units);
      const previous = this.#layers[l - 1];
      const x = previous?.outputs ?? this.#inputs;
      if (previous !== undefined) {
        const gBefore = before.subarray(0, batchSize * inputs);
        k.gemm('n', 'n', batchSize, inputs, units, 1, g, weights, 0, gBefore);
        k.activationBackward(previous.activation, previous.entering, gBefore, gBefore);
      }
      k.gemm('t', 'n', units, inputs, batchSize, rate, g, x, beta, weightVelocity);
      k.axpy(-this.#scale, weightVelocity, weights);
      k.columnSums(batchSize, units, rate, g, beta, biasVelocity);
      k.axpy(-this.#scale, biasVelocity, biases);
      [gradient, before] = [before, gradient];
    }
    return loss;
  }

  trainEpoch(data: LabelledImages, options: EpochOptions = {}): EpochResult {
    this.#count('trainEpoch', data);
    const result = runEpoch(
      data,
      this.#training.batchSize,
      options,
      (batch) => this.step(batch),
      () =>
        this.#layers.every(
          ({ weights, biases }) =>
            Number.isFinite(this.#kernels.sum(weights)) && Number.isFinite(this.#kernels.sum(biases)),
        ),
    );
    this.#foldScale();
    return result;
  }

  /** U <- V. Done at the end of every epoch, so that it makes no difference whether the state is taken there. */
  #foldScale(): void {
    if (this.#scale === 1) return;
    for (const { weightVelocity, biasVelocity } of this.#layers) {
      this.#kernels.scale(this.#scale, weightVelocity);
      this.#kernels.scale(this.#scale, biasVelocity);
    }
    this.#scale = 1;
  }

  evaluate(data: LabelledImages): Evaluation {
    const k = this.#kernels;
    const count = this.#count('evaluate', data);
    const pixels = this.widths[0]!;
    const classes = this.widths.at(-1)!;
    let loss = 0;
    let correct = 0;
    for (let first = 0; first < count; first += EVALUATION_ROWS) {
      const rows = Math.min(EVALUATION_ROWS, count - first);
      const labels = this.#labels.subarray(0, rows);
      labels.set(data.labels.subarray(first, first + rows));
      let [x, y] = this.#rows;
      scaleImages(k, data.images.subarray(first * pixels, (first + rows) * pixels), this.#pixels, x);
      for (const { inputs, units, weights, biases, activation } of this.#layers) {
        const outputs = y.subarray(0, rows * units);
        k.gemm('n', 't', rows, units, inputs, 1, x.subarray(0, rows * inputs), weights, 0, outputs);
        k.addBiasActivate(activation, rows, units, outputs, biases, outputs);
        [x, y] = [y, x];
      }
      const outputs = x.subarray(0, rows * classes);
      loss += rows * k.softmaxCrossEntropy(rows, classes, outputs, labels);
      correct += k.countCorrect(rows, classes, outputs, labels);
    }
    return { loss: loss / count, accuracy: correct / count };
  }

  preactivations(images: Uint8Array): Float32Array[] {
    this.#assertLive('preactivations');
    return preactivations(
      {
        ...this.#functions,
        weights: this.#layers.map((layer) => layer.weights),
        biases: this.#layers.map((layer) => layer.biases),
      },
      images,
      { kernels: this.#kernels },
    );
  }

  state(): NetworkState {
    this.#assertLive('state');
    this.#foldScale();
    return {
      ...this.#functions,
      weights: this.#layers.map((layer) => layer.weights.slice()),
      biases: this.#layers.map((layer) => layer.biases.slice()),
      weightVelocities: this.#layers.map((layer) => layer.weightVelocity.slice()),
      biasVelocities: this.#layers.map((layer) => layer.biasVelocity.slice()),
    };
  }

  dispose(): void {
    if (!this.#disposed) this.#kernels.release(this.#mark);
    this.#disposed = true;
  }

  #count(caller: string, data: LabelledImages): number {
    this.#assertLive(caller);
    return imageCount(caller, data, this.widths[0]!, this.widths.at(-1)!);
  }

  #assertLive(caller: string): void {
    // Its arrays may belong to another engine by now.
    if (this.#disposed) throw new Error(`${caller}: the engine has been disposed of; create another from its state.`);
  }
}

function place(kernels: Kernels, length: number, values: Float32Array | undefined): Float32Array {
  const array = kernels.float32(length);
  if (values !== undefined) array.set(values);
  return array;
}

/** out <- images / 255, through `scratch` in the arena. */
function scaleImages(kernels: Kernels, images: Uint8Array, scratch: Uint8Array, out: Float32Array): void {
  const pixels = scratch.subarray(0, images.length);
  pixels.set(images);
  kernels.scaleUint8(pixels, 1 / 255, out.subarray(0, images.length));
}
