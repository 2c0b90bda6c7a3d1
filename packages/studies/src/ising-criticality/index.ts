import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';

export const isingCriticality: PublishedStudy = {
  name: 'ising-criticality',
  study: () => import('./ising-criticality.study.js'),
  summary: {
    tellsApart: ['simulation.coupling'],
    query: (study) => `
      select scheme, quantity, amplitude, amplitude_se, amplitude_exact as exact,
             background, background_se
      from ising_divergence where study = ${study}`,
    columns: [
      { header: 'scheme', value: 'scheme' },
      { header: 'ds/dK of', value: 'quantity' },
      { header: 'coefficient of ln(1/|1 - K/K_c|)', value: 'amplitude', standardError: 'amplitude_se', errorOf: 'fit' },
      { header: '8 K_c / (π ln 2)', value: 'exact', digits: 6 },
      { header: 'background', value: 'background', standardError: 'background_se', errorOf: 'fit' },
    ],
  },
  figures: {
    'ising-criticality': titled(
      'The relative entropy of the square lattice at the critical coupling',
      () => import('./ising-criticality.figure.js'),
    ),
    'ising-monte-carlo': titled(
      'Monte Carlo on the square lattice against the exact results',
      () => import('./ising-monte-carlo.figure.js'),
    ),
  },
};
