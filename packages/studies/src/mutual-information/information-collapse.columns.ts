import { predictedCollapseColumns } from './predicted-collapse.columns.js';

/** The table `information_collapse`: one row per noise and bound. */
export const collapseColumns = {
  ...predictedCollapseColumns,
  /** 'lower', 'upper', or 'drawn': the information itself, of which there is no prediction but those two. */
  bound: 'utf8',
  /** Where it is measured to fall below (1/2) ln M. */
  layer: 'float64?',
  layer_reason: 'utf8?',
} as const;
