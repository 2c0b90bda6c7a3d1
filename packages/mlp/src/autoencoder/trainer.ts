import {
  type ActivationName,
  type AutoencoderKernels,
  type BinaryKernels,
  createAutoencoderKernels,
  createBinaryKernels,
  createKernels,
  type Kernels,
} from '@rgflow/kernels';
import { DomainError, pow } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { autoencoderArenaBytes } from './arena-bytes.js';
import {
  type AutoencoderFunctions,
  type AutoencoderState,
  autoencoderWidths,
  checkFunctions,
  layerFunctionsOf,
  type Moments,
} from './autoencoder.js';
import { HeldUnits } from './held-units.js';
import { checkRows, type ImageRows, rowsTo } from './image-rows.js';
import { type AutoencoderTraining, checkAutoencoderTraining } from './training-parameters.js';

const BETA2 = 0.999;
const EPSILON = 1e-8;

export interface AutoencoderEpoch {
  /** 'no step': fewer images than a batch. 'diverged': the loss, a weight or a bias is not finite any more. */
  readonly status: 'ok' | 'diverged' | 'no step';
  readonly steps: number;
  /** Mean loss of a pixel over the epoch, before each step; in nats for 'cross-entropy'. NaN without a step. */
  readonly loss: number;
}

export interface AutoencoderEpochOptions {
  /** Names the order of the images; they come in their own without it. */
  readonly shuffle?: RandomStream;
  readonly onStep?: (step: number, steps: number) => void;
}

export interface AutoencoderTrainerOptions {
  /** Those of the thread; its own if not given. */
  readonly kernels?: Kernels;
  /**
   * The unit of the code that is grown, 1 the first: those behind it are 0, those before it stay as they are, with what the
   * decoder makes of them. All units learn if not given.
   */
  readonly unit?: number;
}

/** One layer's arrays in the arena. */
interface Layer {
  readonly inputs: number;
  readonly units: number;
  readonly activation: ActivationName;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  readonly first: { readonly weights: Float32Array; readonly biases: Float32Array };
  /** Of Adam only: the mean square, and the gradient itself. */
  readonly second: { readonly weights: Float32Array; readonly biases: Float32Array };
  readonly gradient: { readonly weights: Float32Array; readonly biases: Float32Array };
  /** Of the batch, shape (batchSize, units). */
  readonly outputs: Float32Array;
}

/**
 * Gradient descent of the mean loss of a pixel, (1 / (batchSize inputs)) sum over images and pixels of (y - x)^2, or of the
 * cross-entropy -x ln y - (1 - x) ln(1 - y). By Adam, or with momentum:
 *
 *     V <- momentum V - learningRate (g + weightDecay W),    W <- W + V.
 *
 * The decay of weights is part of the gradient in both, as in L2 regularisation. Everything is allocated here; a step
 * allocates nothing.
 */
export class AutoencoderTrainer {
  readonly #kernels: Kernels;
  readonly #binary: BinaryKernels;
  readonly #elementwise: AutoencoderKernels;
  readonly #mark: number;
  readonly #functions: AutoencoderFunctions;
  readonly #training: AutoencoderTraining;
  readonly #layers: readonly Layer[];
  readonly #bytes: Uint8Array;
  readonly #inputs: Float32Array;
  readonly #gradients: [Float32Array, Float32Array];
  readonly #held: HeldUnits | null;
  #steps: number;

