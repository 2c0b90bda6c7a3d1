/** The table `training`: one row per epoch; `status` says why a number is missing. */
export const trainingColumns = {
  epoch: 'int32',
  train_loss: 'float64?',
  validation_loss: 'float64?',
  validation_accuracy: 'float64?',
  status: 'utf8',
} as const;
