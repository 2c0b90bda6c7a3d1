/** The table `normal_determinant`: of the normal numbers that the matrices of one seed have in common. */
export const normalDeterminantColumns = {
  layer: 'int32',
  units: 'int32',
  log_abs_determinant: 'float64',
} as const;
