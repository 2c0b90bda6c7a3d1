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
};
