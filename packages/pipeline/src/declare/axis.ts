import { z } from 'zod';
import type { Scalar } from '../records.js';
import { type Points, pointsFault, pointsValues } from './points.js';
import { type Range, rangeCount, rangeFault, rangeValues } from './range.js';

const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** What a study file may write for the values of one swept parameter. */
const axisSchema = z
  .union(
    [
      z.array(z.union([scalar, z.array(scalar)])).min(1, 'the list is empty; give a value or more'),
      z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive('the step must be above 0') }),
      z.strictObject({
        from: z.number(),
        to: z.number(),
        points: z.int(),
        scale: z.enum(['linear', 'log']).optional(),
      }),
      z.strictObject({ count: z.int().positive(), start: z.int().optional() }),
    ],
    { error: ({ input }) => ruleOf(input) },
  )
  .superRefine((axis, context) => {
    const fault = faultOf(axis);
    if (fault !== null) context.addIssue(fault);
  });

/** One value of a swept parameter; a list for a parameter that is one. */
export type AxisValue = Scalar | readonly Scalar[];

interface Count {
  readonly count: number;
  readonly start?: number | undefined;
}

export type AxisInput = readonly AxisValue[] | Range | Points | Count;

/** One swept parameter: its dotted path and its values, each once, in order. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly AxisValue[];
}

/** An axis with more values than this is a slip of the pen. */
const MOST_VALUES = 1_000_000;

/**
 * The values of an axis. A range starts at `from`, as it is written, and ends at `to` or the last step before it; see
 * `rangeValues`. Points are spread evenly from `from` to `to`, or in equal ratios; see `pointsValues`. `{ count: 5 }` is
 * 0, 1, 2, 3, 4, and `{ count: 2, start: 5 }` is 5, 6.
 *
 * @throws {RangeError} for a range that holds no value or whose step is lost in rounding, points that are not apart, or an
 *                      axis of more than a million values.
 */
export function axisValues(input: AxisInput): readonly AxisValue[] {
  const { values } = valuesAsWritten(input);
  return Array.isArray(input) ? distinct(values) : values;
}

/** The same with what a list has twice, as groups of parameters that go together have it. @throws as `axisValues` */
export function valuesAsWritten(input: AxisInput): { readonly values: readonly AxisValue[] } {
  const fault = faultOf(input);
  if (fault !== null) throw new RangeError(`axisValues: ${fault}.`);
  if (isRange(input)) return { values: rangeValues(input) };
  if (isPoints(input)) return { values: pointsValues(input) };
  if (!isCount(input)) return { values: input };
  const { count, start = 0 } = input;
  return { values: Array.from({ length: count }, (_, i) => start + i) };
}

/** What was written for an axis, or what is wrong with it and where in it. */
export type ReadAxis =
  | { readonly axis: AxisInput }
  | { readonly faults: readonly { readonly path: readonly PropertyKey[]; readonly fault: string }[] };

export function readAxis(value: unknown): ReadAxis {
  const parsed = axisSchema.safeParse(value);
  if (parsed.success) return { axis: parsed.data };
  const given = typeof value === 'string' || typeof value === 'number' ? `, not ${JSON.stringify(value)}` : '';
  return {
    faults: parsed.error.issues.map(({ code, path, message }) => {
      if (code === 'unrecognized_keys') return { path, fault: ruleOf(value) };
      const [key, found] = [path[0], path.length === 1 ? Object(value)[path[0]!] : null];
      const told = typeof found === 'number' ? `, not ${found} for ${String(key)}` : given;
      return { path, fault: `${message}${told}` };
    }),
  };
}

/** The forms of an axis, as a refusal says them. */
const AXIS_FORMS =
  'a list of values, { from, to, step } with a positive step, { from, to, points } with scale: log for equal ratios, or { count }';

/** What is said of a value that would be a sweep. */
export const SWEEP_FORMS = `to sweep over it give ${AXIS_FORMS}`;

const EXPECTED = `expected ${AXIS_FORMS}`;

/** What is wrong with the values of an axis. */
function ruleOf(axis: unknown): string {
  if (Array.isArray(axis)) {
    const at = axis.findIndex((value) => !(Array.isArray(value) ? value.every(isScalar) : isScalar(value)));
    return `entry ${at} is ${told(axis[at])}; expected finite numbers, texts, true or false, or lists of them`;
  }
  if (typeof axis !== 'object' || axis === null) return EXPECTED;
  const given = axis as Readonly<Record<string, unknown>>;
  const [known, numbers] =
    'count' in given
      ? [['count', 'start'], ['count']]
      : 'points' in given || 'scale' in given
        ? [
            ['from', 'to', 'points', 'scale'],
            ['from', 'to', 'points'],
          ]
        : 'from' in given || 'to' in given
          ? [
              ['from', 'to', 'step'],
              ['from', 'to', 'step'],
            ]
          : [[], []];
  for (const name of numbers) {
    if (!Number.isFinite(given[name])) {
      return `${EXPECTED}; ${name} is ${name in given ? told(given[name]) : 'missing'}`;
    }
  }
  const other = known.length === 0 ? undefined : Object.keys(given).find((name) => !known.includes(name));
  if (other !== undefined) return `${EXPECTED}; ${other} does not go with ${numbers.join(', ')}`;
  if ('scale' in given && !['log', 'linear'].includes(String(given.scale))) {
    return `the scale is ${told(given.scale)}; expected log or linear`;
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
  const fault = isRange(axis) ? rangeFault(axis) : isPoints(axis) ? pointsFault(axis) : null;
  if (fault !== null) return fault;
  const count = countOf(axis);
  return count <= MOST_VALUES ? null : `the axis has ${count} values, more than ${MOST_VALUES}`;
}

function countOf(axis: AxisInput): number {
  if (isRange(axis)) return rangeCount(axis);
  if (isPoints(axis)) return axis.points;
  return isCount(axis) ? axis.count : axis.length;
}

function distinct(values: readonly AxisValue[]): readonly AxisValue[] {
  return [...new Map(values.map((value) => [Array.isArray(value) ? JSON.stringify(value) : value, value])).values()];
}

function isRange(axis: AxisInput): axis is Range {
  return 'step' in axis;
}

function isPoints(axis: AxisInput): axis is Points {
  return 'points' in axis;
}

function isCount(axis: AxisInput): axis is Count {
  return 'count' in axis;
}
