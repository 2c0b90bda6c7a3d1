import { noiseColumns } from './noise-scale.js';

/** The table `predicted_information`: the bounds that mean-field theory predicts. */
export const predictedInformationColumns = {
  layer: 'int32',
  /** 'input', 'label', 'input given label'. */
  target: 'utf8',
  ...noiseColumns,
  mi_lower: 'float64',
  mi_upper: 'float64',
  samples: 'int32',
} as const;
