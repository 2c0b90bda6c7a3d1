import { describe, expect, test } from 'vitest';
import { symmetricEigen } from '../src/symmetric-eigen.js';

/** Rounding of the QL method for a few dozen rows, relative to the largest eigenvalue. */
const ROUNDING = 1e-13;

/** 2 on the diagonal and -1 beside it. */
function chain(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => {
    const distance = Math.abs((k % n) - Math.floor(k / n));
    return distance === 0 ? 2 : distance === 1 ? -1 : 0;
  });
}

describe('eigenvalues of a symmetric matrix', () => {
  test('of a chain of springs are 2 - 2 cos(πk/(n + 1))', () => {
    const n = 40;
    const { values } = symmetricEigen(chain(n));
    values.forEach((value, k) => {
      expect(Math.abs(value - (2 - 2 * Math.cos((Math.PI * (n - k)) / (n + 1))))).toBeLessThan(4 * ROUNDING);
    });
  });

  test('descend, and their vectors are orthonormal and give the matrix back', () => {
    const n = 17;
    const matrix = Float64Array.from({ length: n * n }, (_, k) => {
      const [i, j] = [Math.floor(k / n), k % n];
      return Math.sin(1 + Math.min(i, j) * n + Math.max(i, j));
    });
    const { values, vectors } = symmetricEigen(matrix);
    expect([...values]).toEqual([...values].sort((p, q) => q - p));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let [product, rebuilt] = [0, 0];
        for (let k = 0; k < n; k++) {
          product += vectors[k * n + i]! * vectors[k * n + j]!;
          rebuilt += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
        }
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(10 * ROUNDING);
        expect(Math.abs(rebuilt - matrix[i * n + j]!)).toBeLessThan(100 * ROUNDING);
      }
    }
  });

  test('of a single number is that number', () => {
    expect(symmetricEigen([-3]).values).toEqual(Float64Array.of(-3));
  });

  test('only the symmetric part counts', () => {
    expect(symmetricEigen([2, 2, 0, 2]).values).toEqual(symmetricEigen([2, 1, 1, 2]).values);
  });

  test('what is no square matrix of finite numbers is refused', () => {
    expect(() => symmetricEigen([1, 2, 3])).toThrow('the matrix has 3 entries; expected shape (n, n)');
    expect(() => symmetricEigen([1, Number.NaN, 0, 1])).toThrow('entry (0, 1) is NaN');
  });
});
