import { datasetOf } from '@rgflow/dataset';
import type { OutputRef, PlanBuilder, TableContract } from '@rgflow/pipeline';
import { trainingTables } from '../network/training.tables.js';
import {
  type DrawnNetwork,
  type PlannedNetwork,
  planDataset,
  planEpochs,
  planUntrained,
} from '../network/training-chain.js';
import type { TableMeaning } from '../table-meaning.js';
import type { collapseColumns } from './information-collapse.columns.js';
import { informationCollapseStage } from './information-collapse.stage.js';
import type { InformationParameters } from './information-parameters.js';
import type { mutualInformationColumns } from './mutual-information.columns.js';
import { mutualInformationStage } from './mutual-information.stage.js';
import type { predictedCollapseColumns } from './predicted-collapse.columns.js';
import type { predictedInformationColumns } from './predicted-information.columns.js';
import { predictedInformationStage } from './predicted-information.stage.js';

/**
 * A deep random network measured and predicted, and the layers in which its information is lost; for the first seeds a
 * shallower one measured before and after its training, the untrained one being the control.
 */
export function planInformation(plan: PlanBuilder, params: InformationParameters): void {
  const { dataset, network, trained, information, seed } = params;
  const { images, noise: noises, draws, bins, skipLast } = information;
  const noiseScales = [...new Set(information.noiseScale)];
  const { width, sigmaW2, sigmaB2, activation } = network;
  const data = planDataset(plan, dataset);
  const { validationImages, validationLabels } = data;
  const { classes } = datasetOf(dataset.name);

  const drawNetwork = (depth: number) => planUntrained(plan, { shape: 'wide', ...network, depth }, dataset.name, seed);
  const measure = (
    snapshot: string,
    { weights, biases }: PlannedNetwork,
    { functions, stream }: DrawnNetwork,
  ): OutputRef<TableContract<typeof mutualInformationColumns>> => {
    const inputs = { weights, biases, validationImages, validationLabels };
    return plan.add(mutualInformationStage, {
      params: { snapshot, ...functions, images, noiseScales, noises, draws, bins },
      inputs,
      stream,
    }).mutual_information;
  };

  const random = drawNetwork(network.depth);
  const mutual_information = measure('init', random.untrained, random);
  const { predicted_collapse } = plan.add(predictedInformationStage, {
    params: {
      activation,
      sigmaW2,
      sigmaB2,
      depth: network.depth,
      width,
      classes,
      images,
      noiseScales,
      noises,
      skipLast,
    },
    inputs: { validationImages, validationLabels },
  });
  plan.add(informationCollapseStage, { params: { skipLast }, inputs: { mutual_information, predicted_collapse } });

  const { seeds, depth, ...training } = trained;
  if (training.epochs === 0 || seed >= seeds) return;
  const drawn = drawNetwork(depth);
  const networks = planEpochs(plan, drawn, training, () => data);
  measure('init', drawn.untrained, drawn);
  measure('final', networks.at(-1)!, drawn);
}

const target = { meaning: "what is told of: 'input' I(X;T), 'label' I(T;Y), 'input given label' I(X;T|Y)" } as const;
const layer = { meaning: 'the layer, 0 the first: what enters its activation' } as const;
const noise_scale = {
  meaning: "what noise is in: 'absolute', s² itself, or 'layer', in units of the variance of the layer",
} as const;
const noise = {
  meaning: 'how much noise is added to every unit: its variance s², or s² over the variance of the layer',
} as const;
const samples = { meaning: 'M, the images that X is uniform over: nothing is above ln M' } as const;

const mutualInformation: TableMeaning<typeof mutualInformationColumns> = {
  about: 'what a layer tells of input and label, a row for each snapshot, layer, target, estimator and noise',
  columns: {
    snapshot: { meaning: "when the network was looked at: 'init' or 'final'" },
    layer,
    target,
    estimator: {
      meaning:
        "'noisy-channel' (the noise drawn), 'same-kernel-8s2' and 'same-kernel-2s2' (differences of two bounds of one kind, of the label alone, no bounds) or 'binning' (what leaves the layer in bins, without noise)",
    },
    noise_scale,
    noise,
    noise_variance: { meaning: 's², variance of the noise that is added to every unit' },
    mi: { unit: 'nats', meaning: 'the mutual information' },
    mi_lower: { unit: 'nats', meaning: 'its lower bound, from the distances of all pairs' },
    mi_upper: { unit: 'nats', meaning: 'its upper bound, from the distances of all pairs' },
    mi_se: { unit: 'nats', meaning: 'standard error of mi over the drawings of the noise; 0 where none is drawn' },
    samples,
    reason: { meaning: 'why a number is null' },
  },
};

const predictedInformation: TableMeaning<typeof predictedInformationColumns> = {
  about: 'the bounds that mean-field theory predicts for infinitely wide random networks and the actual images',
  columns: {
    layer,
    target,
    noise_scale,
    noise,
    mi_lower: { unit: 'nats', meaning: 'the lower bound' },
    mi_upper: { unit: 'nats', meaning: 'the upper bound' },
    samples,
  },
};

const predictedCollapse: TableMeaning<typeof predictedCollapseColumns> = {
  about: 'where a bound on I(X;T) is predicted to fall below (1/2) ln M, a row for each noise and bound',
  columns: {
    noise_scale,
    noise,
    bound: { meaning: "'lower' or 'upper'" },
    layer_predicted: { unit: 'layers', meaning: 'where, from the distances of all pairs by mean-field theory' },
    predicted_reason: { meaning: 'why layer_predicted is null' },
    layer_formula: {
      unit: 'layers',
      meaning:
        'ξ_c ln[2 N q* (1 - ρ_0) / (c s² ln M)], c = 4 for the lower and 1 for the upper bound; q* for the variance of a layer',
    },
    formula_reason: { meaning: 'why layer_formula is null' },
    correlation: { meaning: 'ρ_0, mean over the pairs of their correlation in layer 0' },
    xi_c: {
      unit: 'layers',
      meaning: 'ξ_c, in which a deviation of the correlation falls by e; may be Infinity; null if unbounded',
    },
    phase: { meaning: "'ordered', 'critical', 'chaotic' or 'unbounded' (the variance grows without end)" },
  },
};

const informationCollapse: TableMeaning<typeof collapseColumns> = {
  about: 'where the information on the input is measured to fall below (1/2) ln M, beside the prediction',
  columns: {
    ...predictedCollapse.columns,
    bound: {
      meaning: "'lower', 'upper', or 'drawn' for the information itself, of which only the bounds are predicted",
    },
    layer: { unit: 'layers', meaning: 'where it is measured to' },
    layer_reason: { meaning: 'why layer is null' },
  },
};

export const tables = {
  ...trainingTables,
  mutual_information: mutualInformation,
  predicted_information: predictedInformation,
  predicted_collapse: predictedCollapse,
  information_collapse: informationCollapse,
};
