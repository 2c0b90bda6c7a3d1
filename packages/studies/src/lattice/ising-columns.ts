import type { Columns, Row } from '@rgflow/pipeline/stage';

/**
 * The flow of an Ising model under decimation, one row a step: a public table. `scheme` is 'exact', 'truncated' (the published
 * approximation) or 'enumeration' (of a small torus). `coupling_n` is NaN where the flow has no single coupling.
 */
export const flowColumns = {
  dimension: 'int32',
  scheme: 'utf8',
  coupling: 'float64',
  step: 'int32',
  coupling_n: 'float64',
  relative_entropy: 'float64',
  relative_entropy_unnormalised: 'float64',
  /** How far `relative_entropy` may be from the truth of its scheme; 0 for rounding alone. */
  relative_entropy_error: 'float64',
} as const satisfies Columns;

/** s⁽∞⁾ by each scheme and formula under its own name. */
export const asymptoteColumns = {
  dimension: 'int32',
  scheme: 'utf8',
  coupling: 'float64',
  relative_entropy: 'float64',
} as const satisfies Columns;

/** Multi-information (joint against product distribution) per retained spin, in nats. */
export const informationColumns = {
  dimension: 'int32',
  scheme: 'utf8',
  coupling: 'float64',
  step: 'int32',
  multi_information: 'float64',
} as const satisfies Columns;

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

/** A relative entropy of the square lattice and its slope by K. `quantity` is 'asymptote' or 'first step'. */
export const slopeColumns = {
  scheme: 'utf8',
  quantity: 'utf8',
  coupling: 'float64',
  relative_entropy: 'float64',
  slope: 'float64',
} as const satisfies Columns;

export function slopeRow(
  scheme: string,
  quantity: 'asymptote' | 'first step',
  coupling: number,
  relativeEntropy: number,
  slope: number,
): Row<typeof slopeColumns> {
  return { scheme, quantity, coupling, relative_entropy: relativeEntropy, slope };
}
