import { DomainError } from '@rgflow/numerics';

export const optimiserNames = ['adam', 'sgd'] as const;
export type OptimiserName = (typeof optimiserNames)[number];

export interface AutoencoderTraining {
  readonly optimiser: OptimiserName;
  readonly learningRate: number;
  /**
   * What is left of the velocity of gradient descent after a step; of Adam's mean gradient, beta_1. Its beta_2 is 0.999, its
   * epsilon 1e-8.
   */
  readonly momentum: number;
  /** Times a weight, added to its gradient; biases have none. */
  readonly weightDecay: number;
  /** Images of a step; the last, incomplete batch is dropped. */
  readonly batchSize: number;
}

/** Trains images of 784 grey values to four hidden layers or so; deeper ones want a tenth of the rate, or pre-training. */
export const AUTOENCODER_TRAINING: AutoencoderTraining = {
  optimiser: 'adam',
  learningRate: 1e-3,
  momentum: 0.9,
  weightDecay: 1e-5,
  batchSize: 64,
};

/** @throws {DomainError} naming what is out of range. */
export function checkAutoencoderTraining(where: string, p: AutoencoderTraining): void {
  const faults = [
    ['optimiser', optimiserNames.includes(p.optimiser), optimiserNames.join(' or ')],
    ['learningRate', p.learningRate > 0 && p.learningRate < Number.POSITIVE_INFINITY, 'a positive number'],
    ['momentum', p.momentum >= 0 && p.momentum < 1, 'a number from 0 to below 1'],
    ['weightDecay', p.weightDecay >= 0 && p.weightDecay < Number.POSITIVE_INFINITY, 'a number from 0'],
    ['batchSize', Number.isSafeInteger(p.batchSize) && p.batchSize >= 1, 'a positive integer'],
  ] as const;
  for (const [name, holds, rule] of faults) {
    if (!holds) throw new DomainError(`${where}: ${name} is ${p[name]}; expected ${rule}.`);
  }
}
