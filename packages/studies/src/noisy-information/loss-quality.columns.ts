import { whoseColumns } from './whose-columns.js';

/** The table `loss_quality`: how well layers collapse by given scales; of networks each by itself. */
export const lossQualityColumns = {
  ...whoseColumns,
  scaling: 'utf8',
  size_order: 'int32',
  scatter: 'float64?',
} as const;
