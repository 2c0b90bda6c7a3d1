import { datasetOf } from '@rgflow/dataset';
import type { LayerFunctions } from '@rgflow/mlp';
import type { Keep, OutputRef, PlanBuilder, Scalar, TensorContract } from '@rgflow/pipeline';
import { PlanError } from '@rgflow/pipeline/errors';
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
  readonly functions: Required<LayerFunctions>;
  /**
   * What names the random streams: what the weights are drawn from, and neither the functions of the network nor how it is
   * trained or measured. Networks of all activations begin with the same weights and see the same images in one order.
   */
  readonly stream: Readonly<Record<string, Scalar>>;
}

/** @throws {PlanError} for more images than there are. `withinDataset` says so with the place in the study file. */
export function planDataset(plan: PlanBuilder, { name, train, validation }: DatasetParameters): PlannedDataset {
  const there = datasetOf(name).train;
  if (train + validation > there) {
    throw new PlanError(
      `dataset: ${train} images to train on and ${validation} for validation are more than the ${there} of ${name}; ask for less.`,
    );
  }
  return plan.add(datasetStage, { params: { dataset: name, train, validation }, inputs: {} });
}

/** An untrained network for the images of a data set. It costs less to draw than to read, so it is not kept. */
export function planUntrained(
  plan: PlanBuilder,
  network: NetworkParameters,
  dataset: DatasetParameters['name'],
  seed: number,
): DrawnNetwork {
  const { activation, output, ...drawn } = network;
  const stream = { ...drawn, seed };
  const { inputs, classes } = datasetOf(dataset);
  const params = { ...stream, inputs, classes };
  const untrained = plan.add(initialiseStage, { params, inputs: {}, stream, keep: 'never' });
  return { untrained, functions: { activation, output }, stream };
}

/**
 * A network after 0, 1, ..., `epochs` epochs.
 *
 * @param dataOf  What it is trained on and judged by in an epoch, counted from 1.
 * @param keep    How long the trained networks are kept. 'head', unless told: the last is enough to train on, and to look at
 *   again. 'never' for scans of many: a thousand of them take no room, and more epochs later train again from the first.
 *   With `training.keep` 'final', weights and biases of the last epoch are kept in any case. (A later run that trains on
 *   supersedes a 'head' as ever.)
 */
export function planEpochs(
  plan: PlanBuilder,
  { untrained, functions, stream }: DrawnNetwork,
  { epochs, engine, keep: asked, stopHopeless = 'never', ...sgd }: TrainingParameters,
  dataOf: (epoch: number) => PlannedDataset,
  keep: Keep = 'head',
): readonly PlannedNetwork[] {
  const networks = [untrained];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const { weights, biases, weightVelocities, biasVelocities } = networks.at(-1)!;
    const inputs = { weights, biases, weightVelocities, biasVelocities, ...dataOf(epoch) };
    // The first epoch is trained whatever becomes of the network, so that both ways share it.
    const params = { epoch, ...functions, ...sgd, stopHopeless: epoch === 1 ? 'never' : stopHopeless } as const;
    const parameters = asked === 'final' && epoch === epochs ? 'always' : keep;
    const kept = { weights: parameters, biases: parameters, weightVelocities: keep, biasVelocities: keep };
    switch (engine) {
      case 'native':
        networks.push(plan.add(trainStage, { params: { ...params, engine }, inputs, stream, keep: kept }));
        break;
      case 'tfjs':
        networks.push(plan.add(trainTfjsStage, { params: { ...params, engine }, inputs, stream, keep: kept }));
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
