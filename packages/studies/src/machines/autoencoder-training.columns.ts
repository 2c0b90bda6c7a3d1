/** The table `autoencoder_training`: one row per epoch of an autoencoder; `status` says why a number is missing. */
export const autoencoderTrainingColumns = {
  epoch: 'int32',
  phase: 'utf8',
  part: 'int32',
  loss: 'float64?',
  explained: 'float64?',
  status: 'utf8',
} as const;
