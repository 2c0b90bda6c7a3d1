import type { Row } from '@rgflow/pipeline/stage';
import type { flowColumns } from './ising-flow.columns.js';

/** Which flow a row belongs to. */
interface Flow {
  readonly dimension: number;
  readonly scheme: string;
  readonly coupling: number;
}

/** What every library calls a step. */
interface Step {
  readonly step: number;
  readonly coupling?: number | null;
  readonly relativeEntropy: number;
  readonly relativeEntropyUnnormalised: number;
  /** How far `relativeEntropy` may be from the truth. Default 0, for rounding alone. */
  readonly relativeEntropyBound?: number;
}

/**
 * A step as a row of `ising_flow`.
 *
 * @param withoutCoupling  Why a step of this flow may have no coupling.
 */
export function flowRow(
  { dimension, scheme, coupling }: Flow,
  { step, coupling: renormalised = null, relativeEntropy, relativeEntropyUnnormalised, relativeEntropyBound = 0 }: Step,
  withoutCoupling = 'no single coupling',
): Row<typeof flowColumns> {
  return {
    dimension,
    scheme,
    coupling,
    step,
    coupling_n: renormalised,
    coupling_n_reason: renormalised === null ? withoutCoupling : null,
    relative_entropy: relativeEntropy,
    relative_entropy_unnormalised: relativeEntropyUnnormalised,
    relative_entropy_bound: relativeEntropyBound,
  };
}
