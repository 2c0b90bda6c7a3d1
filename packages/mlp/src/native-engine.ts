import { createKernels, type Kernels } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';
import type { MlpEngine } from './engine.js';
import { imageCount, type LabelledImages } from './labelled-images.js';
import { type Network, type NetworkState, networkWidths, parameterCount, type Velocities } from './network.js';
import { preactivations } from './preactivations.js';
import {
  checkTraining,
  type EpochOptions,
  type EpochResult,
  type Evaluation,
  runEpoch,
  type TrainingParameters,
} from './training.js';

/** Rows of one pass of an evaluation: enough for the gemm to reach its speed, few enough to stay in cache. */
const EVALUATION_ROWS = 256;

/** Below this the scale of the velocities is folded back into them. A power of two: every 63 steps at mu = 0.8. */
const LEAST_SCALE = 2 ** -20;

/** The kernels' own memory and the rounding up of every array; what is not touched is reserved but not resident. */
const SPARE_BYTES = 16 << 20;

/** Bytes of the arena that the native engine takes, for networks of these widths. */
export function nativeArenaBytes(widths: readonly number[], batchSize: number): number {
  const widest = Math.max(...widths);
  const units = widths.reduce((sum, n) => sum + n, 0);
  const floats =
    2 * parameterCount(widths) + // parameters and velocities
    batchSize * (units + 2 * widest) + // activations, two gradients
    2 * EVALUATION_ROWS * widest +
    widest * widest + // a layer's weights in `preactivations`
    2 * EVALUATION_ROWS * widest;
  const bytes = Math.max(batchSize, EVALUATION_ROWS) * (widths[0]! + 1);
  return 4 * floats + bytes + SPARE_BYTES;
}

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
  /** y = tanh(x W^T + b) of the batch in training, shape (batchSize, units). */
  readonly outputs: Float32Array;
}

class NativeEngine implements MlpEngine {
  readonly kind = 'native';
  readonly name: string;
  readonly widths: readonly number[];
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
    this.#training = training;
    this.#kernels = kernels;
    this.#mark = kernels.mark();
    this.#layers = network.weights.map((weights, layer) => {
      const biases = network.biases[layer]!;
      return {
        inputs: widths[layer]!,
        units: widths[layer + 1]!,
        weights: place(kernels, weights.length, weights),
        weightVelocity: place(kernels, weights.length, network.weightVelocities?.[layer]),
        biases: place(kernels, biases.length, biases),
        biasVelocity: place(kernels, biases.length, network.biasVelocities?.[layer]),
        outputs: kernels.float32(batchSize * widths[layer + 1]!),
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
    for (const { inputs, units, weights, biases, outputs } of this.#layers) {
      k.gemm('n', 't', batchSize, units, inputs, 1, x, weights, 0, outputs);
      k.addBiasActivate('tanh', batchSize, units, outputs, biases, outputs);
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
    const outputs = this.#layers.at(-1)!.outputs;
    const g = gradient.subarray(0, outputs.length);
    const loss = k.softmaxCrossEntropy(batchSize, classes, outputs, labels, g);
    k.activationBackward('tanh', outputs, g, g);
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { inputs, units, weights, weightVelocity, biases, biasVelocity } = this.#layers[l]!;
      const g = gradient.subarray(0, batchSize * units);
      const x = l === 0 ? this.#inputs : this.#layers[l - 1]!.outputs;
      if (l > 0) {
        const gBefore = before.subarray(0, batchSize * inputs);
        k.gemm('n', 'n', batchSize, inputs, units, 1, g, weights, 0, gBefore);
        k.activationBackward('tanh', x, gBefore, gBefore);
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
      for (const { inputs, units, weights, biases } of this.#layers) {
        const outputs = y.subarray(0, rows * units);
        k.gemm('n', 't', rows, units, inputs, 1, x.subarray(0, rows * inputs), weights, 0, outputs);
        k.addBiasActivate('tanh', rows, units, outputs, biases, outputs);
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
      { weights: this.#layers.map((layer) => layer.weights), biases: this.#layers.map((layer) => layer.biases) },
      images,
      { kernels: this.#kernels },
    );
  }

  state(): NetworkState {
    this.#assertLive('state');
    this.#foldScale();
    return {
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
