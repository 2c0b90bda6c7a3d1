import type { Row } from '@rgflow/pipeline/stage';
import type { flowColumns } from './ising-flow.columns.js';

/** What every library calls a step. */
interface Step {
  readonly step: number;
  readonly coupling?: number | null;
  readonly relativeEntropy: number;
  readonly relativeEntropyUnnormalised: number;
  readonly error?: number;
}

/** A step as a row of `ising_flow`. */
export function flowRow(
  of: { readonly dimension: number; readonly scheme: string; readonly coupling: number },
  { step, coupling, relativeEntropy, relativeEntropyUnnormalised, error = 0 }: Step,
): Row<typeof flowColumns> {
  return {
    ...of,
    step,
    coupling_n: coupling ?? Number.NaN,
    relative_entropy: relativeEntropy,
    relative_entropy_unnormalised: relativeEntropyUnnormalised,
    relative_entropy_error: error,
  };
}
