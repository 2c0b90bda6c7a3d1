import { DomainError } from '@rgflow/numerics';

/** How the negative phase is sampled: from the data, or on from where the last step left its chains. */
export type ChainKind = 'cd' | 'pcd';

export interface MachineTrainingParameters {
  /** Of the mean gradient of the log-likelihood, or what k steps of a chain make of it. */
  readonly learningRate: number;
  /** What is left of the velocity after a step. */
  readonly momentum: number;
  /** The weights, not the biases, lose learningRate x weightDecay of themselves in each step. */
  readonly weightDecay: number;
  /** Rows of data in a step, and chains; the last, incomplete batch is dropped. */
  readonly batchSize: number;
  readonly chain: ChainKind;
  /** k, Gibbs steps of a chain, visible and hidden units once each. */
  readonly chainSteps: number;
}

/** @throws {DomainError} naming what is out of range. */
export function checkMachineTraining(where: string, p: MachineTrainingParameters): void {
  const faults = [
    ['learningRate', p.learningRate > 0 && p.learningRate < Number.POSITIVE_INFINITY, 'a positive number'],
    ['momentum', p.momentum >= 0 && p.momentum <= 1, 'a number from 0 to 1'],
    ['weightDecay', p.weightDecay >= 0 && p.weightDecay < Number.POSITIVE_INFINITY, 'a number from 0'],
    ['batchSize', Number.isSafeInteger(p.batchSize) && p.batchSize >= 1, 'a positive integer'],
    ['chainSteps', Number.isSafeInteger(p.chainSteps) && p.chainSteps >= 1, 'a positive integer'],
    ['chain', p.chain === 'cd' || p.chain === 'pcd', "'cd' or 'pcd'"],
  ] as const;
  for (const [name, holds, rule] of faults) {
    if (!holds) throw new DomainError(`${where}: ${name} is ${p[name]}; expected ${rule}.`);
  }
}

/** Rate and momentum of an epoch. */
export interface EpochPace {
  readonly learningRate: number;
  readonly momentum: number;
}

const EARLY_EPOCHS = 3;

/**
 * A schedule that trains: momentum 0.5 for three epochs at `learningRate`, then 0.9 at a fifth of it, and a tenth of that
 * for the last fifth of the epochs. A velocity is 1 / (1 - momentum) gradients, so that the pace is nearly the same at
 * first.
 *
 * @returns Shape (epochs).
 *
 * Source: Hinton, "A practical guide to training restricted Boltzmann machines", UTML TR 2010-003, sections 7 and 9.
 */
export function machineSchedule(epochs: number, learningRate = 0.1): readonly EpochPace[] {
  return Array.from({ length: epochs }, (_, epoch) => {
    const early = epoch < EARLY_EPOCHS;
    const late = epoch >= epochs - Math.floor(epochs / 5);
    return {
      learningRate: (late ? 0.1 : 1) * (early ? learningRate : learningRate / 5),
      momentum: early ? 0.5 : 0.9,
    };
  });
}
