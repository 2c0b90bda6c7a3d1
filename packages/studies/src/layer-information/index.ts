import type { ActivationName } from '@rgflow/meanfield';
import { calculator } from '../calculator.js';
import { randomNetworkOptions } from '../network/random-network-options.js';
import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';
import { layerInformationSummary } from './layer-information-summary.js';

export const layerInformation: PublishedStudy = {
  name: 'layer-information',
  study: () => import('./layer-information.study.js'),
  summary: layerInformationSummary,
  claims: async (study) => (await import('./information-claims.js')).informationClaims(study),
  figures: {
    'layer-information': titled(
      'What the units of a layer tell of each other',
      () => import('./layer-information.figure.js'),
    ),
  },
  calculators: {
    'layer-information': calculator({
      summary: 'multi-information of the units of a layer',
      description:
        'Multi-information of the units of each layer of a random network of constant width, per unit, by mean-field theory, and what ' +
        'each deep layer adds; with noise in every layer an upper bound.',
      options: {
        activation: {
          kind: ['tanh', 'erf', 'relu', 'sigmoid', 'linear'] as const satisfies readonly ActivationName[],
          symbol: 'name',
          meaning: 'activation of every layer',
          default: 'tanh',
        },
        ...randomNetworkOptions,
        inputSecondMoment: {
          kind: 'number',
          symbol: 'X',
          meaning: 'mean square of the input: layer 0 has variance σ_w² X + σ_b²',
          default: 0.1,
          least: 0,
          most: 1e6,
        },
        depth: {
          kind: 'whole number',
          symbol: 'L',
          meaning: 'last layer, at most 1000',
          default: 10,
          most: 1000,
          beyond: 'each layer beyond adds r_T, which is printed',
        },
        width: {
          kind: 'whole number',
          symbol: 'N',
          meaning: 'units of a layer, at most 100000, for the first correction of finite width',
          least: 1,
          most: 100_000,
          beyond: 'leave it out for infinite width',
        },
        noise: {
          kind: 'number',
          symbol: 's²',
          meaning: 'variance of noise added in every layer',
          default: 0,
          least: 0,
          most: 250_000,
        },
      },
      example: '--sigma-w2 1.5 --sigma-b2 0.05 --width 300',
      answer: () => import('./layer-information.calculator.js'),
    }),
  },
};
