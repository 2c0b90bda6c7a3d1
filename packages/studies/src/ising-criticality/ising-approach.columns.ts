import type { Columns } from '@rgflow/pipeline/stage';
import { slopeColumns } from './ising-slope.columns.js';

/** The slopes near K_c, with K/K_c - 1. */
export const approachColumns = { ...slopeColumns, distance: 'float64' } as const satisfies Columns;
