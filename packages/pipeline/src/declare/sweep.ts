import { z } from 'zod';
import type { Scalar } from '../records.js';
import { type Range, rangeCount, rangeFault, rangeValues } from './range.js';

const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** What a study file may write for the values of one swept parameter. */
export const axisSchema = z
  .union(
    [
      z.array(z.union([scalar, z.array(scalar)])).min(1, 'the list is empty; give a value or more'),
      z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive('the step must be above 0') }),
      z.strictObject({ count: z.int().positive() }),
    ],
    { error: ({ input }) => ruleOf(input) },
  )
  .superRefine((axis, context) => {
    const fault = faultOf(axis);
    if (fault !== null) context.addIssue(fault);
  });

/** One value of a swept parameter; a list for a parameter that is one. */
export type AxisValue = Scalar | readonly Scalar[];

type AxisInput = readonly AxisValue[] | Range | { readonly count: number };

/** One swept parameter: its dotted path and its values, each once, in order. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly AxisValue[];
}

/** An axis with more values than this is a slip of the pen. */
const MOST_VALUES = 1_000_000;

/**
 * The values of an axis. A range starts at `from`, as it is written, and ends at `to` or the last step before it; see
 * `rangeValues`. `{ count: 5 }` is 0, 1, 2, 3, 4.
 *
 * @throws {RangeError} for a range that holds no value or whose step is lost in rounding, or an axis of more than a million
 *                      values.
 */
export function axisValues(input: AxisInput): readonly AxisValue[] {
  const fault = faultOf(input);
  if (fault !== null) throw new RangeError(`axisValues: ${fault}.`);
  if (isRange(input)) return rangeValues(input);
  return 'count' in input ? Array.from({ length: input.count }, (_, i) => i) : distinct(input);
}

/** Which cells of a sweep: from the `first` on, every `step`-th. */
export interface Share {
  readonly first: number;
  readonly step: number;
}

const ALL: Share = { first: 0, step: 1 };

/** How many cells a sweep has, or a share of it; nothing is expanded for that. No axis: one cell. */
export function cellCount(axes: readonly SweepAxis[], { first, step }: Share = ALL): number {
  const all = axes.reduce((product, { values }) => product * values.length, 1);
  return Math.max(0, Math.ceil((all - first) / step));
}

/** The cells of a sweep, or of a share of it, lazily, the last axis running fastest. No axis: one empty cell. */
export function* sweepCells(
  axes: readonly SweepAxis[],
  share: Share = ALL,
): Generator<Readonly<Record<string, AxisValue>>> {
  const count = cellCount(axes, share);
  const fastestFirst = axes.toReversed();
  for (let n = 0; n < count; n++) {
    let rest = share.first + n * share.step;
    const cell: [string, AxisValue][] = [];
    for (const { path, values } of fastestFirst) {
      cell.push([path, values[rest % values.length]!]);
      rest = Math.floor(rest / values.length);
    }
    yield Object.fromEntries(cell.reverse());
  }
}

const EXPECTED = 'expected a list of values, { from, to, step } with a positive step, or { count }';

/** What is wrong with the values of an axis. */
function ruleOf(axis: unknown): string {
  if (Array.isArray(axis)) {
    const at = axis.findIndex((value) => !(Array.isArray(value) ? value.every(isScalar) : isScalar(value)));
    return `entry ${at} is ${told(axis[at])}; expected finite numbers, texts, true or false, or lists of them`;
  }
  if (typeof axis !== 'object' || axis === null || !('from' in axis)) return EXPECTED;
  const range = axis as Readonly<Record<string, unknown>>;
  for (const name of ['from', 'to', 'step']) {
    if (!Number.isFinite(range[name]))
      return `${EXPECTED}; ${name} is ${name in range ? told(range[name]) : 'missing'}`;
  }
  return EXPECTED;
}

function isScalar(value: unknown): value is Scalar {
  return scalar.safeParse(value).success;
}

function told(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function faultOf(axis: AxisInput): string | null {
  const fault = isRange(axis) ? rangeFault(axis) : null;
  if (fault !== null) return fault;
  const count = countOf(axis);
  return count <= MOST_VALUES ? null : `the axis has ${count} values, more than ${MOST_VALUES}`;
}

function countOf(axis: AxisInput): number {
  if (isRange(axis)) return rangeCount(axis);
  return 'count' in axis ? axis.count : axis.length;
}

function distinct(values: readonly AxisValue[]): readonly AxisValue[] {
  return [...new Map(values.map((value) => [Array.isArray(value) ? JSON.stringify(value) : value, value])).values()];
}

function isRange(axis: AxisInput): axis is Extract<AxisInput, { from: number }> {
  return 'from' in axis;
}
