import { initialMachine } from '@rgflow/boltzmann/learned';
import { blasVariables } from '@rgflow/kernels';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { machinesOf, stackTensors, tensorsOf, trainedStackTensors } from './machine-tensors.js';
import { shownTo } from './shown-data.js';

/** An untrained machine on top of trained ones, its visible biases by the means of their hidden units. */
export const stackMachineStage = defineStage({
  name: 'stack-machine',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'begin-machine',
  params: z.strictObject({
    visible: z.enum(['bernoulli', 'gaussian']),
    hidden: z.int().positive(),
    seed: z.int().nonnegative(),
  }),
  inputs: { ...stackTensors, images: tensor('uint8', ['image', 'pixel']) },
  outputs: trainedStackTensors,
  run({ params: { visible, hidden }, inputs: { images, ...stack }, stream }) {
    const kernels = threadKernels();
    const random = RandomStream.named(stream.name, stream.values);
    const data = shownTo(machinesOf(stack, visible), images, visible, random.split('below'), kernels);
    return tensorsOf(stack, initialMachine(data, { visible: 'bernoulli', hidden }, random, kernels));
  },
});
