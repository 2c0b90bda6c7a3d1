/** The table `block_rule`: one row for each rule of blocks of a lattice. */
export const blockRuleColumns = {
  /** 'torus of 4 × 4', exactly, or 'square', by samples. */
  lattice: 'utf8',
  /** Spins along a side of a block. */
  side: 'int32',
  rule: 'utf8',
  information: 'float64',
  /** Of a bound on samples. */
  information_se: 'float64?',
  /** JSON, of length 1, row by row; null of the best of all rules, which need have none. */
  weights: 'utf8?',
  threshold: 'float64?',
  /** Of the couplings of block spins, in blocks. */
  range: 'float64?',
  beyond: 'float64?',
  nearest: 'float64?',
  field: 'float64?',
  reason: 'utf8?',
} as const;
