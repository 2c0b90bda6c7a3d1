import { datasetOf } from '@rgflow/dataset';
import { matchedWidth } from '@rgflow/mlp';
import type { OutputRef, PlanBuilder, TensorContract } from '@rgflow/pipeline';
import { z } from 'zod';
import { datasetStage } from '../network/dataset.stage.js';
import { initialiseStage } from '../network/initialise.stage.js';
import { networkParameters } from '../network/network-parameters.js';
import { trainStage } from '../network/train.stage.js';
import { nuisanceClaimsStage } from './nuisance-claims.stage.js';
import { nuisanceImageProbeStage } from './nuisance-image-probe.stage.js';
import { nuisanceImagesStage } from './nuisance-images.stage.js';
import { nuisanceProbeStage } from './nuisance-probe.stage.js';

const { dataset, training, seed } = networkParameters.shape;

export const nuisanceParameters = z.strictObject({
  dataset,
  network: z
    .strictObject({
      depth: z.int().min(4).max(1000).default(10),
      width: z.int().positive().default(400),
      sigmaW2: z.number().positive().default(2.5),
      sigmaB2: z.number().nonnegative().default(0.05),
      /** Depth of another network with as many weights and biases. */
      shallowDepth: z.int().min(3).max(1000).default(3),
    })
    .refine(({ depth, shallowDepth }) => shallowDepth < depth, {
      path: ['shallowDepth'],
      error: 'expected less than network.depth, which it is compared with',
    })
    .prefault({}),
  training,
  nuisance: z
    .strictObject({
      shiftSpread: z.number().nonnegative().default(1.5),
      rotationSpread: z.number().nonnegative().default(12),
      thicknessSpread: z.number().nonnegative().default(0.4),
      brightnessSpread: z.number().nonnegative().default(0.2),
      noiseSpread: z.number().nonnegative().default(0.5),
    })
    .prefault({}),
  /** Of the held-out images, how many to fit a reader on and to choose its penalty by; the rest is to score on. */
  probe: z
    .strictObject({ fit: z.int().positive().default(6000), choose: z.int().positive().default(1000) })
    .prefault({}),
  seed,
});

type NuisanceParameters = z.output<typeof nuisanceParameters>;
type Images = OutputRef<TensorContract<'uint8'>>;
type Layers = OutputRef<TensorContract<'float32'>>;

interface State {
  readonly weights: Layers;
  readonly biases: Layers;
  readonly weightVelocities: Layers;
  readonly biasVelocities: Layers;
}

/**
 * One seed: a deep and a shallow network with as many parameters, each untrained, trained on plain images and trained on images with
 * nuisances; and the images themselves. The deep one is read layer by layer, the shallow one from its last hidden layer on.
 *
 * All are read from the same held-out images, which have one drawing of the nuisances for each seed.
 */
export function planNuisance(plan: PlanBuilder, params: NuisanceParameters): void {
  const { dataset, network, training, nuisance, probe, seed } = params;
  const data = plan.add(datasetStage, {
    params: { dataset: dataset.name, train: dataset.train, validation: dataset.validation },
    inputs: {},
  });
  const { inputs, classes } = datasetOf(dataset.name);
  const withNuisances = (drawing: string, images: Images) =>
    plan.add(nuisanceImagesStage, {
      params: { drawing, ...nuisance },
      inputs: { images },
      stream: { seed },
      keep: 'never',
    });
  const held = withNuisances('held-out', data.validationImages);
  const heldOut = { ...held, labels: data.validationLabels };
  plan.add(nuisanceImageProbeStage, { params: { ...probe, classes }, inputs: heldOut });

  const planNetwork = (role: 'deep' | 'shallow', depth: number, width: number) => {
    const { sigmaW2, sigmaB2 } = network;
    const stream = { shape: 'wide', depth, width, sigmaW2, sigmaB2, seed } as const;
    const untrained = plan.add(initialiseStage, {
      params: { ...stream, inputs, classes },
      inputs: {},
      stream,
      keep: 'never',
    });
    const trained = (validationImages: Images, imagesOf: (epoch: number) => Images): State => {
      const { epochs, ...sgd } = training;
      let state: State = untrained;
      for (let epoch = 1; epoch <= epochs; epoch++) {
        const { weights, biases, weightVelocities, biasVelocities } = state;
        const images = { ...data, trainImages: imagesOf(epoch), validationImages };
        const inputs = { weights, biases, weightVelocities, biasVelocities, ...images };
        state = plan.add(trainStage, { params: { epoch, ...sgd }, inputs, stream, keep: 'head' });
      }
      return state;
    };
    const read = (name: 'random' | 'plain' | 'nuisances', { weights, biases }: State) =>
      plan.add(nuisanceProbeStage, {
        params: { network: name, role, firstLayer: role === 'deep' ? 0 : depth - 2, classes, ...probe },
        inputs: { weights, biases, ...heldOut },
      }).nuisance_probe;
    const random = read('random', untrained);
    if (training.epochs === 0) return null;
    const plain = trained(data.validationImages, () => data.trainImages);
    const nuisances = trained(
      held.nuisanceImages,
      (epoch) => withNuisances(`pass${epoch}`, data.trainImages).nuisanceImages,
    );
    return { random, plain: read('plain', plain), nuisances: read('nuisances', nuisances) };
  };
  const given = { depth: network.depth, width: network.width, inputs, classes };
  const shallow = planNetwork('shallow', network.shallowDepth, matchedWidth(given, network.shallowDepth));
  const deep = planNetwork('deep', network.depth, network.width);
  if (shallow === null || deep === null) return;
  plan.add(nuisanceClaimsStage, {
    params: {},
    // The deep ones come last and so name the columns `depth` and `width` of the claims.
    inputs: {
      shallowRandom: shallow.random,
      shallowPlain: shallow.plain,
      shallowNuisances: shallow.nuisances,
      ...deep,
    },
  });
}
