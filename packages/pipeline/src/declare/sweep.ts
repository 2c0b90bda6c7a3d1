import { z } from 'zod';
import type { Scalar } from '../records.js';

const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** What a study file may write for the values of one swept parameter. */
export const axisSchema = z
  .union(
    [
      z.array(z.union([scalar, z.array(scalar)])).min(1),
      z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive() }),
      z.strictObject({ count: z.int().positive() }),
    ],
    { error: 'expected a list of values, { from, to, step } with a positive step, or { count }' },
  )
  .superRefine((axis, context) => {
    const fault = faultOf(axis);
    if (fault !== null) context.addIssue(fault);
  });

/** One value of a swept parameter; a list for a parameter that is one. */
export type AxisValue = Scalar | readonly Scalar[];

type AxisInput =
  | readonly AxisValue[]
  | { readonly from: number; readonly to: number; readonly step: number }
  | { readonly count: number };

/** One swept parameter: its dotted path and its values, each once, in order. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly AxisValue[];
}

/** An axis with more values than this is a slip of the pen. */
const MOST_VALUES = 1_000_000;

/**
 * The values of an axis. A range starts at `from` and ends at `to` or the last step before it; its values are rounded to
 * 12 digits of the largest, so that 1 to 3 by 0.05 gives 1.15 and not 1.1500000000000001. `{ count: 5 }` is 0, 1, 2, 3, 4.
 *
 * @throws {RangeError} for a range that holds no value, or an axis of more than a million values.
 */
export function axisValues(input: AxisInput): readonly AxisValue[] {
  const fault = faultOf(input);
  if (fault !== null) throw new RangeError(`axisValues: ${fault}.`);
  const count = countOf(input);
  if (!isRange(input)) return 'count' in input ? Array.from({ length: count }, (_, i) => i) : distinct(input);
  const { from, to, step } = input;
  const largest = Math.max(Math.abs(from), Math.abs(to), step);
  const decimals = Math.min(100, Math.max(0, 11 - Math.floor(Math.log10(largest))));
  const values = Array.from({ length: count }, (_, i) => Number((from + i * step).toFixed(decimals)) + 0);
  return [...new Set(values)];
}

/** The cells of a sweep, lazily, the last axis running fastest. No axis: one empty cell. */
export function* sweepCells(axes: readonly SweepAxis[]): Generator<Readonly<Record<string, AxisValue>>> {
  const [first, ...rest] = axes;
  if (first === undefined) {
    yield {};
    return;
  }
  for (const value of first.values) {
    for (const cell of sweepCells(rest)) yield { [first.path]: value, ...cell };
  }
}

function faultOf(axis: AxisInput): string | null {
  if (isRange(axis) && !(axis.from <= axis.to)) {
    return `the range from ${axis.from} to ${axis.to} is empty; 'from' must not be above 'to'`;
  }
  const count = countOf(axis);
  return count <= MOST_VALUES ? null : `the axis has ${count} values, more than ${MOST_VALUES}`;
}

function countOf(axis: AxisInput): number {
  if (isRange(axis)) return Math.floor((axis.to - axis.from) / axis.step + 1e-9) + 1;
  return 'count' in axis ? axis.count : axis.length;
}

function distinct(values: readonly AxisValue[]): readonly AxisValue[] {
  return [...new Map(values.map((value) => [Array.isArray(value) ? JSON.stringify(value) : value, value])).values()];
}

function isRange(axis: AxisInput): axis is Extract<AxisInput, { from: number }> {
  return 'from' in axis;
}
