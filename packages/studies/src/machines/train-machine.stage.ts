import { type MachineEpoch, MachineTrainer, machineArenaBytes } from '@rgflow/boltzmann/learned';
import { blasVariables } from '@rgflow/kernels';
import { square } from '@rgflow/numerics';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { nullIfUndefined } from '../undefined-values.js';
import { belowTop, machinesOf, tensorsOf, topOf, trainedStackTensors } from './machine-tensors.js';
import { machineTrainingColumns } from './machine-training.columns.js';
import { shownTo } from './shown-data.js';

/** A hidden unit that is on for less than this share of the data, or off, tells nothing. */
const DEAD = 0.01;

/**
 * One epoch of the uppermost machine of a stack; those below stay as they are. What it is shown is drawn anew through
 * them in each epoch. A training is a chain of such blocks, so that asking for more epochs later runs only the further
 * ones. One that diverged goes on as a result with `status` 'diverged'.
 */
export const trainMachineStage = defineStage({
  name: 'train-machine',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'train-machine',
  params: z.strictObject({
    epoch: z.int().positive(),
    /** Hidden units of each machine of the stack, '256-100': which row is of which. */
    widths: z.string(),
    visible: z.enum(['bernoulli', 'gaussian']),
    learningRate: z.number().positive(),
    momentum: z.number().min(0).max(1),
    weightDecay: z.number().nonnegative(),
    batchSize: z.int().positive(),
    chain: z.enum(['cd', 'pcd']),
    chainSteps: z.int().positive(),
  }),
  inputs: { ...trainedStackTensors, images: tensor('uint8', ['image', 'pixel']) },
  outputs: {
    ...trainedStackTensors,
    machine_training: table(machineTrainingColumns, { measured: { seconds: 'wallSeconds' } }),
  },
  run({ params, inputs: { images, ...stack }, stream, progress }) {
    const { epoch, visible, widths: _, ...training } = params;
    const random = RandomStream.named(stream.name, stream.values).split('epoch', { epoch });
    const below = belowTop(stack);
    const top = topOf(stack, visible);
    const kernels = threadKernels(machineArenaBytes(top, training.batchSize));
    const data = shownTo(machinesOf(below, visible), images, visible, random.split('below'), kernels);
    const trainer = new MachineTrainer(top, training, kernels);
    try {
      const result = trainer.trainEpoch(data, { random, onStep: (step, steps) => progress(step / steps) });
      const state = trainer.state();
      const row = {
        layer: below.weights.length,
        visible_units: state.visibleBiases.length,
        hidden_units: state.hiddenBiases.length,
        epoch,
        ...activityOf(result),
        weight_rms: finiteOrNull(
          Math.sqrt(state.weights.reduce((sum, w) => sum + square(w), 0) / state.weights.length),
        ),
        status: result.status,
      };
      return { ...tensorsOf(below, state), machine_training: [row] };
    } finally {
      trainer.dispose();
    }
  },
});

function activityOf({ status, reconstructionError, activity }: MachineEpoch) {
  if (status !== 'ok') return { reconstruction_error: null, mean_activity: null, dead_units: null };
  return {
    reconstruction_error: nullIfUndefined(reconstructionError),
    mean_activity: activity.reduce((sum, p) => sum + p, 0) / activity.length,
    dead_units: activity.filter((p) => p < DEAD || p > 1 - DEAD).length,
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
