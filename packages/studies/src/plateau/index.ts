import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';
import { plateauChange } from './plateau-change.js';

export const plateau: PublishedStudy = {
  name: 'plateau',
  study: () => import('./plateau.study.js'),
  summary: {
    tellsApart: ['network.sigmaW2', 'network.depth', 'network.activation', 'network.output'],
    note: 'no plateau: a fit has one, but the mean of the last quarter of the curve is not within a tenth of its a',
    query: plateauChange,
    columns: [
      { header: 'σ_w²', value: 'sigma_w2', digits: 2, swept: true },
      { header: 'activation', value: 'activation' },
      { header: 'output', value: 'output' },
      { header: '2π ξ_c', value: 'two_pi_xi_c', digits: 1 },
      { header: 'plateau from layer', value: 'predicted', digits: 2 },
      {
        header: 'untrained',
        value: 'untrained',
        standardError: 'untrained_se',
        errorOf: { column: 'untrained_se_of' },
        seeds: 'untrained_seeds',
        remark: 'untrained_remark',
        digits: 2,
      },
      {
        header: 'trained',
        value: 'trained',
        standardError: 'trained_se',
        errorOf: { column: 'trained_se_of' },
        seeds: 'trained_seeds',
        remark: 'trained_remark',
        digits: 2,
      },
      { header: 'depth', value: 'depth_from', digits: 0 },
      {
        header: 'accuracy',
        value: 'accuracy_from',
        standardError: 'accuracy_from_se',
        errorOf: 'networks',
        seeds: 'accuracy_from_seeds',
        digits: 4,
      },
      { header: 'depth', value: 'depth_to', digits: 0 },
      {
        header: 'accuracy',
        value: 'accuracy_to',
        standardError: 'accuracy_to_se',
        errorOf: 'networks',
        seeds: 'accuracy_to_seeds',
        digits: 4,
      },
      { header: 'change', value: 'change', standardError: 'change_se', errorOf: 'networks', digits: 4 },
      { header: 'p (Welch, Holm)', value: 'change_holm', digits: 4 },
      { header: 'deeper is', value: 'verdict' },
      { header: 'at training loss', value: 'equal_loss', digits: 4 },
      { header: 'change', value: 'equal_change', standardError: 'equal_change_se', errorOf: 'networks', digits: 4 },
      { header: 'p (Welch, Holm)', value: 'equal_change_holm', digits: 4 },
      { header: 'deeper is', value: 'equal_verdict' },
    ],
  },
  figures: {
    plateau: titled('Depth beyond the plateau of the KL divergence', () => import('./plateau.figure.js')),
  },
};
