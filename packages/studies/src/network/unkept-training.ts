import { datasetOf } from '@rgflow/dataset';
import type { OutputRef, PlanBuilder, TensorContract } from '@rgflow/pipeline';
import { z } from 'zod';
import { datasetStage } from './dataset.stage.js';
import { initialiseStage } from './initialise.stage.js';
import { networkParameters } from './network-parameters.js';
import { trainUnkeptStage } from './train-unkept.stage.js';

const { dataset, network, training, seed } = networkParameters.shape;

/** What describes the training of one network of a scan: as everywhere, and what to do with a network that learns nothing. */
export const unkeptTraining = {
  dataset,
  network,
  training: training
    .unwrap()
    .extend({ stopHopeless: z.enum(['never', 'chance']).default('never') })
    .prefault({}),
  seed,
} as const;

type UnkeptTraining = z.output<z.ZodObject<typeof unkeptTraining>>;
type Layers = OutputRef<TensorContract<'float32'>>;

/** A network at some epoch. */
interface State {
  readonly weights: Layers;
  readonly biases: Layers;
}

interface PlannedTraining {
  readonly untrained: State;
  readonly trained: State;
  readonly validationImages: OutputRef<TensorContract<'uint8'>>;
  /** What names the random streams: the network itself, not how it is trained or measured. */
  readonly stream: UnkeptTraining['network'] & { readonly seed: number };
}

/** Draws one network and trains it, epoch by epoch, without keeping it. */
export function planUnkeptTraining(plan: PlanBuilder, params: UnkeptTraining): PlannedTraining {
  const { dataset, network, training, seed } = params;
  const { epochs, stopHopeless, ...sgd } = training;
  const stream = { ...network, seed };
  const data = plan.add(datasetStage, {
    params: { dataset: dataset.name, train: dataset.train, validation: dataset.validation },
    inputs: {},
  });
  const { inputs, classes } = datasetOf(dataset.name);
  const untrained = plan.add(initialiseStage, {
    params: { ...stream, inputs, classes },
    inputs: {},
    stream,
    keep: 'never',
  });
  let state = untrained;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const { weights, biases, weightVelocities, biasVelocities } = state;
    state = plan.add(trainUnkeptStage, {
      // The first epoch is trained whatever becomes of the network, so that both ways share it.
      params: { epoch, ...sgd, stopHopeless: epoch === 1 ? 'never' : stopHopeless },
      inputs: { weights, biases, weightVelocities, biasVelocities, ...data },
      stream,
      keep: 'never',
    });
  }
  return { untrained, trained: state, validationImages: data.validationImages, stream };
}
