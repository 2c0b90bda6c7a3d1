/** The table `decimation_information`: multi-information and relative entropy of spins along their decimation. */
export const decimationInformationColumns = {
  lattice: 'utf8',
  /** Null of an infinite lattice. */
  spins: 'int32?',
  coupling: 'float64',
  step: 'int32',
  multi_information: 'float64',
  relative_entropy: 'float64',
  lost: 'float64',
  lost_bound: 'float64',
} as const;
