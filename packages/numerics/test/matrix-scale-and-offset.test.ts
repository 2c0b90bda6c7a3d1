import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logAbsDeterminant } from '../src/determinant.js';
import { orthonormalRows } from '../src/orthonormal-rows.js';
import { symmetricEigen } from '../src/symmetric-eigen.js';
import { numbers, offsets, scales } from '../src/testing.js';
import { whitening } from '../src/whitening.js';

/** Shifted and rescaled input gives shifted and rescaled output, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 200 };

describe('symmetricEigen', () => {
  const matrices = numbers(16, 16).map((m) => m.map((_, k) => m[k]! + m[4 * (k % 4) + Math.floor(k / 4)]!));

  test('has eigenvalues in the unit of the matrix', () => {
    fc.assert(
      fc.property(matrices, scales(), (m, c) => {
        const [plain, scaled] = [symmetricEigen(m), symmetricEigen(m.map((entry) => c * entry))];
        plain.values.forEach((value, k) => {
          expect(Math.abs(scaled.values[k]! / c - value)).toBeLessThanOrEqual(64 * Number.EPSILON);
        });
      }),
      runs,
    );
  });

  test('has the eigenvalues that it has without entries too small to count', () => {
    const tiny = fc.integer({ min: -300, max: -40 }).map((e) => Number(`1e${e}`));
    const factors = fc.array(fc.oneof(fc.constant(1), tiny), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(matrices, factors, scales(), (m, factor, c) => {
        const mirrored = factor.map((_, k) => factor[Math.max(k, 4 * (k % 4) + Math.floor(k / 4))]!);
        const without = m.map((entry, k) => (mirrored[k] === 1 ? entry : 0));
        const { values } = symmetricEigen(m.map((entry, k) => entry * mirrored[k]! * c));
        symmetricEigen(without).values.forEach((value, k) => {
          expect(Math.abs(values[k]! / c - value)).toBeLessThanOrEqual(64 * Number.EPSILON);
        });
      }),
      runs,
    );
  });

  test('has eigenvalues shifted by what is added to the diagonal', () => {
    fc.assert(
      fc.property(matrices, offsets, (m, offset) => {
        const shifted = m.map((entry, k) => (k % 5 === 0 ? entry + offset : entry));
        symmetricEigen(shifted).values.forEach((value, k) => {
          const rounding = 64 * Number.EPSILON * (1 + Math.abs(offset));
          expect(Math.abs(value - offset - symmetricEigen(m).values[k]!)).toBeLessThanOrEqual(rounding);
        });
      }),
      runs,
    );
  });
});

describe('logAbsDeterminant', () => {
  test('gains n ln c where the matrix is multiplied by c', () => {
    const matrices = numbers(9, 9).map((m) => m.map((entry, k) => (k % 4 === 0 ? entry + 3 : entry)));
    fc.assert(
      fc.property(matrices, scales(), (m, c) => {
        const difference = logAbsDeterminant(m.map((entry) => c * entry)) - logAbsDeterminant(m);
        expect(Math.abs(difference - 3 * Math.log(c))).toBeLessThanOrEqual(1e-12);
      }),
      runs,
    );
  });
});

describe('whitening', () => {
  /** A Aᵀ + 1 of 4 variables. */
  const covariances = numbers(16, 16).map((a) =>
    a.map((_, k) => {
      const [i, j] = [Math.floor(k / 4), k % 4];
      return [0, 1, 2, 3].reduce((sum, l) => sum + a[4 * i + l]! * a[4 * j + l]!, i === j ? 1 : 0);
    }),
  );
  const expectWhitened = (
    m: readonly number[],
    units: readonly number[],
    scaled: readonly number[],
    logUnit: number,
    nearness = 1e-13,
  ) => {
    const [plain, found] = [whitening(m), whitening(scaled)];
    plain.inverseFactor.forEach((entry, k) => {
      expect(Math.abs(found.inverseFactor[k]! * units[k % 4]! - entry)).toBeLessThanOrEqual(nearness);
    });
    const rounding = 1e-13 + 16 * Number.EPSILON * Math.abs(logUnit);
    expect(Math.abs(found.logDeterminant - plain.logDeterminant - logUnit)).toBeLessThanOrEqual(rounding);
  };

  test('divides by the root of what the covariance is multiplied by, and gains n ln of it', () => {
    fc.assert(
      fc.property(covariances, scales(), (m, c) => {
        const units = Array(4).fill(Math.sqrt(c));
        expectWhitened(
          m,
          units,
          m.map((entry) => c * entry),
          4 * Math.log(c),
        );
      }),
      runs,
    );
  });

  test('takes each variable in a unit of its own, up to a million apart', () => {
    const units = fc.array(scales(3), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(covariances, units, scales(280), (m, d, c) => {
        const found = m.map((entry, k) => c * d[Math.floor(k / 4)]! * entry * d[k % 4]!);
        const logUnit = d.reduce((sum, unit) => sum + 2 * Math.log(unit), 4 * Math.log(c));
        expectWhitened(
          m,
          d.map((unit) => unit * Math.sqrt(c)),
          found,
          logUnit,
          1e-8,
        );
      }),
      runs,
    );
  });
});

describe('orthonormalRows', () => {
  /** Three rows of five that are far from combinations of each other. */
  const frames = numbers(15, 15).map((m) => m.map((entry, k) => entry + (k % 6 === 0 ? 5 : 0)));

  test('are the same of rows each in a unit of its own', () => {
    const units = fc.array(scales(), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(frames, units, (m, c) => {
        const plain = orthonormalRows(3, 5, m);
        const scaled = orthonormalRows(
          3,
          5,
          m.map((entry, k) => c[Math.floor(k / 5)]! * entry),
        );
        scaled.forEach((entry, k) => {
          expect(Math.abs(entry - plain[k]!)).toBeLessThanOrEqual(32 * Number.EPSILON);
        });
        for (let i = 0; i < 3; i++) {
          const length = scaled.subarray(5 * i, 5 * i + 5).reduce((sum, entry) => sum + entry * entry, 0);
          expect(Math.abs(length - 1)).toBeLessThanOrEqual(8 * Number.EPSILON);
        }
      }),
      runs,
    );
  });

  test('of entries whose squares are no doubles, and not of what is not finite', () => {
    for (const s of [1e-300, 1e-200, 1e-160, 1, 1e200, 1e300]) {
      expect([...orthonormalRows(2, 2, [3 * s, 0, s, 2 * s])]).toEqual([1, 0, 0, 1]);
    }
    expect(() => orthonormalRows(1, 2, [1, Number.NaN])).toThrow('row 0 is not finite');
  });
});
