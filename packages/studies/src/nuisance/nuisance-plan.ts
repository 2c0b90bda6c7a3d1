import { datasetOf } from '@rgflow/dataset';
import { matchedWidth } from '@rgflow/mlp';
import type { OutputRef, PlanBuilder, TensorContract } from '@rgflow/pipeline';
import { trainingTables } from '../network/training.tables.js';
import { type PlannedNetwork, planDataset, planEpochs, planUntrained } from '../network/training-chain.js';
import type { TableMeaning } from '../table-meaning.js';
import type { claimColumns } from './nuisance-claim.columns.js';
import { nuisanceClaimsStage } from './nuisance-claims.stage.js';
import { nuisanceImageProbeStage } from './nuisance-image-probe.stage.js';
import { nuisanceImagesStage } from './nuisance-images.stage.js';
import type { NuisanceParameters } from './nuisance-parameters.js';
import type { probeColumns } from './nuisance-probe.columns.js';
import { nuisanceProbeStage } from './nuisance-probe.stage.js';
import { nuisanceSnapshotStage } from './nuisance-snapshot.stage.js';

type Images = OutputRef<TensorContract<'uint8'>>;

/**
 * One seed: a deep and a shallow network with as many parameters, each untrained, trained on plain images and trained on
 * images with nuisances; and the images themselves. The deep one is read layer by layer, the shallow one from its last
 * hidden layer on; what the claims are of, first and last hidden layers, by a small network too. After every epoch both
 * are read from their last hidden layer, so that they can be compared where they classify equally well.
 *
 * All are read from the same held-out images, which have one drawing of the nuisances for each seed.
 */
export function planNuisance(plan: PlanBuilder, params: NuisanceParameters): void {
  const { dataset, network, training, nuisance, probe, seed } = params;
  const { sigmaW2, sigmaB2, activation, output } = network;
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
    const drawn = planUntrained(
      plan,
      { shape: 'wide', depth, width, sigmaW2, sigmaB2, activation, output },
      dataset.name,
      seed,
    );
    const trained = (name: 'plain' | 'nuisances', validationImages: Images, imagesOf: (epoch: number) => Images) => {
      const [, ...networks] = planEpochs(plan, drawn, training, (epoch) => {
        return { ...data, trainImages: imagesOf(epoch), validationImages };
      });
      for (const { weights, biases } of networks) {
        plan.add(nuisanceSnapshotStage, {
          params: { network: name, ...drawn.functions, role, classes, ...probe },
          inputs: { weights, biases, ...heldOut },
        });
      }
      return networks.at(-1)!;
    };
    const read = (name: 'random' | 'plain' | 'nuisances', { weights, biases }: PlannedNetwork) =>
      plan.add(nuisanceProbeStage, {
        params: {
          network: name,
          ...drawn.functions,
          role,
          firstLayer: role === 'deep' ? 0 : depth - 2,
          networkLayers: role === 'deep' ? [0, depth - 2] : [depth - 2],
          classes,
          ...probe,
        },
        inputs: { weights, biases, ...heldOut },
      }).nuisance_probe;
    const random = read('random', drawn.untrained);
    if (training.epochs === 0) return null;
    const plain = trained('plain', data.validationImages, () => data.trainImages);
    const nuisances = trained(
      'nuisances',
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

const nuisanceProbe: TableMeaning<typeof probeColumns> = {
  about: 'what readers tell from a layer, a row for the label and for each nuisance',
  columns: {
    network: {
      meaning:
        "'none' (the images themselves), 'random' (untrained), 'plain' or 'nuisances' (trained on images without or with them)",
    },
    layer: { meaning: 'the layer after its activation, 0 the first; -1 is the image' },
    units: { meaning: 'units of the layer' },
    reader: { meaning: "'linear', or 'network', one with a hidden layer of 128 units, of the layers of the claims" },
    target: { meaning: "'label' or the nuisance; 'nothing' changes nothing and shows the error of the reading" },
    score: { meaning: 'on images that it was not fitted on: accuracy for the label, R² for a nuisance' },
    score_se: { meaning: 'standard error of score over the images' },
    information: {
      unit: 'nats',
      meaning: 'lower bound of the mutual information of the layer and the label or the coordinate of the nuisance',
    },
    information_se: { unit: 'nats', meaning: 'standard error of information over the images' },
    samples: { meaning: 'images that were scored' },
    penalty: { meaning: 'ridge penalty that the images for choosing were read best with; null for a network' },
    reason: { meaning: 'why the numbers are null' },
  },
};

const nuisanceClaim: TableMeaning<typeof claimColumns> = {
  about: 'what one seed says to each claim about depth as coarse-graining',
  columns: {
    comparison: {
      meaning:
        "'last against first' hidden layer; that 'trained against random'; that 'nuisances against plain'; 'deep against shallow' of the last hidden layers",
    },
    network: { meaning: "'random', 'plain' or 'nuisances'" },
    reader: { meaning: "'linear' or 'network'" },
    target: { meaning: "'label', a nuisance, or 'shift' and 'all nuisances', which are sums" },
    expected: { meaning: "'more' or 'less': on which side of zero the claim expects the difference" },
    difference: { unit: 'nats', meaning: 'difference of the information that the reader finds' },
    reason: { meaning: 'why it is null' },
  },
};

const nuisanceSnapshot: TableMeaning<typeof probeColumns> = {
  ...nuisanceProbe,
  about: 'what a linear reader tells from the last hidden layer after each epoch of a training',
};

export const tables = {
  ...trainingTables,
  nuisance_probe: nuisanceProbe,
  nuisance_snapshot: nuisanceSnapshot,
  nuisance_claim: nuisanceClaim,
};
