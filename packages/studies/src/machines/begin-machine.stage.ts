import { initialMachine } from '@rgflow/boltzmann/learned';
import { blasVariables } from '@rgflow/kernels';
import { defineStage, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { threadKernels } from '../network/thread-kernels.js';
import { tensorsOf, trainedStackTensors } from './machine-tensors.js';
import { dataOf } from './shown-data.js';

/** An untrained machine for images: W ~ N(0, 0.01²), visible biases by the means of the images. */
export const beginMachineStage = defineStage({
  name: 'begin-machine',
  module: import.meta.url,
  provenance: blasVariables,
  draws: 'begin-machine',
  params: z.strictObject({
    visible: z.enum(['bernoulli', 'gaussian']),
    hidden: z.int().positive(),
    seed: z.int().nonnegative(),
  }),
  inputs: { images: tensor('uint8', ['image', 'pixel']) },
  outputs: trainedStackTensors,
  run({ params: { visible, hidden }, inputs: { images }, stream }) {
    const kernels = threadKernels();
    const random = RandomStream.named(stream.name, stream.values);
    return tensorsOf(null, initialMachine(dataOf(images, visible), { visible, hidden }, random, kernels));
  },
});
