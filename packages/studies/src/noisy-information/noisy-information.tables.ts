import type { TableMeaning } from '../table-meaning.js';
import type { informationLossColumns } from './information-loss.columns.js';
import type { lossDivergenceColumns } from './loss-divergence.columns.js';
import type { lossQualityColumns } from './loss-quality.columns.js';
import type { lossScaleColumns } from './loss-scale.columns.js';
import type { lossSizeColumns } from './loss-size.columns.js';
import type { predictedLossColumns } from './predicted-loss.columns.js';

const look = {
  units: { meaning: 'N, units of every layer' },
  sigma_w2: { meaning: 'σ_w², variance of the weights times the units before them' },
  noise_scale: { meaning: "what the noise is in: 'absolute', or 'layer', units of the variance of the layer" },
  noise: { meaning: 'variance of the noise of a unit, in these units' },
  bound: { meaning: "which bound on the information: 'lower' or 'upper'" },
} as const;

const prediction = {
  infinite_width: { unit: 'layers', meaning: 'where it is predicted to be half of ln M for infinite width' },
  finite_width: { unit: 'layers', meaning: 'the same with the first correction of finite width, mean over networks' },
  scatter: { unit: 'layers', meaning: 'standard deviation over networks that is predicted' },
  xi_c: { unit: 'layers', meaning: 'ξ_c, over which correlations settle' },
  scaled: { meaning: 'x = ln[2 N q* (1 - ρ_0) / (κ ln(√M + 1))], κ = 8s² or 2s²' },
} as const;

const of = {
  noise_scale: look.noise_scale,
  whose: { meaning: "whose layers: 'networks', or theory for 'infinite width' and 'finite width'" },
  seed: { meaning: 'number of the network; null of theory' },
} as const;

const predictedLoss: TableMeaning<typeof predictedLossColumns> = {
  about:
    'where random networks are predicted to lose half of their inputs, a row for each width, σ_w², noise and bound',
  columns: { ...look, ...prediction, xi_q: { unit: 'layers', meaning: 'ξ_q, over which the variance settles' } },
};

const informationLoss: TableMeaning<typeof informationLossColumns> = {
  about: 'where a random network loses half of its inputs, a row for each width, σ_w², noise and bound',
  columns: {
    ...look,
    layer: { unit: 'layers', meaning: 'where the bound on I(X;T) falls below half of ln M' },
    ...prediction,
    reason: { meaning: 'why layer is null' },
  },
};

const lossScale: TableMeaning<typeof lossScaleColumns> = {
  about: 'the scales by which layers collapse best, a row for each σ_w², of networks pseudo-values of the jackknife',
  columns: {
    ...of,
    sigma_w2: look.sigma_w2,
    log_scale: { meaning: 'ln of the scale over that of the first σ_w²' },
    log_xi_c: { meaning: 'the same of ξ_c' },
  },
};

const lossDivergence: TableMeaning<typeof lossDivergenceColumns> = {
  about: 'where these scales diverge and how, of networks pseudo-values of the jackknife',
  columns: {
    ...of,
    corrections: { meaning: 'how many corrections to scaling are fitted' },
    exponent: { meaning: 'ν of scale ~ ln(σ_c²/σ_w²)^-ν' },
    sigma_w2_critical: { meaning: 'where they diverge' },
    sigma_w2_theory: { meaning: 'the critical σ_w² of theory' },
    reason: { meaning: 'why they are null' },
  },
};

const lossQuality: TableMeaning<typeof lossQualityColumns> = {
  about: 'how well layers collapse, a row for each scale tried, of networks each by itself',
  columns: {
    ...of,
    scaling: { meaning: "by which scale: 'best', that of theory ('xi_c'), a wrong one, or 'none'" },
    size_order: { meaning: 'how many powers of scale/N correct for a finite width' },
    scatter: { meaning: 'standard deviation of ln(layer) about the common curve' },
  },
};

const lossSize: TableMeaning<typeof lossSizeColumns> = {
  about: 'how what a finite width takes off the layer goes with ξ_c/N, of networks pseudo-values of the jackknife',
  columns: {
    ...of,
    cells: { meaning: 'widths and σ_w² with ξ_c/N up to 0.1' },
    size_exponent: { meaning: 'ω of 1 - layer/infinite width ~ (ξ_c/N)^ω' },
  },
};

export const noisyInformationTables = {
  predicted_loss: predictedLoss,
  information_loss: informationLoss,
  loss_scale: lossScale,
  loss_divergence: lossDivergence,
  loss_quality: lossQuality,
  loss_size: lossSize,
};
