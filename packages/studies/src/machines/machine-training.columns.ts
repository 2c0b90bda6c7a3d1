/** The table `machine_training`: one row per epoch of a machine; `status` says why a number is missing. */
export const machineTrainingColumns = {
  layer: 'int32',
  visible_units: 'int32',
  hidden_units: 'int32',
  epoch: 'int32',
  reconstruction_error: 'float64?',
  mean_activity: 'float64?',
  dead_units: 'int32?',
  weight_rms: 'float64?',
  status: 'utf8',
} as const;
