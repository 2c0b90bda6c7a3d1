import type { ActivationName } from '@rgflow/kernels';
import { ShapeError } from '@rgflow/numerics';
import type { Rank, Scalar, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { MlpEngine } from './engine.js';
import { imageCount, type LabelledImages, unlabelledCount } from './labelled-images.js';
import { functionsByLayer, type LayerFunctions, layerFunctions } from './layer-functions.js';
import { loadTfjs } from './load-tfjs.js';
import { type Network, type NetworkState, networkWidths, type Velocities } from './network.js';
import type { Tfjs } from './tfjs.js';
import {
  checkTraining,
  type EpochOptions,
  type EpochResult,
  type Evaluation,
  runEpoch,
  type TrainingParameters,
} from './training.js';

/** Images of one pass of an evaluation. */
const EVALUATION_ROWS = 256;

/**
 * The engine `tfjs` of `createEngine`, for who needs no other.
 *
 * @throws as `createEngine`.
 */
export async function createTfjsEngine(
  network: Network & Partial<Velocities>,
  training: TrainingParameters,
): Promise<MlpEngine> {
  checkTraining(training);
  const widths = networkWidths(network);
  const { tf, name } = await loadTfjs();
  return new TfjsEngine(tf, name, network, widths, training);
}

/** What computes for `createTfjsEngine` here: '@tensorflow/tfjs-core 4.22.0 on its CPU backend'. */
export async function tfjsNumerics(): Promise<string> {
  return (await loadTfjs()).name;
}

/** One layer's parameters and velocities. */
interface Layer {
  readonly weights: Variable;
  readonly weightVelocity: Variable;
  readonly biases: Variable;
  readonly biasVelocity: Variable;
  readonly activation: ActivationName;
}

class TfjsEngine implements MlpEngine {
  readonly kind = 'tfjs';
  readonly name: string;
  readonly widths: readonly number[];
  readonly #tf: Tfjs;
  readonly #functions: Required<LayerFunctions>;
  readonly #training: TrainingParameters;
  readonly #layers: readonly Layer[];

  constructor(
    tf: Tfjs,
    name: string,
    network: Network & Partial<Velocities>,
    widths: readonly number[],
    training: TrainingParameters,
  ) {
    this.name = name;
    this.widths = widths;
    this.#tf = tf;
    this.#functions = layerFunctions(network);
    this.#training = training;
    const functions = functionsByLayer(network.weights.length, network);
    this.#layers = network.weights.map((weights, layer) => {
      const shape: [number, number] = [widths[layer + 1]!, widths[layer]!];
      const biases = network.biases[layer]!;
      const weightVelocity = network.weightVelocities?.[layer] ?? new Float32Array(weights.length);
      const biasVelocity = network.biasVelocities?.[layer] ?? new Float32Array(biases.length);
      // Copies: the CPU backend keeps the array it is given.
      return {
        weights: tf.variable(tf.tensor2d(weights.slice(), shape)),
        weightVelocity: tf.variable(tf.tensor2d(weightVelocity.slice(), shape), false),
        biases: tf.variable(tf.tensor1d(biases.slice())),
        biasVelocity: tf.variable(tf.tensor1d(biasVelocity.slice()), false),
        activation: functions[layer]!,
      };
    });
  }

  step(batch: LabelledImages): number {
    const { batchSize, learningRate, momentum } = this.#training;
    const count = imageCount('step', batch, this.widths[0]!, this.widths.at(-1)!);
    if (count !== batchSize) throw new ShapeError(`step: ${count} images; expected batchSize, ${batchSize}.`);
    const tf = this.#tf;
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => this.#loss(this.#forward(this.#scale(batch.images)), batch.labels),
        this.#layers.flatMap(({ weights, biases }) => [weights, biases]),
      );
      for (const { weights, weightVelocity, biases, biasVelocity } of this.#layers) {
        for (const [parameter, velocity] of [
          [weights, weightVelocity],
          [biases, biasVelocity],
        ] as const) {
          velocity.assign(tf.add(tf.mul(velocity, momentum), tf.mul(grads[parameter.name]!, learningRate)));
          parameter.assign(tf.sub(parameter, velocity));
        }
      }
      return value.dataSync()[0]!;
    });
  }

  trainEpoch(data: LabelledImages, options: EpochOptions = {}): EpochResult {
    imageCount('trainEpoch', data, this.widths[0]!, this.widths.at(-1)!);
    return runEpoch(
      data,
      this.#training.batchSize,
      options,
      (batch) => this.step(batch),
      () =>
        this.#layers.every(({ weights, biases }) =>
          [weights, biases].every((parameter) => parameter.dataSync().every(Number.isFinite)),
        ),
    );
  }

  evaluate(data: LabelledImages): Evaluation {
    const tf = this.#tf;
    const pixels = this.widths[0]!;
    const count = imageCount('evaluate', data, pixels, this.widths.at(-1)!);
    let loss = 0;
    let correct = 0;
    for (let first = 0; first < count; first += EVALUATION_ROWS) {
      const labels = data.labels.subarray(first, first + EVALUATION_ROWS);
      const images = data.images.subarray(first * pixels, (first + labels.length) * pixels);
      tf.tidy(() => {
        const outputs = this.#forward(this.#scale(images));
        loss += labels.length * this.#loss(outputs, labels).dataSync()[0]!;
        correct += tf.sum(tf.equal(tf.argMax(outputs, 1), tf.tensor1d(labels, 'int32'))).dataSync()[0]!;
      });
    }
    return { loss: loss / count, accuracy: correct / count };
  }

  preactivations(images: Uint8Array): Float32Array[] {
    unlabelledCount('preactivations', images, this.widths[0]!);
    return this.#tf.tidy(() => {
      let x = this.#scale(images);
      return this.#layers.map((layer) => {
        const z = this.#affine(x, layer);
        x = this.#activate(z, layer);
        return copy(z);
      });
    });
  }

  state(): NetworkState {
    return {
      ...this.#functions,
      weights: this.#layers.map((layer) => copy(layer.weights)),
      biases: this.#layers.map((layer) => copy(layer.biases)),
      weightVelocities: this.#layers.map((layer) => copy(layer.weightVelocity)),
      biasVelocities: this.#layers.map((layer) => copy(layer.biasVelocity)),
    };
  }

  dispose(): void {
    for (const { weights, weightVelocity, biases, biasVelocity } of this.#layers) {
      this.#tf.dispose([weights, weightVelocity, biases, biasVelocity]);
    }
  }

  #scale(images: Uint8Array): Tensor2D {
    const pixels = this.widths[0]!;
    const tf = this.#tf;
    return tf.mul(tf.cast(tf.tensor2d(images, [images.length / pixels, pixels], 'int32'), 'float32'), 1 / 255);
  }

  #affine(x: Tensor2D, { weights, biases }: Layer): Tensor2D {
    const tf = this.#tf;
    return tf.add(tf.matMul<Tensor2D>(x, weights, false, true), biases);
  }

  #activate(z: Tensor2D, { activation }: Layer): Tensor2D {
    switch (activation) {
      case 'tanh':
      case 'erf':
      case 'relu':
      case 'sigmoid':
        return this.#tf[activation](z);
      case 'linear':
        return z;
      default:
        return activation satisfies never;
    }
  }

  #forward(images: Tensor2D): Tensor2D {
    return this.#layers.reduce((x, layer) => this.#activate(this.#affine(x, layer), layer), images);
  }

  /** Mean cross-entropy of the softmax of the outputs. */
  #loss(outputs: Tensor2D, labels: Uint8Array): Scalar {
    const tf = this.#tf;
    const oneHot = tf.oneHot(tf.tensor1d(labels, 'int32'), this.widths.at(-1)!);
    return tf.reshape<Rank.R0>(tf.losses.softmaxCrossEntropy(oneHot, outputs), []);
  }
}

function copy(tensor: Variable | Tensor1D | Tensor2D): Float32Array {
  return Float32Array.from(tensor.dataSync());
}
