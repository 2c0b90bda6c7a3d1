import { z } from 'zod';
import type { Scalar } from './artifact-store.js';

/** What a study file may write for the values of one swept parameter. */
export const axisSchema = z.union(
  [
    z.array(z.union([z.number(), z.string(), z.boolean()])).min(1),
    z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive() }),
    z.strictObject({ count: z.int().positive() }),
  ],
  { error: 'expected a list of values, { from, to, step } with a positive step, or { count }' },
);

export type AxisInput = z.output<typeof axisSchema>;

/** One swept parameter: its dotted path and its values, each once, in order. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly Scalar[];
}

/** An axis with more values than this is a slip of the pen. */
const MOST_VALUES = 1_000_000;

/**
 * The values of an axis. A range starts at `from`, ends at `to` or the last step before it, and rounds to 12 significant
 * digits, so that 1 to 3 by 0.05 gives 1.15 and not 1.1500000000000001; `{ count: 5 }` is 0, 1, 2, 3, 4.
 *
 * @throws {RangeError} for a range that holds no value, or an axis of more than a million values.
 */
export function axisValues(input: AxisInput): readonly Scalar[] {
  if (Array.isArray(input)) return [...new Set(input)];
  if ('count' in input) return Array.from({ length: atMost(input.count) }, (_, i) => i);
  const { from, to, step } = input;
  if (!(from <= to)) throw new RangeError(`the range from ${from} to ${to} is empty; 'from' must not be above 'to'`);
  const count = atMost(Math.floor((to - from) / step + 1e-9) + 1);
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(12)));
}

/** The cells of a sweep, lazily, the last axis running fastest. No axis: one empty cell. */
export function* sweepCells(axes: readonly SweepAxis[]): Generator<Readonly<Record<string, Scalar>>> {
  const [first, ...rest] = axes;
  if (first === undefined) {
    yield {};
    return;
  }
  for (const value of first.values) {
    for (const cell of sweepCells(rest)) yield { [first.path]: value, ...cell };
  }
}

function atMost(count: number): number {
  if (!(count <= MOST_VALUES)) throw new RangeError(`the axis has ${count} values, more than ${MOST_VALUES}`);
  return count;
}
