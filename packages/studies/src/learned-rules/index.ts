import { calculator } from '../calculator.js';
import type { PublishedStudy } from '../published-study.js';
import { titled } from '../titled-figure.js';
import { learnedRulesSummary } from './learned-rules-summary.js';

export const learnedRules: PublishedStudy = {
  name: 'learned-rules',
  study: () => import('./learned-rules.study.js'),
  summary: learnedRulesSummary,
  claims: async (study) => (await import('./learned-rules-claims.js')).learnedRulesClaims(study),
  figures: {
    'learned-rules': titled(
      'What learned block rules tell, and how far block spins are coupled',
      () => import('./learned-rules.figure.js'),
    ),
  },
  calculators: {
    'block-rule': calculator({
      summary: 'what a block rule tells, and how far its block spins are coupled',
      description:
        'Information of a block spin and the spins around, and the couplings of the Hamiltonian of all block spins, exactly, by all ' +
        'states of a small lattice. torus: 4 × 4 spins of the square lattice in blocks of 2 × 2, the spins around all twelve others. ' +
        'ring: a chain closed to a ring, the spins around the two next to the block, which stand for all others.',
      options: {
        coupling: { kind: 'number', symbol: 'K', meaning: 'coupling K = βJ, 0 to 5', required: true },
        rule: {
          kind: ['decimation', 'majority', 'majority-up', 'best'],
          symbol: 'rule',
          meaning: 'one spin of the block; the sign of the sum, ties to that spin; ties up; the best of all rules',
          default: 'majority',
        },
        lattice: { kind: ['torus', 'ring'], symbol: 'lattice', meaning: 'which lattice', default: 'torus' },
        block: { kind: 'whole number', symbol: 'b', meaning: 'of the ring: spins of a block, 2 to 4 (default: 3)' },
        blocks: { kind: 'whole number', symbol: 'n', meaning: 'of the ring: blocks, of 20 spins at most (default: 6)' },
      },
      example: '--coupling 0.4 --rule majority-up',
      answer: () => import('./block-rule.calculator.js'),
    }),
  },
};
