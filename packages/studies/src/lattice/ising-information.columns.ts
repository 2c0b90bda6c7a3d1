import type { Columns } from '@rgflow/pipeline/stage';

/** Multi-information (joint against product distribution) per retained spin, in nats. */
export const isingInformationColumns = {
  dimension: 'int32',
  scheme: 'utf8',
  coupling: 'float64',
  step: 'int32',
  multi_information: 'float64',
} as const satisfies Columns;
