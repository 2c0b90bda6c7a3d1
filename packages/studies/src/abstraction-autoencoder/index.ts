import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const abstractionAutoencoder: PublishedStudy = {
  name: 'abstraction-autoencoder',
  study: () => import('./abstraction-autoencoder.study.js'),
  summary: {
    tellsApart: [
      'breadth.rung',
      'autoencoder.initial',
      'training.pretraining',
      'autoencoder.code',
      'autoencoder.depth',
    ],
    note:
      '± is over networks: the standard error of the mean over seeds; higher and lower by t tests at 5 %, with Holm’s correction for the whole table. ' +
      'Collapsed, and without a verdict (these too): of all seeds and depths',
    query: async (study) => (await import('./autoencoder-claims.js')).autoencoderSummary(study),
    columns: [
      { header: 'begun', value: 'initial' },
      { header: 'pre-trained', value: 'pretraining' },
      { header: 'n', value: 'units', digits: 0, swept: true },
      { header: 'shown', value: 'breadth' },
      { header: 'code', value: 'code' },
      { header: 'collapsed', value: 'collapsed' },
      { header: 'no verdict', value: 'no_verdict' },
      { header: 'nats: deepest above its null', value: 'deep' },
      { header: 'per layer', value: 'slope' },
      { header: 'at all depths: less shuffled', value: 'shuffled' },
      { header: 'less the narrower', value: 'broader' },
      { header: 'which is', value: 'narrower' },
      { header: 'less untrained', value: 'trained' },
      { header: 'correlation with multi-information', value: 'correlation' },
      { header: 'with what comes back', value: 'explained' },
    ],
  },
  claims: async (study) => (await import('./autoencoder-claims.js')).autoencoderClaims(study),
  figures: {
    'abstraction-autoencoder': titled(
      'Thresholded codes of autoencoders against the Hierarchical Feature Model, by depth',
      () => import('./abstraction-autoencoder.figure.js'),
    ),
    'abstraction-autoencoder-sampled': titled(
      'Sampled codes of autoencoders against the Hierarchical Feature Model, by depth',
      () => import('./abstraction-autoencoder-sampled.figure.js'),
    ),
    'abstraction-autoencoder-breadth': titled(
      'Codes of autoencoders against the Hierarchical Feature Model: by breadth, and what the divergence goes with',
      () => import('./abstraction-autoencoder-breadth.figure.js'),
    ),
  },
};
