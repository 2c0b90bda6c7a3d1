import type { TableMeaning } from '../table-meaning.js';
import { klEstimators } from './kl-estimators.js';
import type { fitColumns } from './kl-fit.columns.js';
import type { klColumns } from './kl-layer.columns.js';
import type { determinantColumns } from './layer-determinant.columns.js';
import type { layerColumns } from './layer-statistics.columns.js';

const snapshot = { meaning: "when the network was looked at: 'init', 'epoch1', 'epoch2', ..., 'final'" } as const;
const layer = { meaning: 'the layer, 0 the first: what enters its activation' } as const;

const klLayer: TableMeaning<typeof klColumns> = {
  about: 'how far a layer is from layer 0, a row for each snapshot, layer and estimator',
  columns: {
    snapshot,
    layer,
    estimator: {
      meaning: `${klEstimators.map(({ name, quantity }) => `'${name}' (${quantity})`).join(', ')}; 'mean-field' and a word for the prediction of each`,
    },
    kl: { unit: 'nats', meaning: 'divergence of the whole layer from layer 0, averaged over the images' },
    kl_se: { unit: 'nats', meaning: 'standard error of kl: over the images, of one image that of the sampling' },
    kl_per_unit: { unit: 'nats per unit', meaning: 'kl over the units of layer 0' },
    kl_per_unit_se: { unit: 'nats per unit', meaning: 'standard error of kl_per_unit' },
    samples: { meaning: 'samples of the Gaussian of layer 0 that were pushed through the network, of all images' },
    reason: { meaning: 'why kl or its error is null' },
  },
};

const klFit: TableMeaning<typeof fitColumns> = {
  about: 'the fit of a (1 - bˣ), x the layer, to the divergence per unit, a row for each snapshot and estimator',
  columns: {
    snapshot,
    a: {
      unit: 'as normalisation says',
      meaning: "the asymptote; with normalisation 'paper' in (1/2) ln(2πe σ_w²) nats",
    },
    a_se: {
      unit: 'as a',
      meaning: 'standard error of a for this network, that of the curve carried through the fit: see se_of',
    },
    b: { meaning: 'what is left of the distance to the asymptote after one layer' },
    b_se: { meaning: 'standard error of b for this network: see se_of' },
    se_of: {
      meaning:
        "what a_se and b_se are of: 'images' (other images shown to this network, and sampled), 'sampling' if one was",
    },
    a_sampling_se: { unit: 'as a', meaning: 'the part of the sampling alone in a_se, the images given' },
    b_sampling_se: { meaning: 'the part of the sampling alone in b_se, the images given' },
    a_fit_se: {
      unit: 'as a',
      meaning: 'what the residuals alone would say of a, were the layers independent; null without degrees of freedom',
    },
    b_fit_se: { meaning: 'what the residuals alone would say of b' },
    rms: { unit: 'as a', meaning: 'root mean square of the residuals' },
    points: { meaning: 'layers that were fitted' },
    freedom: {
      meaning: 'degrees of freedom: layers after the first less the two parameters; with 0 the curve is through all',
    },
    converged: { meaning: 'whether there is such a curve' },
    reason: { meaning: 'why there is none' },
  },
};

const layerStatistics: TableMeaning<typeof layerColumns> = {
  about: 'what enters the activation of a layer, a row for each snapshot and layer',
  columns: {
    snapshot,
    layer,
    units: { meaning: 'units of the layer' },
    mean: { meaning: 'mean of the preactivations over images and units' },
    variance: { meaning: 'their variance' },
    reason: { meaning: 'why both are null' },
  },
};

const layerDeterminant: TableMeaning<typeof determinantColumns> = {
  about: 'the matrices between the layers, a row for each snapshot and layer',
  columns: {
    snapshot,
    layer: { meaning: 'the layer that the matrix leads to, 0 the first' },
    units: { meaning: 'units of the layer' },
    log_abs_determinant: { meaning: 'ln |det W|; -Infinity for a singular matrix' },
    reason: { meaning: 'why it is null' },
  },
};

/** What `activations`, `kl` and `fit` fill. */
export const klTables = { kl_layer: klLayer, kl_fit: klFit, layer_statistics: layerStatistics };

/** The same, and what the estimators fill that a study file may ask for besides. */
export const estimatorTables = { ...klTables, layer_determinant: layerDeterminant };
