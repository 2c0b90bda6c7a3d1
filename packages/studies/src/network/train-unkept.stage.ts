import { createEngine, type Evaluation, nativeArenaBytes, networkWidths } from '@rgflow/mlp';
import { defineStage, type Tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { chanceLimit } from './chance.js';
import { networkOf, networkTensors, type StateTensors, stateOf } from './network-tensors.js';
import { threadKernels } from './thread-kernels.js';
import { trainStage } from './train.stage.js';

/**
 * One epoch block as `train` makes it, bit for bit, for scans of many networks: the networks are handed on but not kept, so that a
 * thousand of them take no room, and more epochs later train again from the first.
 *
 * With `stopHopeless: 'chance'` an epoch other than the first is left out if the network comes with a validation accuracy that
 * is not above chance (see `chanceLimit`): it is handed on unchanged, `status` is 'stopped' and `train_loss` NaN. Its accuracy is
 * evaluated here once more, which costs a share of the epoch.
 */
export const trainUnkeptStage = defineStage({
  name: 'train-unkept',
  module: import.meta.url,
  draws: 'train',
  params: trainStage.params.extend({ stopHopeless: z.enum(['never', 'chance']) }),
  inputs: trainStage.inputs,
  outputs: { ...networkTensors, training: trainStage.outputs.training },
  async run(context) {
    const { params, inputs } = context;
    const { stopHopeless, ...training } = params;
    if (stopHopeless === 'chance' && params.epoch > 1) {
      const { loss, accuracy } = await evaluate(inputs, training);
      // A network of NaN has no loss; it is not hopeless but diverged, and training it says so at once.
      if (Number.isFinite(loss) && !(accuracy > chanceLimit(inputs.validationLabels[0]!.data))) {
        const { weights, biases, weightVelocities, biasVelocities } = inputs;
        const row = {
          epoch: params.epoch,
          train_loss: Number.NaN,
          validation_loss: loss,
          validation_accuracy: accuracy,
          status: 'stopped',
        };
        return { weights, biases, weightVelocities, biasVelocities, training: [row] };
      }
    }
    return trainStage.run({ ...context, params: training });
  },
});

interface Evaluated extends StateTensors {
  readonly validationImages: readonly Tensor<'uint8'>[];
  readonly validationLabels: readonly Tensor<'uint8'>[];
}

async function evaluate(
  inputs: Evaluated,
  params: {
    readonly engine: 'native' | 'tfjs';
    readonly learningRate: number;
    readonly momentum: number;
    readonly batchSize: number;
  },
): Promise<Evaluation> {
  const kernels = threadKernels(nativeArenaBytes(networkWidths(networkOf(inputs)), params.batchSize));
  const engine = await createEngine(params.engine, stateOf(inputs), params, { kernels });
  try {
    return engine.evaluate({ images: inputs.validationImages[0]!.data, labels: inputs.validationLabels[0]!.data });
  } finally {
    engine.dispose();
  }
}
