import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKernels, KernelArgumentError, type Kernels } from '../src/index.js';
import { backends, borrowing, placed } from './backends.js';

const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });

describe.each(backends)('upperGram by %s', (_, available) => {
  const tested = available as Kernels;

  test.skipIf(available === null)('is the upper half of x xᵀ, and leaves what is below and around', () => {
    for (const [rows, columns] of [
      [0, 3],
      [1, 1],
      [2, 0],
      [7, 5],
      [64, 31],
      [300, 17],
      [261, 784],
    ] as const) {
      borrowing(tested, () => {
        const x = tested.float32(rows * columns);
        tested.fillNormals([5, rows], 0, 0, 1, x);
        const out = tested.float32(rows * rows + 8).fill(-7);
        tested.upperGram(rows, columns, x, out);
        expect([...out.subarray(rows * rows)]).toEqual(new Array(8).fill(-7));
        let worst = 0;
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < rows; j++) {
            if (j < i) expect(out[i * rows + j]).toBe(-7);
            if (j < i || (i * rows + j) % (rows > 100 ? 53 : 1) !== 0) continue;
            let [sum, sizes] = [0, 0];
            for (let k = 0; k < columns; k++) {
              sum += x[i * columns + k]! * x[j * columns + k]!;
              sizes += Math.abs(x[i * columns + k]! * x[j * columns + k]!);
            }
            worst = Math.max(worst, Math.abs(out[i * rows + j]! - sum) - (columns + 3) * 2 ** -24 * sizes);
          }
        }
        expect(worst).toBeLessThanOrEqual(0);
      });
    }
  });

  test.skipIf(available === null)('refuses an out that overlaps or is too short', () => {
    borrowing(tested, () => {
      const x = tested.float32(16);
      expect(() => tested.upperGram(4, 4, x, x)).toThrow('upperGram: out overlaps x');
      expect(() => tested.upperGram(4, 2, x, tested.float32(15))).toThrow(KernelArgumentError);
    });
  });
});

test('mirrorUpper fills the lower half', () => {
  for (const rows of [0, 1, 2, 15, 16, 17, 32, 50, 133]) {
    borrowing(kernels, () => {
      const x = placed(
        kernels,
        Array.from({ length: rows * rows }, (_, at) => at),
      );
      kernels.mirrorUpper(rows, x);
      const expected = x.map((_, at) => {
        const [i, j] = [Math.floor(at / rows), at % rows];
        return Math.min(i, j) * rows + Math.max(i, j);
      });
      expect(x).toEqual(expected);
    });
  }
});

test('centreColumns takes off the mean of each column, in float64 and rounded once, and says what is largest', () => {
  const shape = { rows: fc.integer({ min: 1, max: 12 }), columns: fc.integer({ min: 1, max: 21 }) };
  const matrix = fc.record(shape).chain(({ rows, columns }) => {
    const length = { minLength: rows * columns, maxLength: rows * columns };
    return fc.tuple(fc.constant(columns), fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), length));
  });
  fc.assert(
    fc.property(matrix, ([columns, values]) =>
      borrowing(kernels, () => {
        const rows = values.length / columns;
        const means = new Float64Array(columns);
        values.forEach((value, at) => {
          means[at % columns]! += value;
        });
        const differences = values.map((value, at) => value - means[at % columns]! / rows);
        const x = placed(kernels, values);
        const largest = kernels.centreColumns(rows, columns, x);
        expect(x).toEqual(Float32Array.from(differences));
        expect(largest).toBe(Math.max(...differences.map(Math.abs)));
      }),
    ),
    { seed: 3, numRuns: 200 },
  );
});
