/** The table `machine_code`: one row per layer whose codes are kept. */
export const machineCodeColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  units: 'int32',
  code: 'utf8',
  codes: 'int32',
  occupied: 'int32',
  mean_activity: 'float64',
  dead_units: 'int32',
  digest: 'utf8',
} as const;
