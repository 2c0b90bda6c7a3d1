import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisValues, type SweepAxis } from '../src/declare/axis.js';
import * as sweep from '../src/declare/sweep.js';

/** One grid of these axes. */
const gridOf = (axes: readonly SweepAxis[]): sweep.Sweep => ({
  grids: [{ factors: axes.map(({ path, values }) => ({ paths: [path], rows: values.map((value) => [value]) })) }],
});
const sweepCells = (axes: readonly SweepAxis[]) => sweep.sweepCells(gridOf(axes));
const cellCount = (axes: readonly SweepAxis[]) => sweep.cellCount(gridOf(axes));

describe('an axis', () => {
  test('from 1 to 3 by 0.05 has 41 clean values', () => {
    const values = axisValues({ from: 1, to: 3, step: 0.05 });
    expect(values).toHaveLength(41);
    expect(values.map(String)).toEqual(Array.from({ length: 41 }, (_, i) => String((100 + 5 * i) / 100)));
  });

  test('ends at the last step before its end', () => {
    expect(axisValues({ from: 1, to: 3, step: 0.7 })).toEqual([1, 1.7, 2.4]);
    expect(axisValues({ from: 2, to: 2, step: 1 })).toEqual([2]);
    expect(axisValues({ from: -0.3, to: 0.3, step: 0.1 })).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });

  test('begins with what is written, to the last digit, and has nothing beyond its end', () => {
    const K_c = 0.44068679350977147;
    expect(axisValues({ from: K_c, to: 0.5, step: 0.02 })).toEqual([K_c, 0.4606867935097715, 0.48068679350977145]);
    expect(axisValues({ from: 0, to: 0.9999999999, step: 0.1 }).at(-1)).toBe(0.9);
    expect(axisValues({ from: 1e-13, to: 1, step: 0.5 })).toEqual([1e-13, 0.5000000000001]);
    expect(axisValues({ from: 1, to: 1.000000000003, step: 1e-12 })).toHaveLength(4);
    expect(axisValues({ from: 0, to: 1, step: 1 / 3 })).toHaveLength(4);
    expect(axisValues({ from: 0, to: 3e-320, step: 1e-320 })).toEqual([0, 1e-320, 2e-320, 3e-320]);
  });

  test('of any range are distinct, rise, begin at from and end within a step of to', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    const size = fc.integer({ min: -300, max: 300 }).map((e) => Number(`1e${e}`));
    fc.assert(
      fc.property(
        number,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        size,
        (a, width, n, c) => {
          const [from, to] = [a * c, a * c + width * c];
          const range = { from, to, step: (width * c) / n };
          fc.pre(range.step >= Number.EPSILON * Math.max(Math.abs(from), Math.abs(to)) && range.step > 0);
          const values = axisValues(range).map(Number);
          expect(values[0]).toBe(from + 0);
          for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]!);
          expect(values.at(-1)).toBeLessThanOrEqual(to);
          expect(to - values.at(-1)!).toBeLessThanOrEqual(range.step * (1 + 1e-9) + 4 * Number.EPSILON * Math.abs(to));
        },
      ),
      { seed: 13, numRuns: 500 },
    );
  });

  test.each([
    [{ from: 1, to: 2, step: 1e-20 }, 'axisValues: the step 1e-20 is lost in the rounding of numbers between 1 and 2'],
    [{ from: 0, to: 1, step: 0 }, 'axisValues: the step is 0; expected a number above 0'],
    [{ from: 0, to: Number.POSITIVE_INFINITY, step: 1 }, 'axisValues: the range from 0 to Infinity has no end'],
    [{ from: 2, to: 1, step: 1 }, "axisValues: the range from 2 to 1 is empty; 'from' must not be above 'to'."],
    [{ from: Number.NaN, to: 1, step: 1 }, 'axisValues: the range from NaN to 1 is empty'],
    [{ from: 0, to: 1, step: Number.NaN }, 'axisValues: the axis has NaN values'],
    [{ count: 1e9 }, 'axisValues: the axis has 1000000000 values, more than 1000000.'],
    [{ from: 0, to: 1, points: 1 }, 'axisValues: points is 1; expected 2 or more, for both ends are among them.'],
    [{ from: 1, to: 1, points: 3 }, 'axisValues: from and to are both 1; give numbers that differ'],
    [{ from: 0, to: 1, points: 1e9 }, 'axisValues: the axis has 1000000000 values, more than 1000000.'],
    [
      { from: 0, to: 1, points: 3, scale: 'log' as const },
      'axisValues: a logarithmic scale from 0 to 1; expected both above 0.',
    ],
    [{ from: 1, to: 1 + 4e-15, points: 9 }, 'points between 1 and 1.000000000000004 are not apart; give fewer.'],
  ])('of %j is refused', (axis, message) => expect(() => axisValues(axis)).toThrow(message));

  test('of points has both ends, and numbers as they are written between', () => {
    expect(axisValues({ from: 1, to: 2, points: 11 }).map(String)).toEqual([
      '1',
      '1.1',
      '1.2',
      '1.3',
      '1.4',
      '1.5',
      '1.6',
      '1.7',
      '1.8',
      '1.9',
      '2',
    ]);
    expect(axisValues({ from: 3, to: 1, points: 3 })).toEqual([3, 2, 1]);
    expect(axisValues({ from: 0, to: 1, points: 4 })).toEqual([0, 0.333333333333333, 0.666666666666667, 1]);
    expect(axisValues({ from: 1e-3, to: 1, points: 4, scale: 'log' })).toEqual([1e-3, 0.01, 0.1, 1]);
    expect(axisValues({ from: 8, to: 512, points: 7, scale: 'log' })).toEqual([8, 16, 32, 64, 128, 256, 512]);
    // The cube root of 2 to 12 digits, by bc.
    expect(axisValues({ from: 1, to: 2, points: 4, scale: 'log' })[1]).toBe(1.25992104989);
  });

  test('of a list has each value once, of a count the numbers from 0', () => {
    expect(axisValues([3, 1, 3, 1, 2])).toEqual([3, 1, 2]);
    expect(axisValues({ count: 3 })).toEqual([0, 1, 2]);
    expect(axisValues({ count: 3, start: 10 })).toEqual([10, 11, 12]);
  });
});

describe('a sweep', () => {
  test('without axes is one cell', () => expect([...sweepCells([])]).toEqual([{ grid: 0, cell: {} }]));

  test('is expanded lazily', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    const cells = sweepCells(['a', 'b', 'c', 'd'].map((path) => ({ path, values })));
    expect(cells.next().value).toEqual({ grid: 0, cell: { a: 0, b: 0, c: 0, d: 0 } });
    expect(cells.next().value).toEqual({ grid: 0, cell: { a: 0, b: 0, c: 0, d: 1 } });
  });

  test('is counted without being expanded', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    expect(cellCount(['a', 'b', 'c'].map((path) => ({ path, values })))).toBe(1e9);
    expect(cellCount([])).toBe(1);
  });
});
