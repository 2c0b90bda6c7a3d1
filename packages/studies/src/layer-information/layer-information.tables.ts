import { estimatorTables } from '../network/kl.tables.js';
import { trainingTables } from '../network/training.tables.js';
import type { TableMeaning } from '../table-meaning.js';
import type { decimationInformationColumns } from './decimation-information.columns.js';
import type { informationKinkColumns } from './information-kink.columns.js';
import type { informationRateColumns } from './information-rate.columns.js';
import type { layerInformationColumns } from './layer-information.columns.js';
import type { normalDeterminantColumns } from './normal-determinant.columns.js';
import type { predictedLayerColumns } from './predicted-layer-information.columns.js';

const PER_UNIT = 'nats per unit';
const layer = { meaning: 'the layer, 0 the reference layer: what enters its activation' } as const;
const noise = {
  meaning: 's², variance of the noise added to every unit of every layer after layer 0; 0 for none',
} as const;

const layerInformation: TableMeaning<typeof layerInformationColumns> = {
  about: 'what the units of a layer tell of each other, a row for each network, snapshot, layer and noise',
  columns: {
    snapshot: {
      meaning:
        "when the network was looked at: 'init' or 'final'; with '-shuffled': the entries of each matrix in one random order",
    },
    layer,
    units: { meaning: 'units of the layer' },
    samples: { meaning: 'samples of the reference layer that were pushed through the network' },
    noise,
    multi_information: {
      unit: PER_UNIT,
      meaning: 'multi-information T/N: sum of the entropies of the units less their joint entropy',
    },
    multi_information_se: { unit: PER_UNIT, meaning: 'its standard error by the sampling, for this network' },
    multi_information_lower: { unit: PER_UNIT, meaning: 'lower bound on T/N, with noise' },
    multi_information_lower_se: { unit: PER_UNIT, meaning: 'standard error of the lower bound by the sampling' },
    multi_information_upper: {
      unit: PER_UNIT,
      meaning: 'upper bound on T/N: without noise T/N with every unit taken as normal',
    },
    multi_information_upper_se: { unit: PER_UNIT, meaning: 'standard error of the upper bound by the sampling' },
    estimator: {
      meaning:
        "by what the entropies of single units are estimated: 'normal', 'nearest-neighbour', or 'none' for a bound alone",
    },
    marginal_means: {
      unit: PER_UNIT,
      meaning: 'divergence of single units from one normal distribution by their means',
    },
    marginal_variances: { unit: PER_UNIT, meaning: 'the same by their variances' },
    marginal_non_gaussianity: {
      unit: PER_UNIT,
      meaning: 'the same by their form: normal entropy less that of nearest neighbours',
    },
    marginal_non_gaussianity_se: { unit: PER_UNIT, meaning: 'its standard error over the units looked at' },
    infinite_width: { unit: PER_UNIT, meaning: 'T/N that mean-field theory predicts for infinite width' },
    finite_width: { unit: PER_UNIT, meaning: 'the same with the first correction of finite width' },
    infinite_width_upper: { unit: PER_UNIT, meaning: 'the upper bound with noise for infinite width' },
    predicted_reason: { meaning: 'why a prediction is null' },
    reference_mean: { meaning: 'μ_0, mean of every unit of the reference layer' },
    reference_variance: { meaning: 'v_0, variance of every unit of the reference layer' },
    reason: { meaning: 'why multi_information is null' },
  },
};

const predictedLayerInformation: TableMeaning<typeof predictedLayerColumns> = {
  about: 'what mean-field theory predicts of the layers of a random network, a row for each layer and noise',
  columns: {
    layer,
    noise,
    unit_mean_square: { meaning: 'c, mean square over the units of their mean over the samples' },
    unit_variance: { meaning: 'd, variance of a unit over the samples' },
    rho: { meaning: 'ρ = c/(c + d), correlation of the preactivations of two samples' },
    infinite_width: { unit: PER_UNIT, meaning: 'T/N for infinite width; with noise an upper bound on it' },
    push_forward: {
      unit: PER_UNIT,
      meaning: 'divergence of the layer from independent normal units; with noise an upper bound on it',
    },
    width_correction: {
      unit: 'nats',
      meaning: 'a of the first correction of finite width: T/N has a/N more, beside what the determinants have',
    },
    reason: { meaning: 'why width_correction is null' },
  },
};

const informationRate: TableMeaning<typeof informationRateColumns> = {
  about: 'what a deep layer of an infinitely wide random network adds, a row for each σ_w²',
  columns: {
    sigma_w2: { meaning: 'σ_w², variance of the weights times the units before them' },
    multi_information_rate: { unit: 'nats per unit and layer', meaning: 'r_T, to the multi-information' },
    push_forward_rate: {
      unit: 'nats per unit and layer',
      meaning: 'r_D, to the divergence from independent normal units',
    },
    chi1: { meaning: 'χ_1, slope of the correlation map at 1: ordered below 1, chaotic above' },
    reason: { meaning: 'why they are null' },
  },
};

const informationKink: TableMeaning<typeof informationKinkColumns> = {
  about: 'the kink of the rate of the multi-information, one row',
  columns: {
    sigma_w2_critical: { meaning: 'σ_w² at which χ_1 = 1' },
    rate: { unit: 'nats per unit and layer', meaning: 'both rates there' },
    slope_below: { unit: 'nats per unit and layer', meaning: 'slope of r_T by σ_w² on the ordered side' },
    slope_above: { unit: 'nats per unit and layer', meaning: 'slope of r_T on the chaotic side, and of r_D' },
    reason: { meaning: 'why they are null' },
  },
};

const normalDeterminant: TableMeaning<typeof normalDeterminantColumns> = {
  about: 'the normal numbers behind the matrices of one seed, a row for each layer',
  columns: {
    layer: { meaning: 'the layer that the matrix leads to' },
    units: { meaning: 'units of the layer' },
    log_abs_determinant: { meaning: 'ln |det G| of a matrix of standard normal numbers' },
  },
};

const decimationInformation: TableMeaning<typeof decimationInformationColumns> = {
  about: 'multi-information and relative entropy of spins along decimation, a row for each lattice, coupling and step',
  columns: {
    lattice: { meaning: "'chain' and 'square' (both infinite), 'ring' or 'torus' (4 x 4)" },
    spins: { meaning: 'spins before the first step; null of an infinite lattice' },
    coupling: { meaning: 'the coupling K = βJ' },
    step: { meaning: 'decimations so far' },
    multi_information: { unit: 'nats per retained spin', meaning: 't_n, what the retained spins tell of each other' },
    relative_entropy: { meaning: 's⁽ⁿ⁾ in units of N ln 2' },
    lost: { unit: 'nats per spin', meaning: 't_0 - 2⁻ⁿ t_n, which is s⁽ⁿ⁾ ln 2' },
    lost_bound: { unit: 'nats per spin', meaning: 'how far lost may be from the truth' },
  },
};

export const layerInformationTables = {
  ...trainingTables,
  layer_information: layerInformation,
  predicted_layer_information: predictedLayerInformation,
  information_rate: informationRate,
  information_kink: informationKink,
  normal_determinant: normalDeterminant,
  decimation_information: decimationInformation,
  layer_determinant: estimatorTables.layer_determinant,
};
