import type { TableMeaning } from '../table-meaning.js';
import type { criticalLineColumns } from './critical-line.columns.js';
import type { meanFieldColumns } from './mean-field.columns.js';
import type { predictedKlColumns } from './predicted-kl.columns.js';
import type { predictedSaturationColumns } from './predicted-saturation.columns.js';

export const meanFieldMeaning: TableMeaning<typeof meanFieldColumns> = {
  about: 'wide random networks in mean-field theory, a row for each point of the phase diagram',
  columns: {
    q_star: { meaning: 'q*, variance of deep preactivations: the fixed point of q -> σ_w² V(q) + σ_b²' },
    chi1: { meaning: 'χ₁, slope of the correlation map at correlation 1: below 1 ordered, above chaotic' },
    rho_star: { meaning: 'ρ*, correlation of the deep preactivations of two inputs' },
    chi_c: { meaning: 'χ_c, slope of the correlation map at ρ*' },
    xi_c: { unit: 'layers', meaning: '-1/ln χ_c, in which a deviation of the correlation falls by e; may be Infinity' },
    chi_q: { meaning: 'χ_q, slope of the variance map at q*' },
    xi_q: { unit: 'layers', meaning: '-1/ln χ_q, in which a deviation of the variance falls by e; may be Infinity' },
    phase: {
      meaning:
        "'ordered', 'critical' (the side is within rounding), 'chaotic' or 'unbounded' (the variance grows without end)",
    },
    reason: { meaning: 'why there is no fixed point, and so no number' },
  },
};

const criticalLine: TableMeaning<typeof criticalLineColumns> = {
  about: 'the line χ₁ = 1 between order and chaos, each point of it solved for',
  columns: {
    sigma_b2: { meaning: 'σ_b², variance of the biases' },
    sigma_w2_critical: { meaning: 'the critical σ_w², weights having variance σ_w² over the number of inputs' },
    q_star: { meaning: 'q*, variance of deep preactivations there' },
    reason: { meaning: 'why one of the two is null' },
  },
};

const predictedKl: TableMeaning<typeof predictedKlColumns> = {
  about:
    'the KL divergence of a layer from layer 0 that mean-field theory predicts, a row for each layer and estimator',
  columns: {
    layer: { meaning: 'the layer, 0 the first' },
    estimator: {
      meaning: "'published', 'gaussian' (of the two fitted Gaussians) or 'push-forward' (with the Jacobian)",
    },
    variance: { meaning: 'q_m, variance of the preactivations of the layer' },
    kl_per_unit: { unit: 'nats per unit', meaning: 'Kullback-Leibler divergence from layer 0 by the estimator' },
    reason: { meaning: 'why there is no divergence' },
  },
};

const predictedSaturation: TableMeaning<typeof predictedSaturationColumns> = {
  about: 'how the predicted curve of the published estimator saturates, as a (1 - bˣ), a row for each network',
  columns: {
    a: { unit: '(1/2) ln(2πe σ_w²) nats', meaning: 'the asymptote, ln(q*/q_0) / ln(2πe σ_w²)' },
    b: { meaning: 'χ_q, what is left of the distance to the asymptote after a late layer' },
    reason: { meaning: 'why a and b are null' },
    a_fit: { unit: '(1/2) ln(2πe σ_w²) nats', meaning: 'a of the least-squares fit over the layers' },
    b_fit: { meaning: 'b of the least-squares fit over the layers' },
    fit_reason: { meaning: 'why a_fit and b_fit are null' },
    push_forward_rate: { unit: 'nats per unit', meaning: 'what a deep layer adds to the push-forward divergence' },
    push_forward_reason: { meaning: 'why push_forward_rate is null' },
  },
};

export const meanFieldTables = {
  mean_field: meanFieldMeaning,
  critical_line: criticalLine,
  predicted_kl: predictedKl,
  predicted_saturation: predictedSaturation,
};
