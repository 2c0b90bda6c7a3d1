import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';
import { againstTheory } from './against-theory.js';

export const activations: PublishedStudy = {
  name: 'activations',
  study: () => import('./activations.study.js'),
  summary: {
    tellsApart: ['network.activation', 'network.sigmaW2', 'network.depth'],
    query: (study) => `
      select * from (${againstTheory(study)})
      where layer = depth - 3
      order by activation, sigma_w2, depth`,
    columns: [
      { header: 'activation', value: 'activation' },
      { header: 'σ_w²', value: 'sigma_w2', digits: 2 },
      { header: 'layer', value: 'layer', digits: 0 },
      {
        header: 'divergence',
        value: 'kl',
        standardError: 'kl_se',
        errorOf: 'networks',
        seeds: 'some_seeds',
        digits: 4,
      },
      { header: 'mean field', value: 'predicted', digits: 4 },
      { header: 'away, in errors', value: 'away', digits: 1 },
    ],
  },
  figures: {
    'kl-activations': titled(
      'The divergence by layer of networks of several activations, untrained, against mean-field theory',
      () => import('./kl-activations.figure.js'),
    ),
  },
};
