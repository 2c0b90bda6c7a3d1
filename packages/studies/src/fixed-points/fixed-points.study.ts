import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { autoencoderStageParameters, autoencoderTables } from '../machines/autoencoders.tables.js';
import { machineDemands } from '../machines/machine-demands.js';
import { machineStageParameters, machineTables } from '../machines/machines.tables.js';
import { areSound, refuse, refuseLargerBatch } from '../network/joint-checks.js';
import { networkDemands } from '../network/network-demands.js';
import { networkStageParameters } from '../network/stage-parameters.tables.js';
import { trainingTables } from '../network/training.tables.js';
import type { TableMeaning } from '../table-meaning.js';
import type { featureLayerColumns } from './feature-layer.columns.js';
import { planFixedPoints } from './feature-plan.js';
import { fixedPointsParameters } from './fixed-points-parameters.js';
import { parseLaw } from './laws.js';

export { machineCosts as costs } from '../machines/machine-costs.js';

export const demands = { ...networkDemands, ...machineDemands };

export const study: AnyStudy = defineStudy({
  name: 'fixed-points',
  title: 'Do trained feature layers sit at fixed points of the renormalisation group of their input?',
  params: z.strictObject(fixedPointsParameters).check(({ value, issues }) => {
    if (!areSound(issues, 'input', 'autoencoder', 'classifier')) return;
    const { law, sites, samples } = value.input;
    const parsed = parseLaw(law);
    if (typeof parsed === 'string') refuse(issues, ['input', 'law'], parsed);
    const halvings = 1 << (value.autoencoder.depth + 1);
    if (sites % halvings !== 0 || sites / halvings < 3) {
      const rule = `expected a multiple of ${halvings}, at least ${3 * halvings}: ${value.autoencoder.depth + 1} layers halve it`;
      refuse(issues, ['input', 'sites'], rule, sites);
    }
    for (const name of ['autoencoder', 'classifier'] as const) {
      const { batchSize } = value[name].training;
      refuseLargerBatch(issues, [name, 'training', 'batchSize'], batchSize, samples, 'the samples');
    }
  }),
  build: planFixedPoints,
});

const feature_layer: TableMeaning<typeof featureLayerColumns> = {
  about:
    'what the layers of networks look like on samples that they were not trained on, a row for each layer and epoch',
  columns: {
    layer: { meaning: 'the layer, 0 the input, the last the feature layer; of others what enters their function' },
    layers: { meaning: 'the feature layer' },
    units: { meaning: 'units of the layer' },
    constant_units: { meaning: 'units that do not vary, left out' },
    coupling: {
      meaning: 'K of its units, above or below their medians, as an open Ising chain in the order that they have',
    },
    coupling_se: { meaning: 'its standard error, over samples' },
    permuted_coupling: { meaning: 'mean of the same in random orders' },
    permuted_scatter: { meaning: 'standard deviation of the same from order to order' },
    best_coupling: { meaning: 'K in the order and with the signs that look most like a chain' },
    best_null: { meaning: 'the same of units that know nothing of each other' },
    correlation_squared: {
      meaning: 'mean square of the correlation of two units as spins, less that of independent ones',
    },
    ratio: { meaning: 'c/a of its units as an open Gaussian chain in the order that they have' },
    ratio_se: { meaning: 'its standard error, over samples' },
    absolute_skewness: { meaning: 'mean over units of |κ₃|/κ₂^(3/2)' },
    absolute_skewness_se: { meaning: 'its standard error, over samples' },
    excess_kurtosis: { meaning: 'mean over units of κ₄/κ₂²' },
    excess_kurtosis_se: { meaning: 'its standard error, over samples' },
    flow_coupling: { meaning: 'K of the Ising chain after as many decimations as layers, exactly' },
    flow_ratio: { meaning: 'c/a of the Gaussian chain after as many decimations' },
    flow_skewness: { meaning: '|skewness| of the independent numbers after as many sums of pairs' },
    flow_kurtosis: { meaning: 'their excess kurtosis then' },
    reason: { meaning: 'why numbers are missing' },
  },
};

const ARRANGEMENT = {
  meaning: "'drawn': samples as they are; 'shuffled': each site's numbers in an order of their own",
};

const { machine_training } = machineTables;
const { autoencoder_training } = autoencoderTables;

export const tables = { ...trainingTables, machine_training, autoencoder_training, feature_layer };

export const stageParameters = {
  ...networkStageParameters,
  ...machineStageParameters,
  ...autoencoderStageParameters,
  law: { meaning: 'what the inputs are drawn from, a family and its parameters' },
  network: { meaning: "'autoencoder' (each layer halves the units), 'wide autoencoder' (none does) or 'classifier'" },
  trainedOn: ARRANGEMENT,
  arrangement: ARRANGEMENT,
  role: { meaning: "what samples are for: 'training', 'validation' or 'measured', to look at layers" },
  dimension: { meaning: '1, a ring' },
  size: { meaning: 'sites of the ring' },
  couplings: { meaning: 'K of the Ising chain, as a JSON list of one' },
  kept: { meaning: "which sites are seen: 'all'" },
  phi: { meaning: "φ of the Gaussian chain, x' = φx + √(1 - φ²) z" },
  family: { meaning: 'the law of independent numbers' },
  parameters: { meaning: 'its parameters, as a JSON list' },
  units: { meaning: 'numbers of a sample' },
  images: { meaning: 'samples' },
  low: { meaning: 'the number that is grey value 0' },
  high: { meaning: 'the number that is grey value 255' },
  activation: { meaning: 'the function after each layer' },
  codeFunction: { meaning: 'the function of the code' },
  output: { meaning: 'the function of the output' },
  loss: { meaning: 'what an autoencoder makes small' },
  initial: { meaning: 'the law of its first weights' },
  pretraining: { meaning: "'none': the whole autoencoder is trained at once" },
  epoch: { meaning: 'epochs of training so far, 0 none' },
  orders: { meaning: 'random orders of units, and drawings of independent ones' },
} as const;
