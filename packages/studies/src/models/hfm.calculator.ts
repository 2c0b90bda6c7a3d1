import { type HierarchicalFeatureModel, hfmNumbers } from '@rgflow/hfm';
import type { Calculation } from '../calculator.js';

/** What is known of a Hierarchical Feature Model; the answer says of which convention. */
export function answer(model: HierarchicalFeatureModel): Calculation {
  const { partition, logPartition, entropy, relevance, meanDetail, levels, means } = hfmNumbers(model);
  const { convention } = model;
  return {
    json: {
      convention,
      partition,
      logPartition,
      entropy,
      relevance,
      meanDetail,
      levels: Array.from(levels),
      means: Array.from(means),
    },
    table: {
      headers: ['m', 'P(m)', '⟨s_m⟩'],
      rows: Array.from(levels, (probability, m) => [m, probability, m === 0 ? null : means[m - 1]!]),
    },
    values: [
      { symbol: 'convention', value: convention, meaning: `a state of level m costs ${COST[convention]}` },
      { symbol: 'Z', value: partition, meaning: 'partition function' },
      { symbol: 'H[s]', value: entropy, meaning: 'entropy of the states, nats' },
      { symbol: 'H[m]', value: relevance, meaning: 'relevance: entropy of the level of detail, nats' },
      { symbol: '⟨m⟩', value: meanDetail, meaning: 'mean level of detail' },
    ],
  };
}

const COST = { A: 'g m', B: 'g max(m − 1, 0)' } as const;
