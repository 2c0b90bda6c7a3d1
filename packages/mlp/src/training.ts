import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import type { LabelledImages } from './labelled-images.js';

/**
 * Stochastic gradient descent with momentum,
 *
 *     V <- mu V + lr g,    W <- W - V,
 *
 * with g the gradient of the batch's mean loss. At a constant rate lr this is PyTorch's SGD, whose velocity is V / lr.
 */
export interface TrainingParameters {
  /** lr > 0. */
  readonly learningRate: number;
  /** mu, from 0 to 1. */
  readonly momentum: number;
  /** Images per step; an epoch drops the last, incomplete batch. */
  readonly batchSize: number;
}

/** The paper's values: those of the published notebook, github.com/ro-jefferson/entropy_dnn. */
export const PAPER_TRAINING: TrainingParameters = { learningRate: 0.005, momentum: 0.8, batchSize: 64 };

export interface EpochOptions {
  /** Permutes the images; by default they come in their order. */
  readonly shuffle?: RandomStream;
  /** Told after every step how many of the epoch's steps are made. */
  readonly onStep?: (step: number, steps: number) => void;
}

/** A training that runs into NaN or infinity is a result: `diverged`, and the epoch ends there. */
export interface EpochResult {
  /** 'no step' where there are fewer images than a batch has: nothing was trained. */
  readonly status: 'ok' | 'diverged' | 'no step';
  /** Mean over the steps of the loss before each update, in nats; NaN if there was no step. */
  readonly loss: number;
  /** Steps made, the one that diverged included. */
  readonly steps: number;
}

export interface Evaluation {
  /** Mean cross-entropy over the images, in nats. */
  readonly loss: number;
  /** Fraction of the images whose largest output is their label's. */
  readonly accuracy: number;
}

/** @throws {DomainError} if a parameter is outside its domain. */
export function checkTraining(parameters: TrainingParameters): void {
  const { learningRate, momentum, batchSize } = parameters;
  if (!(learningRate > 0 && learningRate < Number.POSITIVE_INFINITY)) {
    throw new DomainError(`TrainingParameters: learningRate is ${learningRate}; expected a number above 0.`);
  }
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new DomainError(`TrainingParameters: momentum is ${momentum}; expected a number from 0 to 1.`);
  }
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new DomainError(`TrainingParameters: batchSize is ${batchSize}; expected a positive integer.`);
  }
}

/**
 * One epoch as steps over the batches of `data`.
 *
 * @param step    Trains on one batch and returns its mean loss before the update.
 * @param finite  Whether every parameter is finite; asked once, at the end.
 */
export function runEpoch(
  data: LabelledImages,
  batchSize: number,
  { shuffle, onStep }: EpochOptions,
  step: (batch: LabelledImages) => number,
  finite: () => boolean,
): EpochResult {
  const order = shuffle?.permutation(data.labels.length) ?? null;
  const steps = Math.floor(data.labels.length / batchSize);
  if (steps === 0) return { status: 'no step', loss: Number.NaN, steps };
  let total = 0;
  for (let batch = 0; batch < steps; batch++) {
    const loss = step(order === null ? slice(data, batch, batchSize) : gather(data, order, batch, batchSize));
    total += loss;
    onStep?.(batch + 1, steps);
    if (!Number.isFinite(loss)) return { status: 'diverged', loss, steps: batch + 1 };
  }
  return { status: finite() ? 'ok' : 'diverged', loss: total / steps, steps };
}

function slice(data: LabelledImages, batch: number, batchSize: number): LabelledImages {
  const pixels = data.images.length / data.labels.length;
  const first = batch * batchSize;
  return {
    images: data.images.subarray(first * pixels, (first + batchSize) * pixels),
    labels: data.labels.subarray(first, first + batchSize),
  };
}

function gather(data: LabelledImages, order: Uint32Array, batch: number, batchSize: number): LabelledImages {
  const pixels = data.images.length / data.labels.length;
  const images = new Uint8Array(batchSize * pixels);
  const labels = new Uint8Array(batchSize);
  for (let row = 0; row < batchSize; row++) {
    const image = order[batch * batchSize + row]!;
    images.set(data.images.subarray(image * pixels, (image + 1) * pixels), row * pixels);
    labels[row] = data.labels[image]!;
  }
  return { images, labels };
}
