import { randomStack, wideMeanCouplings } from '@rgflow/boltzmann';
import { square } from '@rgflow/numerics';
import { defineStage } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { marginalisationRows, marginalisationTables, type WidePrediction } from './marginalisation-rows.js';

/**
 * A random stack of Gaussian layers, integrated out one after the other. Fails, with the norm, if it has no partition
 * function.
 */
export const randomMarginalisationStage = defineStage({
  name: 'random-marginalisation',
  module: import.meta.url,
  draws: 'random-marginalisation',
  params: z.strictObject({
    depth: z.int().positive(),
    units: z.int().positive(),
    visible: z.int().min(1).max(12),
    g: z.number().nonnegative(),
    field: z.number().nonnegative(),
  }),
  inputs: {},
  outputs: marginalisationTables,
  run({ params, stream }) {
    const stack = randomStack(params, RandomStream.named(stream.name, stream.values));
    // Of the couplings between hidden layers, which are square.
    const squares = stack.couplings
      .slice(1)
      .map((rows) => rows.flat().reduce((sum, x) => sum + square(x), 0) / rows.length);
    const predicted = wideMeanCouplings(squares.reverse());
    return marginalisationRows('random', stack, (step) => widePrediction(predicted[step]));
  },
});

function widePrediction(value: number | undefined): WidePrediction {
  if (value === undefined) return { value: null, reason: 'the coupling to the visible layer is not square' };
  if (Number.isNaN(value)) return { value: null, reason: 'wide layers have no partition function' };
  return { value, reason: null };
}
