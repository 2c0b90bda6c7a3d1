import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKernels } from '../src/index.js';
import { borrowing, placed } from './backends.js';

const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });
const vector = fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { maxLength: 37 });
const shape = { rows: fc.integer({ min: 0, max: 12 }), columns: fc.integer({ min: 0, max: 21 }) };
const matrix = fc.record(shape).chain(({ rows, columns }) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    values: fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), {
      minLength: rows * columns,
      maxLength: rows * columns,
    }),
  }),
);
const settings = { seed: 5, numRuns: 200 };

test('axpy adds a multiple, with one rounding each', () => {
  fc.assert(
    fc.property(vector, fc.float({ noNaN: true, min: -8, max: 8 }), (values, alpha) =>
      borrowing(kernels, () => {
        const x = placed(kernels, values);
        const y = placed(
          kernels,
          values.map((_, i) => i - 3),
        );
        kernels.axpy(alpha, x, y);
        expect([...y]).toEqual(values.map((value, i) => Math.fround(Math.fround(alpha * value) + (i - 3))));
      }),
    ),
    settings,
  );
});

test('scale multiplies', () => {
  fc.assert(
    fc.property(vector, fc.float({ noNaN: true, min: -8, max: 8 }), (values, alpha) =>
      borrowing(kernels, () => {
        const x = placed(kernels, values);
        kernels.scale(alpha, x);
        expect([...x]).toEqual(values.map((value) => Math.fround(alpha * value)));
      }),
    ),
    settings,
  );
});

test('addBias adds the bias to every row', () => {
  fc.assert(
    fc.property(matrix, ({ rows, columns, values }) =>
      borrowing(kernels, () => {
        const x = placed(kernels, values);
        kernels.addBias(
          rows,
          columns,
          x,
          placed(
            kernels,
            Array.from({ length: columns }, (_, j) => j / 4),
          ),
        );
        expect([...x]).toEqual(values.map((value, i) => Math.fround(value + (i % columns) / 4)));
      }),
    ),
    settings,
  );
});

test('sum, moments and rowSums agree with sums in float64', () => {
  fc.assert(
    fc.property(matrix, ({ rows, columns, values }) =>
      borrowing(kernels, () => {
        const x = placed(kernels, values);
        const total = values.reduce((sum, value) => sum + value, 0);
        expect(kernels.sum(x)).toBeCloseTo(total, 9);
        const { mean, variance } = kernels.moments(x);
        expect(mean * values.length || 0).toBeCloseTo(total, 9);
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        expect(variance * values.length || 0).toBeCloseTo(squares, 7);
        const sums = new Float64Array(2 * rows);
        kernels.rowSums(rows, columns, x, sums);
        for (let i = 0; i < rows; i++) {
          const row = values.slice(i * columns, (i + 1) * columns);
          expect(sums[2 * i]).toBeCloseTo(
            row.reduce((sum, value) => sum + value, 0),
            9,
          );
          expect(sums[2 * i + 1]).toBeCloseTo(
            row.reduce((sum, value) => sum + value * value, 0),
            7,
          );
        }
      }),
    ),
    settings,
  );
});

test('the variance survives a mean that is a million times larger', () => {
  borrowing(kernels, () => {
    const x = placed(
      kernels,
      Array.from({ length: 10_001 }, (_, i) => 1e6 + (i % 2)),
    );
    expect(kernels.moments(x).variance).toBeCloseTo(0.25, 6);
  });
});

test('sums are accumulated in float64: a million ones added to 2^24 are not lost', () => {
  borrowing(kernels, () => {
    const x = kernels.float32(1_000_001).fill(1);
    x[0] = 2 ** 24;
    expect(kernels.sum(x)).toBe(2 ** 24 + 1e6);
    const out = kernels.float32(1);
    kernels.columnSums(1_000_001, 1, 1, x, 0, out);
    expect(out[0]).toBe(Math.fround(2 ** 24 + 1e6));
  });
});

test('moments of nothing are NaN', () => {
  expect(kernels.moments(kernels.float32(0))).toEqual({ mean: Number.NaN, variance: Number.NaN });
  expect(kernels.sum(kernels.float32(0))).toBe(0);
});

test('rowSums has room for more rows than its scratch memory', () => {
  borrowing(kernels, () => {
    const x = kernels.float32(200_000).fill(3);
    const sums = new Float64Array(400_000);
    kernels.rowSums(200_000, 1, x, sums);
    expect(sums.every((value, i) => value === (i % 2 === 0 ? 3 : 9))).toBe(true);
  });
});

test('columnSums adds alpha times the sums to beta times what is there, and overwrites NaN where beta is 0', () => {
  fc.assert(
    fc.property(matrix, fc.constantFrom(0, 0.8, -1), ({ rows, columns, values }, beta) =>
      borrowing(kernels, () => {
        const out = placed(kernels, new Array(columns).fill(beta === 0 ? Number.NaN : 5));
        kernels.columnSums(rows, columns, 0.5, placed(kernels, values), beta, out);
        for (let j = 0; j < columns; j++) {
          const column = values.filter((_, i) => i % columns === j).reduce((sum, value) => sum + value, 0);
          const expected = 0.5 * column + (beta === 0 ? 0 : Math.fround(beta) * 5);
          expect(Math.abs(out[j]! - expected)).toBeLessThanOrEqual(2 ** -24 * Math.abs(expected) + 1e-12);
        }
      }),
    ),
    settings,
  );
});

test('scaleUint8 turns bytes into float32', () => {
  borrowing(kernels, () => {
    for (const length of [0, 1, 7, 8, 9, 256]) {
      const bytes = kernels.uint8(length);
      bytes.forEach((_, i) => {
        bytes[i] = i;
      });
      const out = kernels.float32(length + 1);
      kernels.scaleUint8(bytes, 1 / 255, out.subarray(0, length));
      expect([...out]).toEqual([...Array.from(bytes, (value) => Math.fround(value * Math.fround(1 / 255))), 0]);
    }
  });
});
