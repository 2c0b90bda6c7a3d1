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
      convention: { kind: ['A', 'B'], symbol: 'A|B', meaning: 'what a state costs', default: 'A' },
    },
    example: '--units 10 --g 0.5',
    answer: () => import('./hfm.calculator.js'),
  }),
};
