/** The table `autoencoder_code`: one row per autoencoder whose codes are kept; `reason` says why not to judge by them. */
export const autoencoderCodeColumns = {
  snapshot: 'utf8',
  units: 'int32',
  code: 'utf8',
  loss: 'float64?',
  mean_image_loss: 'float64',
  least_loss: 'float64',
  explained: 'float64?',
  entropy: 'float64',
  undecided_share: 'float64?',
  status: 'utf8',
  reason: 'utf8?',
} as const;
