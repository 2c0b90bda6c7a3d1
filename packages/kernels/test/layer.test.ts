import { describe, expect, test } from 'vitest';
import { type ActivationName, activationNames, createKernels, KernelArgumentError } from '../src/index.js';
import { borrowing } from './backends.js';

const kernels = createKernels({ arenaBytes: 2 ** 24, blas: 'none' });

/** ln phi'(x) in float64, without loss in saturation. */
const logSlope: Partial<Record<ActivationName, (x: number) => number>> = {
  tanh: (x) => 2 * (Math.LN2 - Math.abs(x) - Math.log1p(Math.exp(-2 * Math.abs(x)))),
  erf: (x) => Math.log(2 / Math.sqrt(Math.PI)) - x * x,
  sigmoid: (x) => -Math.abs(x) - 2 * Math.log1p(Math.exp(-Math.abs(x))),
  linear: () => 0,
};
const invertible = Object.keys(logSlope) as ActivationName[];

/** Odd lengths, those of the loops of four and of sixteen, and of more than one chunk. */
const columnCounts = [1, 3, 4, 15, 16, 17, 64, 511, 512, 515, 784, 1100];

/** One pass over normal numbers of this standard deviation, and what goes into it. */
function pass(activation: ActivationName, rows: number, columns: number, deviation: number) {
  const x = kernels.float32(rows * columns);
  const bias = kernels.float32(columns);
  kernels.fillNormals([7, columns], 0, 0, deviation, x);
  kernels.fillNormals([8, columns], 0, 0.1, 0.5, bias);
  const given = x.slice();
  const out = kernels.float32(x.length);
  const sums = new Float64Array(2 * rows);
  const logSlopes = new Float64Array(rows);
  const isInvertible = logSlope[activation] !== undefined;
  kernels.activateWithSums(activation, rows, columns, x, {
    bias,
    sums,
    out,
    ...(isInvertible && { logSlopes }),
  });
  return { given, bias, x, out, sums, logSlopes };
}

describe('activateWithSums', () => {
  test.each(activationNames)('has the bits of addBias, rowSums and activate: %s', (activation) => {
    for (const columns of columnCounts) {
      borrowing(kernels, () => {
        const rows = 5;
        const { given, bias, x, out, sums } = pass(activation, rows, columns, 1.5);
        const plain = kernels.float32(given.length);
        plain.set(given);
        kernels.addBias(rows, columns, plain, bias);
        expect(x).toEqual(plain);
        const plainSums = new Float64Array(2 * rows);
        kernels.rowSums(rows, columns, plain, plainSums);
        expect(sums).toEqual(plainSums);
        kernels.activate(activation, plain, plain);
        expect(out).toEqual(plain);
      });
    }
  });

  test.each(invertible)('sums ln phi’ to 3e-7 a unit, from the middle to far saturation: %s', (activation) => {
    for (const columns of columnCounts) {
      for (const deviation of [0.1, 1, 3, 30]) {
        borrowing(kernels, () => {
          const { x, logSlopes } = pass(activation, 4, columns, deviation);
          logSlopes.forEach((sum, row) => {
            const wanted = Array.from(x.subarray(row * columns, (row + 1) * columns), logSlope[activation]!).reduce(
              (total, term) => total + term,
              0,
            );
            expect(Math.abs(sum - wanted)).toBeLessThan(3e-7 * columns + 1e-10 * Math.abs(wanted));
          });
        });
      }
    }
  });

  test.each(['tanh', 'sigmoid'] as const)(
    'takes ln phi’ on both sides of saturation, unit by unit: %s',
    (activation) => {
      borrowing(kernels, () => {
        const count = 4001;
        const x = kernels.float32(count);
        x.forEach((_, i) => {
          x[i] = (i - (count - 1) / 2) / 100;
        });
        const logSlopes = new Float64Array(count);
        const sums = new Float64Array(2 * count);
        kernels.activateWithSums(activation, count, 1, x, { sums, out: kernels.float32(count), logSlopes });
        x.forEach((value, i) => {
          expect(Math.abs(logSlopes[i]! - logSlope[activation]!(value))).toBeLessThan(6e-7);
        });
      });
    },
  );

  test.each(['tanh', 'erf', 'sigmoid'] as const)(
    'passes NaN on, and says -Infinity where nothing is left: %s',
    (activation) => {
      for (const columns of [1, 5, 16, 40]) {
        for (const [value, wanted] of [
          [Number.NaN, Number.NaN],
          [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
        ] as const) {
          borrowing(kernels, () => {
            const x = kernels.float32(columns).fill(0.5);
            x[columns - 1] = value;
            const logSlopes = new Float64Array(1);
            const out = kernels.float32(columns);
            kernels.activateWithSums(activation, 1, columns, x, { sums: new Float64Array(2), out, logSlopes });
            expect(logSlopes[0]).toBe(wanted);
          });
        }
      }
    },
  );

  test('has room for more rows than its scratch memory', () => {
    borrowing(kernels, () => {
      const rows = 200_000;
      const x = kernels.float32(rows).fill(0.5);
      const [sums, logSlopes] = [new Float64Array(2 * rows), new Float64Array(rows)];
      kernels.activateWithSums('tanh', rows, 1, x, { sums, out: kernels.float32(rows), logSlopes });
      expect(sums.every((value, i) => value === (i % 2 === 0 ? 0.5 : 0.25))).toBe(true);
      expect(logSlopes.every((value) => value === logSlopes[0])).toBe(true);
    });
  });

  test('refuses logarithms of slopes of relu, and without what they are taken from', () => {
    borrowing(kernels, () => {
      const x = kernels.float32(2);
      const to = { sums: new Float64Array(2), logSlopes: new Float64Array(1) };
      const out = kernels.float32(2);
      expect(() => kernels.activateWithSums('relu', 1, 2, x, { ...to, out })).toThrow(
        'activateWithSums: logSlopes are asked for of relu: all x <= 0 become 0',
      );
      expect(() => kernels.activateWithSums('tanh', 1, 2, x, to)).toThrow(KernelArgumentError);
      expect(() => kernels.activateWithSums('tanh', 1, 2, x, { ...to, out: x })).toThrow('give an out that is not x');
      expect(() => kernels.activateWithSums('tanh', 2, 1, x, { sums: new Float64Array(3) })).toThrow(
        'activateWithSums: sums has 3 entries; expected 2 rows = 4.',
      );
    });
  });
});
