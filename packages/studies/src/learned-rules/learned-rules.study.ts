import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import type { TableMeaning } from '../table-meaning.js';
import type { blockRuleColumns } from './block-rule.columns.js';
import { learnedRulesParameters } from './learned-rules-parameters.js';
import { squareRulesStage } from './square-rules.stage.js';
import { torusRulesStage } from './torus-rules.stage.js';

export const study: AnyStudy = defineStudy({
  name: 'learned-rules',
  title: 'Block rules learned from samples, what they tell and how far block spins are coupled',
  params: learnedRulesParameters,
  build(plan, { coupling, torus, square, learning, seed }) {
    const of = { coupling, ...learning, seed };
    plan.add(torusRulesStage, { params: { ...of, ...torus }, inputs: {}, stream: { seed } });
    plan.add(squareRulesStage, { params: { ...of, ...square }, inputs: {}, stream: { seed } });
  },
});

const blockRule: TableMeaning<typeof blockRuleColumns> = {
  about:
    'what a block spin tells of the spins around and how far block spins are coupled, a row for each rule and side',
  columns: {
    lattice: { meaning: "'torus of 4 × 4', by all its states, or 'square', a larger one by samples" },
    side: { unit: 'spins', meaning: 'along a side of a block' },
    rule: { meaning: "'decimation', 'majority', 'majority, ties up', 'learned', or 'optimum', the best of all" },
    information: {
      unit: 'nats',
      meaning:
        'of the block spin and the spins around: exact on the torus of 4 × 4, else a lower bound on samples held out',
    },
    information_se: { unit: 'nats', meaning: 'its standard error over the samples held out' },
    weights: {
      meaning: 'of the spins of the block, row by row, as JSON; the block spin is up where weights·v + threshold > 0',
    },
    threshold: { meaning: 'threshold of the rule' },
    range: {
      unit: 'blocks',
      meaning: 'mean distance of coupled block spins, Σ z_r |J_r| r / Σ z_r |J_r|; 1 for nearest neighbours',
    },
    beyond: { meaning: 'share of Σ z_r |J_r| beyond nearest neighbours' },
    nearest: { meaning: 'coupling of nearest block spins' },
    field: { meaning: 'field on a block spin' },
    reason: { meaning: 'why numbers are null' },
  },
};

export const tables = { block_rule: blockRule };

export const stageParameters = {
  samples: { meaning: 'states that are looked at' },
};
