import { type Calculator, calculator } from '../calculator.js';

/**
 * Questions to models that are not behind any one study: behind several, or none so far. A question to the formulas of one
 * study stands at the door of its room.
 */
export const modelCalculators: Readonly<Record<string, Calculator>> = {
  hfm: calculator({
    summary: 'entropies of the Hierarchical Feature Model',
    description:
      'Partition function, entropy, relevance and mean level of detail of the Hierarchical Feature Model. In convention A a ' +
      'state of level m costs g m, in B g max(m - 1, 0): two models, which differ in the weight of the ground state.',
    options: {
      units: { kind: 'whole number', symbol: 'n', meaning: 'number of bits', required: true },
      g: {
        kind: 'number',
        symbol: 'g',
        meaning: 'cost of a level of detail; critical at ln 2 = 0.693147',
        required: true,
      },
      convention: { kind: ['A', 'B'], symbol: 'A|B', meaning: 'what a state costs; A, the default, if not given' },
    },
    example: '--units 10 --g 0.5',
    answer: () => import('./hfm.calculator.js'),
  }),
  'exponential-family': calculator({
    summary: 'log-partition, Fisher information and flow of an exponential family',
    description:
      'A distribution of an exponential family: natural parameters, log-partition, means of the sufficient statistics, Fisher ' +
      'information, and its flow: block sums of independent numbers, every other site of a chain summed out.',
    options: {
      family: {
        kind: ['gaussian', 'exponential', 'gamma', 'poisson', 'bernoulli', 'ising-chain', 'gaussian-chain'],
        symbol: 'name',
        meaning: 'which family',
        required: true,
      },
      mean: { kind: 'number', symbol: 'x', meaning: 'of gaussian' },
      variance: { kind: 'number', symbol: 'x', meaning: 'of gaussian' },
      rate: { kind: 'number', symbol: 'x', meaning: 'of exponential and poisson' },
      shape: { kind: 'number', symbol: 'k', meaning: 'of gamma' },
      scale: { kind: 'number', symbol: 'x', meaning: 'of gamma' },
      probability: { kind: 'number', symbol: 'p', meaning: 'of bernoulli' },
      precision: { kind: 'number', symbol: 'a', meaning: 'of gaussian-chain, exp(-a/2 Σx² + c Σxx′)' },
      coupling: { kind: 'number', symbol: 'K', meaning: 'of ising-chain; c of gaussian-chain' },
      field: { kind: 'number', symbol: 'h', meaning: 'of ising-chain, 0 if not given' },
      sites: { kind: 'whole number', symbol: 'N', meaning: 'sites of a chain', default: 16 },
      boundary: { kind: ['periodic', 'open'], symbol: 'word', meaning: 'of a chain', default: 'periodic' },
      steps: { kind: 'whole number', symbol: 'n', meaning: 'steps of the flow, at most 1000', default: 0 },
    },
    example: '--family gamma --shape 2.5 --scale 0.5 --steps 4',
    answer: () => import('./exponential-family.calculator.js'),
  }),
};
