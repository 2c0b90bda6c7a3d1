import type { ActivationName } from '@rgflow/meanfield';
import { calculator } from '../calculator.js';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { randomNetworkOptions } from '../network/random-network-options.js';
import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const mutualInformation: PublishedStudy = {
  name: 'mutual-information',
  study: () => import('./mutual-information.study.js'),
  summary: {
    tellsApart: ['network.sigmaW2', 'network.activation', 'network.output'],
    query: (study) => `
      with layers as (
        select sigma_w2, activation, noise_scale, noise, noise_scales, noises, bound, phase, any_value(xi_c) as xi_c, ${meanOf('layer_formula')} as formula,
               ${meanOverSeeds('layer')},
               ${meanOf('layer_predicted')} as predicted
        from (
          -- Of untrained networks, which the output does not change: a row each, however many outputs are swept.
          select distinct sigma_w2, activation, noise_scale, noise, noise_scales, noises, bound, phase, xi_c, seed, layer, layer_predicted, layer_formula
          from information_collapse where study = ${study})
        group by all)
      select sigma_w2, activation, low.phase, noise_scale, noise, noise_scales, noises, low.xi_c,
             low.layer as lower, low.layer_se as lower_se, low.layer_seeds as lower_seeds, low.predicted as lower_predicted, low.formula as lower_formula,
             high.layer as upper, high.layer_se as upper_se, high.layer_seeds as upper_seeds, high.predicted as upper_predicted, high.formula as upper_formula
      from (from layers where bound = 'lower') as low
      join (from layers where bound = 'upper') as high using (sigma_w2, activation, noise_scale, noise, noise_scales, noises)
      order by activation, noise_scale, sigma_w2, noise desc, noises`,
    columns: [
      { header: 'σ_w²', value: 'sigma_w2', digits: 2, swept: true },
      { header: 'activation', value: 'activation' },
      { header: 'phase', value: 'phase' },
      { header: 's² in', value: 'noise_scale' },
      { header: 's²', value: 'noise' },
      { header: 's² of the cell', value: 'noises' },
      { header: 'ξ_c', value: 'xi_c', digits: 1 },
      {
        header: 'lower bound at ½ ln M: layer',
        value: 'lower',
        standardError: 'lower_se',
        errorOf: 'networks',
        seeds: 'lower_seeds',
        digits: 1,
      },
      { header: 'predicted', value: 'lower_predicted', digits: 1 },
      { header: 'formula', value: 'lower_formula', digits: 1 },
      {
        header: 'upper bound: layer',
        value: 'upper',
        standardError: 'upper_se',
        errorOf: 'networks',
        seeds: 'upper_seeds',
        digits: 1,
      },
      { header: 'predicted', value: 'upper_predicted', digits: 1 },
      { header: 'formula', value: 'upper_formula', digits: 1 },
    ],
  },
  figures: {
    'information-by-depth': titled(
      'What noisy layers of random networks tell of their input',
      () => import('./information-by-depth.figure.js'),
    ),
    'information-training': titled(
      'Mutual information by layer before and after training',
      () => import('./information-training.figure.js'),
    ),
    'information-binning': titled(
      'Mutual information by binning, a negative control',
      () => import('./information-binning.figure.js'),
    ),
  },
  calculators: {
    collapse: calculator({
      summary: 'layer in which a noisy network loses its input',
      description:
        'The layer in which bounds on what a layer with noise tells of its input pass half of ln M, for M inputs of which every two are alike: ' +
        'in infinitely wide random networks, and in those of N units with the first correction in 1/N.',
      options: {
        activation: {
          kind: ['tanh', 'erf', 'relu', 'sigmoid', 'linear'] as const satisfies readonly ActivationName[],
          symbol: 'name',
          meaning: 'activation of every layer',
          default: 'tanh',
        },
        ...randomNetworkOptions,
        secondMoment: { kind: 'number', symbol: 'q', meaning: 'q_0 of the preactivations of layer 0', required: true },
        correlation: { kind: 'number', symbol: 'ρ', meaning: 'ρ_0 of every two of them', required: true },
        width: { kind: 'whole number', symbol: 'N', meaning: 'units of a layer', default: 784 },
        samples: { kind: 'whole number', symbol: 'M', meaning: 'inputs, equally probable', default: 1000 },
        noise: { kind: 'number', symbol: 's²', meaning: 'variance of the noise', default: 0.1 },
        scale: {
          kind: ['absolute', 'layer'] as const,
          symbol: 'scale',
          meaning: "'layer': the noise is in units of the variance of the layer",
          default: 'absolute',
        },
        depth: { kind: 'whole number', symbol: 'L', meaning: 'last layer that is looked at', default: 200 },
      },
      example: '--sigma-w2 1.25 --sigma-b2 0.05 --second-moment 0.175 --correlation 0.5685',
      answer: () => import('./collapse.calculator.js'),
    }),
  },
};
