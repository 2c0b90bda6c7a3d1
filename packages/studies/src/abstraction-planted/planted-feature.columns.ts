/** The table `planted_feature`: one row per planted feature and code. */
export const plantedFeatureColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  code: 'utf8',
  feature: 'int32',
  unit: 'int32?',
  feature_entropy: 'float64',
  unit_information: 'float64?',
  unit_share: 'float64?',
  code_information: 'float64',
  code_share: 'float64?',
} as const;
