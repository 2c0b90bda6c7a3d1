import { datasetOf } from '@rgflow/dataset';
import type { Keep, OutputRef, PlanBuilder, Scalar, TensorContract } from '@rgflow/pipeline';
import { datasetStage } from './dataset.stage.js';
import { initialiseStage } from './initialise.stage.js';
import { trainStage } from './train.stage.js';
import { trainTfjsStage } from './train-tfjs.stage.js';
import type {
  DatasetParameters,
  NetworkParameters,
  NetworkTraining,
  TrainingParameters,
} from './training-parameters.js';

type Layers = OutputRef<TensorContract<'float32'>>;
type Bytes = OutputRef<TensorContract<'uint8'>>;

/** A network at some epoch, with all that its training needs to go on. */
export interface PlannedNetwork {
  readonly weights: Layers;
  readonly biases: Layers;
  readonly weightVelocities: Layers;
  readonly biasVelocities: Layers;
}

interface PlannedDataset {
  readonly trainImages: Bytes;
  readonly trainLabels: Bytes;
  readonly validationImages: Bytes;
  readonly validationLabels: Bytes;
}

export interface DrawnNetwork {
  readonly untrained: PlannedNetwork;
  /** What names the random streams: the network itself, not how it is trained or measured. */
  readonly stream: Readonly<Record<string, Scalar>>;
}

export function planDataset(plan: PlanBuilder, { name, train, validation }: DatasetParameters): PlannedDataset {
  return plan.add(datasetStage, { params: { dataset: name, train, validation }, inputs: {} });
}

/** An untrained network for the images of a data set. It costs less to draw than to read, so it is not kept. */
export function planUntrained(
  plan: PlanBuilder,
  network: NetworkParameters,
  dataset: DatasetParameters['name'],
  seed: number,
): DrawnNetwork {
  const stream = { ...network, seed };
  const { inputs, classes } = datasetOf(dataset);
  const params = { ...stream, inputs, classes };
  return { untrained: plan.add(initialiseStage, { params, inputs: {}, stream, keep: 'never' }), stream };
}

/**
 * A network after 0, 1, ..., `epochs` epochs.
 *
 * @param dataOf  What it is trained on and judged by in an epoch, counted from 1.
 * @param keep    How long the trained networks are kept. 'head', unless told: the last is enough to train on, and to look at
 *   again. 'never' for scans of many: a thousand of them take no room, and more epochs later train again from the first.
 */
export function planEpochs(
  plan: PlanBuilder,
  { untrained, stream }: DrawnNetwork,
  { epochs, engine, stopHopeless = 'never', ...sgd }: TrainingParameters,
  dataOf: (epoch: number) => PlannedDataset,
  keep: Keep = 'head',
): readonly PlannedNetwork[] {
  const networks = [untrained];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const { weights, biases, weightVelocities, biasVelocities } = networks.at(-1)!;
    const inputs = { weights, biases, weightVelocities, biasVelocities, ...dataOf(epoch) };
    // The first epoch is trained whatever becomes of the network, so that both ways share it.
    const params = { epoch, ...sgd, stopHopeless: epoch === 1 ? 'never' : stopHopeless } as const;
    switch (engine) {
      case 'native':
        networks.push(plan.add(trainStage, { params: { ...params, engine }, inputs, stream, keep }));
        break;
      case 'tfjs':
        networks.push(plan.add(trainTfjsStage, { params: { ...params, engine }, inputs, stream, keep }));
        break;
      default:
        engine satisfies never;
    }
  }
  return networks;
}

/** The whole chain: a data set, a network drawn, and trained on it epoch by epoch. */
export function planTraining(
  plan: PlanBuilder,
  { dataset, network, training, seed }: NetworkTraining,
  keep?: Keep,
): DrawnNetwork & { readonly data: PlannedDataset; readonly networks: readonly PlannedNetwork[] } {
  const data = planDataset(plan, dataset);
  const drawn = planUntrained(plan, network, dataset.name, seed);
  return { ...drawn, data, networks: planEpochs(plan, drawn, training, () => data, keep) };
}
