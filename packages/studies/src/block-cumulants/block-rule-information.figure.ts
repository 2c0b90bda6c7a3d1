import type { Figure } from '@rgflow/drawing';
import { requireRows, svgDocument } from '@rgflow/drawing';
import { rulePanels } from './rule-curves.js';

/** What one spin of a block can tell of the rest of the chain, by how it is made. */
export const figure: Figure = {
  title: 'What a block of four spins tells of its environment, by rule',
  caption:
    'Mutual information of a block spin of the infinite Ising chain with the spins beyond a buffer of one spin on either side, against the ' +
    'coupling: the block of four kept whole, and one spin made of it by the best of all 65,536 rules (dots), by keeping an end spin, by ' +
    'keeping an inner spin, and by majority with ties to an end spin. Left in bits, right as the part of what the whole block tells. Keeping ' +
    'an end spin is optimal at every coupling; at weak coupling it tells half, at strong coupling every rule tells all but what two ends can disagree in.',

  queries: (study) => ({
    information: `
      select coupling, rule, information / ln(2) as bits,
             information / max(information) filter (rule = 'whole block') over (partition by coupling) as part
      from block_rule_information
      where study = ${study} and lattice = 'chain' and buffer = 1
      order by all`,
  }),

  draw({ information = [] }) {
    requireRows(information, 'block-cumulants');
    return svgDocument(
      { width: 780, height: 340, title: this.title, description: this.caption },
      rulePanels(information, { rules: RULES, buffer: '1 spin' }),
    );
  },
};

const RULES = [
  { rule: 'whole block', colour: '#666666' },
  { rule: 'end spin', colour: '#1f5fa8' },
  { rule: 'majority', colour: '#c4501b' },
  { rule: 'inner spin', colour: '#3a7d44' },
];
