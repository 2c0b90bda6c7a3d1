import { createEngine, nativeArenaBytes, networkWidths } from '@rgflow/mlp';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { networkOf, networkTensors, stateOf, tensorsOf } from './network-tensors.js';
import { threadKernels } from './thread-kernels.js';

/**
 * One epoch block: continues a network for one epoch, then evaluates it. A training is a chain of blocks, so that asking for more epochs
 * later runs only the further ones. A diverged training goes on as a result with `status` 'diverged'.
 */
export const trainStage = defineStage({
  name: 'train',
  module: import.meta.url,
  draws: 'train',
  params: z.strictObject({
    epoch: z.int().positive(),
    learningRate: z.number().positive(),
    momentum: z.number().min(0).max(1),
    batchSize: z.int().positive(),
    shuffle: z.boolean(),
    engine: z.enum(['native', 'tfjs']),
  }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    weightVelocities: tensor('float32', ['unit', 'unitBefore']),
    biasVelocities: tensor('float32', ['unit']),
    trainImages: tensor('uint8', ['image', 'pixel']),
    trainLabels: tensor('uint8', ['image']),
    validationImages: tensor('uint8', ['image', 'pixel']),
    validationLabels: tensor('uint8', ['image']),
  },
  outputs: {
    ...networkTensors,
    training: table(
      {
        epoch: 'int32',
        train_loss: 'float64',
        validation_loss: 'float64',
        validation_accuracy: 'float64',
        status: 'utf8',
      },
      { measured: { seconds: 'wallSeconds' } },
    ),
  },
  async run({ params, inputs, stream, progress, provenance }) {
    const random = RandomStream.named(stream.name, stream.values);
    const arenaBytes = nativeArenaBytes(networkWidths(networkOf(inputs)), params.batchSize);
    const engine = await createEngine(params.engine, stateOf(inputs), params, { kernels: threadKernels(arenaBytes) });
    provenance({ engine: engine.name });
    const training = { images: inputs.trainImages[0]!.data, labels: inputs.trainLabels[0]!.data };
    const validation = { images: inputs.validationImages[0]!.data, labels: inputs.validationLabels[0]!.data };
    try {
      const { loss, status } = engine.trainEpoch(training, {
        onStep: (step, steps) => progress(step / steps),
        ...(params.shuffle ? { shuffle: random.split('epoch', { epoch: params.epoch }) } : {}),
      });
      const evaluation = engine.evaluate(validation);
      const row = {
        epoch: params.epoch,
        train_loss: loss,
        validation_loss: evaluation.loss,
        validation_accuracy: evaluation.accuracy,
        status,
      };
      return { ...tensorsOf(engine.state()), training: [row] };
    } finally {
      engine.dispose();
    }
  },
});
