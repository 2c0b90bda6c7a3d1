import { lookColumns, predictionColumns } from './predicted-loss.columns.js';

/** The table `information_loss`: one network, beside what is predicted. */
export const informationLossColumns = {
  ...lookColumns,
  /** Where half of ln M is lost. */
  layer: 'float64?',
  ...predictionColumns,
  reason: 'utf8?',
} as const;
