import { describe, expect, test } from 'vitest';
import { isFalling, refineLine } from '../src/rounds/refine-line.js';

const points = (...all: readonly (readonly [number, number | null])[]) => all.map(([x, mean]) => ({ x, mean }));
const bisect = { rule: 'bisect', threshold: 0.5, width: 2, whole: true, within: null } as const;
const valuesOf = (decisions: ReturnType<typeof refineLine>) => decisions.map(({ value }) => value);

describe('bisect', () => {
  test('adds the middle of every crossing', () => {
    const line = points([0, 0], [10, 1], [20, 1], [30, 0]);
    expect(refineLine(line, bisect, true)).toEqual([
      { lower: line[0], upper: line[1], value: 5, reason: 'crosses 0.5 between 0 (0) and 10 (1)' },
      { lower: line[2], upper: line[3], value: 25, reason: 'crosses 0.5 between 20 (1) and 30 (0)' },
    ]);
  });

  test('ends at the width, and says so', () => {
    expect(refineLine(points([4, 0.2], [6, 0.9]), bisect, true)).toMatchObject([
      { value: null, reason: 'crosses 0.5 between 4 (0.2) and 6 (0.9): resolved to 2' },
    ]);
    const fine = { ...bisect, width: 0.5 };
    expect(valuesOf(refineLine(points([4, 0], [5, 1]), fine, true))).toEqual([null]);
    expect(valuesOf(refineLine(points([0.1, 0], [0.4, 1]), { ...fine, whole: false, width: 0.01 }, true))).toEqual([
      0.25,
    ]);
  });

  test('counts a value at the level as above it', () => {
    expect(valuesOf(refineLine(points([0, 0.5], [10, 1]), bisect, true))).toEqual([null]);
    expect(valuesOf(refineLine(points([0, 0.5], [10, 0]), bisect, true))).toEqual([5]);
  });

  test('passes over what has no result, and does not try it again', () => {
    expect(valuesOf(refineLine(points([0, 0], [7, null], [20, 1]), bisect, true))).toEqual([10]);
    expect(refineLine(points([0, 0], [10, null], [20, 1]), bisect, true)).toMatchObject([
      { value: null, reason: 'crosses 0.5 between 0 (0) and 20 (1): 10 has no result' },
    ]);
    expect(refineLine(points([0, null]), bisect, true)).toMatchObject([{ reason: 'no cell has a result' }]);
  });

  test('finds a crossing to the width in as many rounds as halvings take', () => {
    let line = points([0, 0], [1024, 1]);
    const level = 700.3;
    let rounds = 0;
    for (;;) {
      const [decision] = refineLine(line, bisect, true);
      if (decision!.value === null) break;
      rounds++;
      line = [...line, { x: decision!.value, mean: decision!.value > level ? 1 : 0 }].sort((p, q) => p.x - q.x);
    }
    expect(rounds).toBe(9);
    expect(line.filter(({ x }) => Math.abs(x - level) < 2).map(({ x }) => x)).toEqual([700, 702]);
  });
});

test('zoom adds the middle where neighbours differ by too much', () => {
  const zoom = { ...bisect, rule: 'zoom', threshold: 0.3, whole: false, width: 0.5 } as const;
  expect(refineLine(points([0, 0], [1, 0.2], [2, 0.9], [2.5, 1.9]), zoom, true)).toMatchObject([
    { value: 1.5, reason: 'differs by 0.7, more than 0.3 between 1 (0.2) and 2 (0.9)' },
  ]);
  expect(refineLine(points([0, 0], [1, 0.2]), zoom, true)).toMatchObject([
    { value: null, reason: 'no neighbours differ by more than 0.3' },
  ]);
});

describe('line', () => {
  const line = { ...bisect, rule: 'line' } as const;

  test('has one crossing, where fewest values lie on the wrong side', () => {
    // By chance one value of a falling line is low, and one high.
    const noisy = points([10, 0.9], [20, 0.1], [30, 0.9], [40, 0.8], [50, 0.1], [60, 0.7], [70, 0.1], [80, 0.1]);
    expect(refineLine(noisy, line, true)).toMatchObject([
      {
        value: 45,
        reason: expect.stringContaining('with 2 of 8 values on the wrong side between 40 (0.8) and 50 (0.1)'),
      },
    ]);
    expect(refineLine(noisy, bisect, true).length).toBeGreaterThan(1);
  });

  test('of places that fit alike takes the one with most room', () => {
    expect(valuesOf(refineLine(points([10, 0.9], [20, 0.1], [30, 0.9], [50, 0.1]), line, true))).toEqual([40]);
  });

  test('is followed where it does not cross, as far as it may', () => {
    const above = points([10, 0.9], [20, 0.8]);
    expect(refineLine(above, line, true)).toMatchObject([
      { value: null, reason: expect.stringContaining('does not cross 0.5') },
    ]);
    const followed = { ...line, within: [2, 50] as const };
    expect(valuesOf(refineLine(above, followed, true))).toEqual([30]);
    expect(valuesOf(refineLine([...above, { x: 30, mean: 0.9 }], followed, true))).toEqual([50]);
    expect(refineLine([...above, { x: 50, mean: 0.9 }], followed, true)).toMatchObject([
      { value: null, reason: expect.stringContaining('the end of what it is followed within') },
    ]);
    expect(valuesOf(refineLine(points([10, 0.1], [20, 0.1]), followed, true))).toEqual([2]);
    expect(valuesOf(refineLine(above, followed, false))).toEqual([2]);
  });

  test('is followed both ways as long as none crosses', () => {
    const followed = { ...line, within: [2, 50] as const };
    expect(valuesOf(refineLine(points([10, 0.1], [20, 0.2]), followed, null))).toEqual([2, 30]);
    expect(valuesOf(refineLine(points([2, 0.1], [30, 0.2]), followed, null))).toEqual([50]);
    expect(valuesOf(refineLine(points([2, 0.1], [50, 0.2]), followed, null))).toEqual([null]);
    expect(isFalling([points([0, 0], [1, 0.1]), points([0, 1])], 0.5)).toBeNull();
  });

  test('falls or rises as fits all lines together', () => {
    const [up, down] = [points([0, 0], [1, 1]), points([0, 1], [1, 0])];
    expect(isFalling([up, up, down], 0.5)).toBe(false);
    expect(isFalling([up, down, down], 0.5)).toBe(true);
  });
});
