import { guessingAccuracy, type MlpEngine, type Network, type TrainingParameters, type Velocities } from '@rgflow/mlp';
import { type StageContext, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { nullIfUndefined } from '../undefined-values.js';
import { layerFunctionParameters } from './layer-function-parameters.js';
import { networkTensors, stateOf, tensorsOf } from './network-tensors.js';
import { trainingColumns } from './training.columns.js';

/** What both training stages are told of one epoch; each adds its `engine`. */
export const epochParameters = z.strictObject({
  epoch: z.int().positive(),
  ...layerFunctionParameters,
  learningRate: z.number().positive(),
  momentum: z.number().min(0).max(1),
  batchSize: z.int().positive(),
  shuffle: z.boolean(),
  stopHopeless: z.enum(['never', 'chance']),
});

export const epochInputs = {
  weights: tensor('float32', ['unit', 'unitBefore']),
  biases: tensor('float32', ['unit']),
  weightVelocities: tensor('float32', ['unit', 'unitBefore']),
  biasVelocities: tensor('float32', ['unit']),
  trainImages: tensor('uint8', ['image', 'pixel']),
  trainLabels: tensor('uint8', ['image']),
  validationImages: tensor('uint8', ['image', 'pixel']),
  validationLabels: tensor('uint8', ['image']),
} as const;

export const epochOutputs = {
  ...networkTensors,
  training: table(trainingColumns, { measured: { seconds: 'wallSeconds' } }),
} as const;

/** An engine that continues from a network. */
type EngineOf = (
  network: Network & Partial<Velocities>,
  training: TrainingParameters,
) => MlpEngine | Promise<MlpEngine>;

/**
 * One epoch block: continues a network for one epoch, then evaluates it. A training is a chain of blocks, so that asking for
 * more epochs later runs only the further ones. A diverged training goes on as a result with `status` 'diverged' and no
 * accuracy; its weights may be finite and its outputs not.
 *
 * With `stopHopeless: 'chance'` an epoch other than the first is left out if the network comes with a validation accuracy
 * that is not above `guessingAccuracy`: it is handed on unchanged, `status` is 'stopped' and there is no `train_loss`. Its
 * accuracy is evaluated here once more, which costs a share of the epoch.
 */
export async function trainEpochBlock(
  { params, inputs, stream, progress, provenance }: StageContext<typeof epochParameters, typeof epochInputs, string>,
  engineOf: EngineOf,
) {
  const { epoch, stopHopeless, shuffle } = params;
  const random = RandomStream.named(stream.name, stream.values);
  const engine = await engineOf(stateOf(inputs, params), params);
  provenance({ engine: engine.name });
  const training = { images: inputs.trainImages[0]!.data, labels: inputs.trainLabels[0]!.data };
  const validation = { images: inputs.validationImages[0]!.data, labels: inputs.validationLabels[0]!.data };
  const { weights, biases, weightVelocities, biasVelocities } = inputs;
  try {
    if (stopHopeless === 'chance' && epoch > 1) {
      const { loss, accuracy } = engine.evaluate(validation);
      // A network of NaN has no loss; it is not hopeless but diverged, and training it says so at once.
      if (Number.isFinite(loss) && !(accuracy > guessingAccuracy(validation.labels))) {
        const row = {
          epoch,
          train_loss: null,
          validation_loss: loss,
          validation_accuracy: accuracy,
          status: 'stopped',
        };
        return { weights, biases, weightVelocities, biasVelocities, training: [row] };
      }
    }
    const { loss, status } = engine.trainEpoch(training, {
      onStep: (step, steps) => progress(step / steps),
      ...(shuffle ? { shuffle: random.split('epoch', { epoch }) } : {}),
    });
    const evaluation = engine.evaluate(validation);
    const diverged = status === 'diverged' || !Number.isFinite(evaluation.loss);
    const row = {
      epoch,
      train_loss: nullIfUndefined(loss),
      validation_loss: nullIfUndefined(evaluation.loss),
      validation_accuracy: diverged ? null : evaluation.accuracy,
      status: diverged ? 'diverged' : status,
    };
    return { ...tensorsOf(engine.state()), training: [row] };
  } finally {
    engine.dispose();
  }
}

/** The name of the streams of both engines, so that they see the images in one order. */
export const TRAINING_STREAM = 'train';
