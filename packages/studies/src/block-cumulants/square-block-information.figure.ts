import type { Figure } from '@rgflow/drawing';
import { requireRows, svgDocument } from '@rgflow/drawing';
import { CRITICAL_COUPLING } from '@rgflow/ising';
import { rulePanels } from './rule-curves.js';

/** What a block of the square lattice tells of the lattice, by rule. */
export const figure: Figure = {
  title: 'What a block of 2 × 2 tells of the square lattice, by rule',
  caption:
    'Mutual information of a block spin with all beyond a buffer, against the coupling. Lines: a buffer of one row above and below, on an infinite ' +
    'cylinder of four sites around, where nothing stands beside the block and its buffer. Dashed: the whole surroundings, on six sites around. The ' +
    'block of 2 × 2 kept whole, and one spin made of it by the best of all 65,536 rules (dots), by majority with ties ' +
    'to one and the same side or to one of its spins, and by keeping one spin. Left in bits, right as the part of what the whole block tells. ' +
    'At weak coupling one spin tells most, from K of about 0.1 a majority, from 0.15 with all ties to the same side.',

  queries: (study) => ({
    information: `
      select lattice, coupling, rule, information / ln(2) as bits,
             information / max(information) filter (rule = 'whole block') over (partition by lattice, coupling) as part
      from block_rule_information
      where study = ${study} and lattice like 'square%'
      order by all`,
  }),

  draw({ information = [] }) {
    requireRows(information, 'block-cumulants');
    return svgDocument(
      { width: 780, height: 340, title: this.title, description: this.caption },
      rulePanels(
        information.filter((row) => row.lattice === 'square'),
        {
          rules: RULES,
          buffer: 'one',
          dashed: { rows: information.filter((row) => row.lattice !== 'square'), what: 'environment beside it too' },
          frame: { yDomain: [0, 1.1], rules: [{ x: CRITICAL_COUPLING, label: 'K_c' }] },
        },
      ),
    );
  },
};

const RULES = [
  { rule: 'whole block', colour: '#666666' },
  { rule: 'majority, ties up', colour: '#1f5fa8', label: 'ties up' },
  { rule: 'majority', colour: '#c4501b' },
  { rule: 'one spin', colour: '#3a7d44' },
];
