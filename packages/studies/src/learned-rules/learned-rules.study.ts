import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import type { TableMeaning } from '../table-meaning.js';
import type { blockRuleColumns } from './block-rule.columns.js';
import { learnedRulesParameters } from './learned-rules-parameters.js';
import type { ruleRankingColumns } from './rule-ranking.columns.js';
import { ruleRankingStage } from './rule-ranking.stage.js';
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
    const { size, sides, buffer, samples } = square;
    if (!sides.includes(2) || buffer !== 1) return;
    plan.add(ruleRankingStage, { params: { coupling, size, samples, seed }, inputs: {}, stream: { seed } });
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

const ruleRanking: TableMeaning<typeof ruleRankingColumns> = {
  about:
    'what rules of a block of 2 × 2 on the square lattice tell of the ring beyond a buffer of one spin, and where they stand among all 65,536; a row for each of some rules',
  columns: {
    rule: {
      meaning:
        "'decimation', 'majority', 'majority, ties up', 'optimum' and 'second', the best of all and that after it, or 'whole block'",
    },
    information: {
      unit: 'nats',
      meaning:
        'of the block spin and the ring; exact given the ring, which is that of samples and of their images by symmetry',
    },
    place: { meaning: 'among all rules, from 1 on, those that symmetry makes alike counting once; null of the block' },
    truth_table: {
      meaning: 'the rule: bit v is the block spin of block state v, whose bit i is spin i; null of the block',
    },
  },
};

export const tables = { block_rule: blockRule, rule_ranking: ruleRanking };

export const stageParameters = {
  samples: { meaning: 'states that are looked at' },
};
