/** The table `rule_ranking`: where some rules of a block of 2 × 2 stand among all. */
export const ruleRankingColumns = {
  rule: 'utf8',
  information: 'float64',
  /** From 1, the best, on; symmetric rules count once. Null of the whole block, which is no rule. */
  place: 'int32?',
  truth_table: 'int32?',
} as const;