  /** @throws {ShapeError} or {DomainError} if shapes, functions or parameters do not fit. */
  constructor(state: AutoencoderState, training: AutoencoderTraining, options: AutoencoderTrainerOptions = {}) {
    const where = 'AutoencoderTrainer';
    checkFunctions(where, state);
    checkAutoencoderTraining(where, training);
    const widths = autoencoderWidths(state);
    const { batchSize, optimiser } = training;
    const code = widths[state.weights.length / 2]!;
    const { unit } = options;
    if (unit !== undefined && !(Number.isInteger(unit) && unit >= 1 && unit <= code)) {
      throw new DomainError(`${where}: unit is ${unit}; expected a unit of the code, 1 to ${code}.`);
    }
    const kernels = options.kernels ?? createKernels({ arenaBytes: autoencoderArenaBytes(widths, batchSize) });
    this.#kernels = kernels;
    this.#mark = kernels.mark();
    this.#binary = createBinaryKernels(kernels);
    this.#elementwise = createAutoencoderKernels(kernels);
    const { activation, code: codeFunction, output, loss } = state;
    this.#functions = { activation, code: codeFunction, output, loss };
    this.#training = training;
    this.#steps = state.steps;
    const functions = layerFunctionsOf(state.weights.length, state);
    this.#layers = state.weights.map((weights, layer) => {
      const [inputs, units] = [widths[layer]!, widths[layer + 1]!];
      const pair = (from?: Moments) => ({
        weights: place(kernels, inputs * units, from?.weights[layer]),
        biases: place(kernels, units, from?.biases[layer]),
      });
      const none = { weights: new Float32Array(0), biases: new Float32Array(0) };
      return {
        inputs,
        units,
        activation: functions[layer]!,
        weights: place(kernels, inputs * units, weights),
        biases: place(kernels, units, state.biases[layer]),
        first: pair(state.first),
        second: optimiser === 'adam' ? pair(state.second) : none,
        gradient: optimiser === 'adam' ? pair() : none,
        outputs: kernels.float32(batchSize * units),
      };
    });
    const widest = batchSize * Math.max(...widths);
    this.#bytes = kernels.uint8(batchSize * widths[0]!);
    this.#inputs = kernels.float32(batchSize * widths[0]!);
    this.#gradients = [kernels.float32(widest), kernels.float32(widest)];
    const half = this.#layers.length / 2;
    this.#held = unit === undefined ? null : new HeldUnits(unit, this.#layers[half - 1]!, this.#layers[half]!);
  }

  /** One pass over the images. @throws {ShapeError} if they have another number of pixels. */
  trainEpoch(data: ImageRows, { shuffle, onStep }: AutoencoderEpochOptions = {}): AutoencoderEpoch {
    checkRows('AutoencoderTrainer.trainEpoch', data, this.#layers[0]!.inputs);
    const { batchSize } = this.#training;
    const steps = Math.floor(data.count / batchSize);
    if (steps === 0) return { status: 'no step', steps: 0, loss: Number.NaN };
    const order = shuffle?.permutation(data.count) ?? Uint32Array.from({ length: data.count }, (_, i) => i);
    let total = 0;
    for (let step = 0; step < steps; step++) {
      rowsTo(this.#kernels, data, order.subarray(step * batchSize, (step + 1) * batchSize), this.#bytes, this.#inputs);
      const loss = this.#step();
      total += loss;
      onStep?.(step + 1, steps);
      if (!Number.isFinite(loss)) return { status: 'diverged', steps: step + 1, loss };
    }
    const allFinite = this.#layers.every(({ weights, biases }) =>
      [weights, biases].every((array) => Number.isFinite(this.#kernels.moments(array).variance)),
    );
    return { status: allFinite ? 'ok' : 'diverged', steps, loss: total / steps };
  }

  /** A copy. */
  state(): AutoencoderState {
    const copy = (of: (layer: Layer) => Moments['weights'][number]) => this.#layers.map((layer) => of(layer).slice());
    const moments = (name: 'first' | 'second'): Moments => ({
      weights: copy((layer) => layer[name].weights),
      biases: copy((layer) => layer[name].biases),
    });
    return {
      ...this.#functions,
      weights: copy(({ weights }) => weights),
      biases: copy(({ biases }) => biases),
      steps: this.#steps,
      first: moments('first'),
      ...(this.#training.optimiser === 'adam' ? { second: moments('second') } : {}),
    };
  }

  /** Gives back the memory of the kernels. */
  dispose(): void {
    this.#kernels.release(this.#mark);
  }

  /** Mean loss of a pixel of the batch, before the step. */
  #step(): number {
    this.#steps++;
    const loss = this.#forward();
    let [gradient, next] = this.#gradients;
    for (let at = this.#layers.length - 1; at >= 0; at--) {
      const layer = this.#layers[at]!;
      const below = this.#layers[at - 1];
      if (below !== undefined) this.#backward(layer, below, gradient, next);
      if (at === this.#layers.length / 2) this.#held?.silence(next);
      this.#move(layer, below?.outputs ?? this.#inputs, gradient);
      [gradient, next] = [next, gradient];
    }
    this.#held?.restore();
    return loss;
  }

  #forward(): number {
    const { batchSize } = this.#training;
    const { loss } = this.#functions;
    const last = this.#layers.length - 1;
    let x = this.#inputs;
    this.#layers.forEach(({ inputs, units, activation, weights, biases, outputs }, at) => {
      this.#kernels.gemm('n', 't', batchSize, units, inputs, 1, x, weights, 0, outputs);
      const isLogit = at === last && loss === 'cross-entropy';
      this.#kernels.addBiasActivate(isLogit ? 'linear' : activation, batchSize, units, outputs, biases, outputs);
      if (at === this.#layers.length / 2 - 1) this.#held?.silence(outputs);
      x = outputs;
    });
    const pixels = this.#inputs.length;
    const gradient = this.#gradients[0].subarray(0, pixels);
    if (loss === 'cross-entropy') {
      return this.#elementwise.binaryCrossEntropy(1 / pixels, x, this.#inputs, gradient) / pixels;
    }
    const sum = this.#elementwise.squaredError(2 / pixels, x, this.#inputs, gradient);
    this.#kernels.activationBackward(this.#functions.output, x, gradient, gradient);
    return sum / pixels;
  }

  /** The gradient by what enters the function of the layer below. */
  #backward({ inputs, units, weights }: Layer, below: Layer, gradient: Float32Array, out: Float32Array): void {
    const { batchSize } = this.#training;
    this.#kernels.gemm('n', 'n', batchSize, inputs, units, 1, gradient, weights, 0, out);
    const part = out.subarray(0, batchSize * inputs);
    this.#kernels.activationBackward(below.activation, below.outputs, part, part);
  }

  #move(layer: Layer, x: Float32Array, slopes: Float32Array): void {
    const { batchSize, optimiser, learningRate, momentum, weightDecay } = this.#training;
    const kernels = this.#kernels;
    const { inputs, units, weights, biases, first, second, gradient } = layer;
    if (optimiser === 'sgd') {
      kernels.gemm('t', 'n', units, inputs, batchSize, -learningRate, slopes, x, momentum, first.weights);
      kernels.columnSums(batchSize, units, -learningRate, slopes, momentum, first.biases);
      this.#binary.moveWithDecay(learningRate * weightDecay, first.weights, weights);
      this.#binary.moveWithDecay(0, first.biases, biases);
      return;
    }
    kernels.gemm('t', 'n', units, inputs, batchSize, 1, slopes, x, 0, gradient.weights);
    kernels.columnSums(batchSize, units, 1, slopes, 0, gradient.biases);
    const step = {
      learningRate,
      beta1: momentum,
      beta2: BETA2,
      beta1Power: pow(momentum, this.#steps),
      beta2Power: pow(BETA2, this.#steps),
      epsilon: EPSILON,
    };
    this.#elementwise.adam({ ...step, weightDecay }, gradient.weights, first.weights, second.weights, weights);
    this.#elementwise.adam({ ...step, weightDecay: 0 }, gradient.biases, first.biases, second.biases, biases);
  }
}

function place(kernels: Kernels, length: number, values?: Float32Array): Float32Array {
  const array = kernels.float32(length);
  if (values !== undefined) array.set(values);
  return array;
}
