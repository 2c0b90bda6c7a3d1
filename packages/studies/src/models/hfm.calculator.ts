import { type Convention, type HierarchicalFeatureModel, hfmNumbers } from '@rgflow/hfm';
import type { Calculation } from '../calculator.js';

/** What is known of a Hierarchical Feature Model; the answer says of which convention, and whether it was asked for. */
export function answer({ units, g, convention: asked }: Question): Calculation {
  const convention = asked ?? 'A';
  const { partition, logPartition, entropy, relevance, meanDetail, levels, means } = hfmNumbers({
    units,
    g,
    convention,
  });
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
      { symbol: 'convention', value: convention, meaning: asked === undefined ? DEFAULT : costs(asked) },
      { symbol: 'Z', value: partition, meaning: 'partition function' },
      { symbol: 'H[s]', value: entropy, meaning: 'entropy of the states, nats' },
      { symbol: 'H[m]', value: relevance, meaning: 'relevance: entropy of the level of detail, nats' },
      { symbol: '⟨m⟩', value: meanDetail, meaning: 'mean level of detail' },
    ],
  };
}

/** The convention may be left out. */
type Question = Omit<HierarchicalFeatureModel, 'convention'> & { readonly convention: Convention | undefined };

const costs = (convention: Convention) => `a state of level m costs ${COST[convention]}`;

const COST: Readonly<Record<Convention, string>> = { A: 'g m', B: 'g max(m − 1, 0)' };

const DEFAULT = `the default: ${costs('A')}, in B ${COST.B}`;
