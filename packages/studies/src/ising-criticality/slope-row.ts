import type { Row } from '@rgflow/pipeline/stage';
import type { slopeColumns } from './ising-slope.columns.js';

/** A row of `ising_slope`. */
export function slopeRow(
  scheme: string,
  quantity: 'asymptote' | 'first step',
  coupling: number,
  relativeEntropy: number,
  slope: number,
): Row<typeof slopeColumns> {
  return { scheme, quantity, coupling, relative_entropy: relativeEntropy, slope };
}
