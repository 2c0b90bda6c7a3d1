import type { OutputRef, PlanBuilder, TensorContract } from '@rgflow/pipeline';
import { planAutoencoder } from '../machines/autoencoder-plan.js';
import { initialiseStage } from '../network/initialise.stage.js';
import { planEpochs } from '../network/training-chain.js';
import { featureLayersStage } from './feature-layers.stage.js';
import type { FixedPointsParameters } from './fixed-points-parameters.js';
import { planInput } from './input-plan.js';
import { labelledChainsStage } from './labelled-chains.stage.js';

/**
 * One cell: autoencoders that halve the units and that do not; and of a chain one that is trained on shuffled samples, and a
 * classifier. All are looked at on the same samples.
 */
export function planFixedPoints(plan: PlanBuilder, params: FixedPointsParameters): void {
  const { input, seed } = params;
  const { law, sites } = input;
  const of = { law, sites, seed };
  const measured = planInput(plan, { ...of, role: 'measured', samples: input.measured, arrangement: 'drawn' });
  const training = { ...of, role: 'training', samples: input.samples } as const;
  const drawn = planInput(plan, { ...training, arrangement: 'drawn' });
  const onImages = (network: 'autoencoder' | 'wide autoencoder', trainedOn: 'drawn' | 'shuffled', images: Bytes) =>
    planCode(plan, params, { network, trainedOn, images, measured });
  onImages('autoencoder', 'drawn', drawn);
  onImages('wide autoencoder', 'drawn', drawn);
  if (!law.includes('-chain')) return;
  const shuffled = planInput(plan, { ...training, arrangement: 'shuffled' });
  onImages('autoencoder', 'shuffled', shuffled);
  planClassifier(plan, params, { drawn, shuffled, measured });
}

type Bytes = OutputRef<TensorContract<'uint8'>>;
type Layers = OutputRef<TensorContract<'float32'>>;

/** An autoencoder, looked at from before its training to its last epoch. */
function planCode(
  plan: PlanBuilder,
  { input, autoencoder, looks, seed }: FixedPointsParameters,
  of: { network: 'autoencoder' | 'wide autoencoder'; trainedOn: 'drawn' | 'shuffled'; images: Bytes; measured: Bytes },
): void {
  const { law, sites } = input;
  const { depth, activation, training } = autoencoder;
  const isWide = of.network === 'wide autoencoder';
  const layers = depth + 1;
  const { epochs } = planAutoencoder(plan, {
    autoencoder: {
      depth,
      rate: isWide ? 1 : 1 / 2,
      code: isWide ? sites : sites / (1 << layers),
      activation,
      codeFunction: activation,
      output: 'linear',
      loss: 'mse',
      initial: 'glorot',
    },
    training: { ...training, pretraining: 'none', pretrainingEpochs: 0 },
    images: of.images,
    inputs: sites,
    data: { law, sites, trainedOn: of.trainedOn },
    seed,
  });
  const { network, trainedOn, measured } = of;
  const look = { network, trainedOn, measured, law, activation, layers, orders: looks.orders, seed };
  planLooks(plan, look, epochs);
}

/** A classifier of chains, looked at from before its training to its last epoch. */
function planClassifier(
  plan: PlanBuilder,
  { input, classifier, looks, seed }: FixedPointsParameters,
  { drawn, shuffled, measured }: { drawn: Bytes; shuffled: Bytes; measured: Bytes },
): void {
  const { law, sites } = input;
  const { depth, width, sigmaW2, sigmaB2, activation, training } = classifier;
  const labelled = (images: { drawn: Bytes; shuffled: Bytes }) =>
    plan.add(labelledChainsStage, { params: {}, inputs: images, keep: 'never' });
  const judged = { law, sites, seed, role: 'validation', samples: input.measured } as const;
  const train = labelled({ drawn, shuffled });
  const validation = labelled({
    drawn: planInput(plan, { ...judged, arrangement: 'drawn' }),
    shuffled: planInput(plan, { ...judged, arrangement: 'shuffled' }),
  });
  const drawnFrom = { shape: 'wide', depth, width, sigmaW2, sigmaB2, seed } as const;
  const stream = { ...drawnFrom, law, sites };
  const untrained = plan.add(initialiseStage, {
    params: { ...drawnFrom, inputs: sites, classes: 2 },
    inputs: {},
    stream,
    keep: 'never',
  });
  const data = {
    trainImages: train.images,
    trainLabels: train.labels,
    validationImages: validation.images,
    validationLabels: validation.labels,
  };
  const functions = { activation, output: 'linear' } as const;
  const networks = planEpochs(plan, { untrained, functions, stream }, training, () => data);
  const of = { network: 'classifier', trainedOn: 'drawn', measured, law, activation, layers: depth - 1 } as const;
  planLooks(plan, { ...of, orders: looks.orders, seed }, networks);
}

interface Look {
  readonly network: 'autoencoder' | 'wide autoencoder' | 'classifier';
  readonly trainedOn: 'drawn' | 'shuffled';
  readonly measured: Bytes;
  readonly law: string;
  readonly activation: FixedPointsParameters['classifier']['activation'];
  readonly layers: number;
  readonly orders: number;
  readonly seed: number;
}

function planLooks(
  plan: PlanBuilder,
  { measured, seed, ...params }: Look,
  epochs: readonly { readonly weights: Layers; readonly biases: Layers }[],
): void {
  epochs.forEach(({ weights, biases }, epoch) => {
    plan.add(featureLayersStage, {
      params: { ...params, epoch },
      inputs: { weights, biases, images: measured },
      stream: { law: params.law, seed },
    });
  });
}
