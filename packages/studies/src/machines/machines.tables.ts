import type { TableMeaning } from '../table-meaning.js';
import type { machineCodeColumns } from './machine-code.columns.js';
import type { machineLikelihoodColumns } from './machine-likelihood.columns.js';
import type { machineTrainingColumns } from './machine-training.columns.js';

const layer = { meaning: 'the machine, 0 that of the images' };
const snapshot = { meaning: 'how far the machines were trained' };
const visible_units = { meaning: 'units that are shown the data or the layer below' };
const hidden_units = { meaning: 'units of the layer' };

const machine_training: TableMeaning<typeof machineTrainingColumns> = {
  about: 'the training of restricted Boltzmann machines, a row for each epoch',
  columns: {
    layer,
    visible_units,
    hidden_units,
    epoch: { meaning: 'the epoch, 1 the first' },
    reconstruction_error: {
      meaning:
        'mean over visible units of the square of what was shown less its mean given hidden states drawn from it; null for persistent chains',
      live: 'reconstruction error',
    },
    mean_activity: { meaning: 'mean probability of the hidden units given the data, over the epoch' },
    dead_units: { meaning: 'hidden units that are on for less than 1 % of the data, or off' },
    weight_rms: { meaning: 'root mean square of the weights after the epoch' },
    status: {
      meaning: "'ok', 'diverged' (a weight or a bias is not finite any more) or 'no step' (fewer images than a batch)",
    },
  },
};

const machine_code: TableMeaning<typeof machineCodeColumns> = {
  about: 'binary codes of the hidden layers, which the tensor `codes` has as packed bits',
  columns: {
    snapshot,
    layer,
    units: { meaning: 'units of the layer, the bits of a code' },
    code: { meaning: "'sampled' given the layer below, or 'thresholded' at probability 1/2" },
    codes: { meaning: 'images that were coded' },
    occupied: { meaning: 'different codes among them' },
    mean_activity: { meaning: 'share of ones' },
    dead_units: { meaning: 'units that are the same in all codes' },
    digest: { meaning: 'of the codes as a tensor: tensor_bits(digest, units) reads them' },
  },
};

const machine_likelihood: TableMeaning<typeof machineLikelihoodColumns> = {
  about: 'log-likelihood of a restricted Boltzmann machine for the states that it is shown',
  columns: {
    snapshot,
    layer,
    visible_units,
    hidden_units,
    method: { meaning: "how the partition function was had: 'exact' or 'annealed' (importance sampling)" },
    log_partition: { unit: 'nats', meaning: 'ln Z' },
    log_partition_se: {
      unit: 'nats',
      meaning:
        'its standard error, too small where few chains are effective; null where the steps of the annealing are too large',
    },
    effective_chains: { meaning: 'how many chains carry the annealed mean; null where it is exact' },
    log_likelihood: { unit: 'nats', meaning: 'mean ln p(v) of the states; of a density for Gaussian units' },
    log_likelihood_se: { unit: 'nats', meaning: 'its standard error, of the states and of ln Z' },
    log_likelihood_per_unit: { unit: 'nats per unit', meaning: 'the same by visible unit' },
    states: { meaning: 'states that it is the mean of' },
    data_variance: { meaning: 'mean over the visible units of the variance of the data' },
    fantasy_variance: { meaning: 'the same of what the machine draws by itself; of Gaussian units, of their means' },
    status: {
      meaning:
        "'ok', 'collapsed' (what it draws of Bernoulli units varies less than a tenth of the data) or 'diverged'",
    },
    reason: { meaning: 'why numbers are missing' },
  },
};

/** Meanings of what the stages are given under a name that no parameter of a study has. */
export const machineStageParameters = {
  widths: { meaning: "hidden units of each machine of the stack, from the data up: '256-100-10'" },
  hidden: { meaning: 'hidden units of the machine' },
  momentum: { meaning: 'what is left of the velocity after a step, in this epoch' },
  learningRate: { meaning: 'rate of the epoch' },
  epoch: { meaning: 'the last epoch of the training of the uppermost machine so far' },
  snapshot,
  code: { meaning: "'sampled' given the layer below, or 'thresholded' at probability 1/2" },
} as const;

/** What every study that trains machines fills. */
export const machineTables = { machine_training, machine_code, machine_likelihood };
