import { datasetOf } from '@rgflow/dataset';
import { matchedWidth } from '@rgflow/mlp';
import type { OutputRef, PlanBuilder, TensorContract } from '@rgflow/pipeline';
import { type PlannedNetwork, planDataset, planEpochs, planUntrained } from '../network/training-chain.js';
import { nuisanceClaimsStage } from './nuisance-claims.stage.js';
import { nuisanceImageProbeStage } from './nuisance-image-probe.stage.js';
import { nuisanceImagesStage } from './nuisance-images.stage.js';
import type { NuisanceParameters } from './nuisance-parameters.js';
import { nuisanceProbeStage } from './nuisance-probe.stage.js';

type Images = OutputRef<TensorContract<'uint8'>>;

/**
 * One seed: a deep and a shallow network with as many parameters, each untrained, trained on plain images and trained on
 * images with nuisances; and the images themselves. The deep one is read layer by layer, the shallow one from its last
 * hidden layer on.
 *
 * All are read from the same held-out images, which have one drawing of the nuisances for each seed.
 */
export function planNuisance(plan: PlanBuilder, params: NuisanceParameters): void {
  const { dataset, network, training, nuisance, probe, seed } = params;
  const { sigmaW2, sigmaB2 } = network;
  const data = planDataset(plan, dataset);
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
    const drawn = planUntrained(plan, { shape: 'wide', depth, width, sigmaW2, sigmaB2 }, dataset.name, seed);
    const trained = (validationImages: Images, imagesOf: (epoch: number) => Images): PlannedNetwork =>
      planEpochs(plan, drawn, training, (epoch) => {
        return { ...data, trainImages: imagesOf(epoch), validationImages };
      }).at(-1)!;
    const read = (name: 'random' | 'plain' | 'nuisances', { weights, biases }: PlannedNetwork) =>
      plan.add(nuisanceProbeStage, {
        params: { network: name, role, firstLayer: role === 'deep' ? 0 : depth - 2, classes, ...probe },
        inputs: { weights, biases, ...heldOut },
      }).nuisance_probe;
    const random = read('random', drawn.untrained);
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
