import { describe, expect, test } from 'vitest';
import { axisValues, sweepCells } from '../src/declare/sweep.js';

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

  test.each([
    [{ from: 2, to: 1, step: 1 }, "axisValues: the range from 2 to 1 is empty; 'from' must not be above 'to'."],
    [{ from: Number.NaN, to: 1, step: 1 }, 'axisValues: the range from NaN to 1 is empty'],
    [{ from: 0, to: 1, step: Number.NaN }, 'axisValues: the axis has NaN values'],
    [{ count: 1e9 }, 'axisValues: the axis has 1000000000 values, more than 1000000.'],
  ])('of %j is refused', (axis, message) => expect(() => axisValues(axis)).toThrow(message));

  test('of a list has each value once, of a count the numbers from 0', () => {
    expect(axisValues([3, 1, 3, 1, 2])).toEqual([3, 1, 2]);
    expect(axisValues({ count: 3 })).toEqual([0, 1, 2]);
  });
});

describe('a sweep', () => {
  test('without axes is one cell', () => expect([...sweepCells([])]).toEqual([{}]));

  test('is expanded lazily', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    const cells = sweepCells(['a', 'b', 'c', 'd'].map((path) => ({ path, values })));
    expect(cells.next().value).toEqual({ a: 0, b: 0, c: 0, d: 0 });
    expect(cells.next().value).toEqual({ a: 0, b: 0, c: 0, d: 1 });
  });
});
