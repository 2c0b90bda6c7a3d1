import type { ActivationName } from '@rgflow/meanfield';
import { calculator } from '../calculator.js';
import { randomNetworkOptions } from '../network/random-network-options.js';
import type { PublishedStudy } from '../published-study.js';
import { evenChoice } from '../study-summary.js';
import { titled } from '../titled-figure.js';

const ACTIVATION = {
  kind: ['tanh', 'erf', 'relu', 'sigmoid', 'linear'] as const satisfies readonly ActivationName[],
  symbol: 'name',
  meaning: 'activation of every layer',
  default: 'tanh',
} as const;

const phaseDiagramOf = (activation: ActivationName) => async () => {
  const { phaseDiagramOf } = await import('./mean-field-phase-diagram.figure.js');
  return { figure: phaseDiagramOf(activation) };
};

export const meanField: PublishedStudy = {
  name: 'mean-field',
  study: () => import('./mean-field.study.js'),
  summary: {
    tellsApart: ['activation', 'sigmaW2', 'sigmaB2'],
    query: (study) =>
      evenChoice(
        `
      select activation, sigma_w2, sigma_b2, q_star, chi1, rho_star, xi_c, xi_q, phase
      from mean_field
      where study = ${study}
        and sigma_b2 = (select arg_min(sigma_b2, abs(sigma_b2 - 0.05)) from mean_field where study = ${study})`,
        'activation, sigma_w2',
      ),
    columns: [
      { header: 'activation', value: 'activation' },
      { header: 'σ_w²', value: 'sigma_w2' },
      { header: 'σ_b²', value: 'sigma_b2' },
      { header: 'q*', value: 'q_star', digits: 6 },
      { header: 'χ₁', value: 'chi1', digits: 6 },
      { header: 'ρ*', value: 'rho_star', digits: 6 },
      { header: 'ξ_c', value: 'xi_c', digits: 3 },
      { header: 'ξ_q', value: 'xi_q', digits: 3 },
      { header: 'phase', value: 'phase' },
    ],
  },
  figures: {
    'mean-field-phase-diagram': titled('Phase diagram of wide random tanh networks', phaseDiagramOf('tanh')),
    'mean-field-phase-diagram-erf': titled('Phase diagram of wide random erf networks', phaseDiagramOf('erf')),
    'mean-field-phase-diagram-sigmoid': titled(
      'Phase diagram of wide random sigmoid networks',
      phaseDiagramOf('sigmoid'),
    ),
    'mean-field-phase-diagram-relu': titled('Phase diagram of wide random relu networks', phaseDiagramOf('relu')),
    'mean-field-phase-diagram-linear': titled('Phase diagram of wide random linear networks', phaseDiagramOf('linear')),
    'mean-field-lengths': titled(
      'Correlation lengths of wide random networks across the transition',
      () => import('./mean-field-lengths.figure.js'),
    ),
    'mean-field-kl': titled('KL divergence by depth in mean-field theory', () => import('./mean-field-kl.figure.js')),
  },
  calculators: {
    'mean-field': calculator({
      summary: 'fixed points and lengths of wide random networks',
      description: 'Fixed points and correlation lengths of a wide random network, and the KL curve that it predicts.',
      options: {
        activation: ACTIVATION,
        ...randomNetworkOptions,
        inputSecondMoment: {
          kind: 'number',
          symbol: 'X',
          meaning: 'mean square of the input, for the KL curve',
          least: 0,
        },
        depth: {
          kind: 'whole number',
          symbol: 'L',
          meaning: 'last layer of the KL curve, at most 10000',
          most: 10_000,
          beyond: 'deep layers are at the fixed point, which is printed',
        },
      },
      example: '--sigma-w2 1.5 --sigma-b2 0.05',
      answer: () => import('./mean-field.calculator.js'),
    }),
    'critical-line': calculator({
      summary: 'where random networks turn from order to chaos',
      description: 'The weight variance at which a wide random network of a bias variance is critical.',
      options: {
        activation: ACTIVATION,
        sigmaB2: randomNetworkOptions.sigmaB2,
      },
      example: '--sigma-b2 0.05',
      answer: () => import('./critical-line.calculator.js'),
    }),
  },
};
