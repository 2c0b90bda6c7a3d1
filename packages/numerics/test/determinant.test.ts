import { describe, expect, test } from 'vitest';
import { logAbsDeterminant } from '../src/determinant.js';
import { ShapeError } from '../src/errors.js';

/** The second difference, 2 on the diagonal and -1 beside it: its determinant is n + 1. */
const secondDifference = (n: number) =>
  Float32Array.from({ length: n * n }, (_, k) => [2, -1][Math.abs(Math.floor(k / n) - (k % n))] ?? 0);

describe('logAbsDeterminant', () => {
  test('of small matrices is that of the formula', () => {
    expect(logAbsDeterminant([0, 2, 3, 0])).toBeCloseTo(Math.log(6), 14);
    expect(logAbsDeterminant([-5])).toBeCloseTo(Math.log(5), 14);
    expect(logAbsDeterminant([2, 1, 0, 1, 3, 1, 0, 1, 4])).toBeCloseTo(Math.log(18), 14);
  });

  test('of the second difference is n + 1', () => {
    for (const n of [2, 17, 200]) expect(logAbsDeterminant(secondDifference(n))).toBeCloseTo(Math.log(n + 1), 12);
  });

  test('grows by n ln c when the matrix is multiplied by c, far beyond the range of numbers', () => {
    const n = 200;
    const huge = Float64Array.from(secondDifference(n), (entry) => 1e10 * entry);
    expect(logAbsDeterminant(huge)).toBeCloseTo(Math.log(n + 1) + n * Math.log(1e10), 9);
  });

  test('of a singular matrix is minus infinity', () => {
    expect(logAbsDeterminant([1, 2, 2, 4])).toBe(-Infinity);
  });

  test('refuses what is not square', () => {
    expect(() => logAbsDeterminant([1, 2, 3])).toThrow(ShapeError);
  });
});
