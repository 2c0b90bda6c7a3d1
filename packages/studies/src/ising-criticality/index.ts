import type { PublishedStudy } from '../published-study.js';

export const isingCriticality: PublishedStudy = {
  name: 'ising-criticality',
  study: () => import('./ising-criticality.study.js'),
  summary: {
    query: (study) => `
      select scheme, quantity, amplitude, amplitude_se, amplitude_exact as exact,
             background, background_se
      from ising_divergence where study = ${study}`,
    columns: [
      { header: 'scheme', value: 'scheme' },
      { header: 'ds/dK of', value: 'quantity' },
      { header: 'coefficient of ln(1/|1 - K/K_c|)', value: 'amplitude', standardError: 'amplitude_se' },
      { header: '8 K_c / (π ln 2)', value: 'exact', digits: 6 },
      { header: 'background', value: 'background', standardError: 'background_se' },
    ],
  },
  figures: {
    'ising-criticality': () => import('./ising-criticality.figure.js'),
    'ising-monte-carlo': () => import('./ising-monte-carlo.figure.js'),
  },
};
