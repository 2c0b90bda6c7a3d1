import { exactAsymptote, exactAsymptoteSlope, exactFirstStep, exactFirstStepSlope } from '@rgflow/ising';
import type { Row } from '@rgflow/pipeline/stage';
import type { slopeColumns } from './ising-slope.columns.js';
import { slopeRow } from './slope-row.js';

/** s⁽∞⁾ and s⁽¹⁾ of the square lattice with their slopes, exactly. */
export function exactSlopes(coupling: number): readonly Row<typeof slopeColumns>[] {
  return [
    slopeRow('exact', 'asymptote', coupling, exactAsymptote(coupling), exactAsymptoteSlope(coupling)),
    slopeRow('exact', 'first step', coupling, exactFirstStep(coupling), exactFirstStepSlope(coupling)),
  ];
}
