import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKernels } from '../src/index.js';
import { borrowing, placed } from './backends.js';

const kernels = createKernels({ arenaBytes: 2 ** 25, blas: 'none' });

// Largest over all of float32, by tanh.slow.test.ts: 3.85e-7.
const TOLERANCE = 4e-7;

test('tanh is within 4e-7 of Math.tanh over all of float32', () => {
  // Every 4,093rd of the positive float32, a prime so that all last bits come up, and their negatives.
  const positive = new Float32Array(Uint32Array.from({ length: 522_000 }, (_, i) => i * 4093 + 1).buffer);
  expect(positive.at(-1)).toBeGreaterThan(1e38);
  borrowing(kernels, () => {
    for (const sign of [1, -1]) {
      const x = placed(
        kernels,
        positive.map((value) => sign * value),
      );
      const y = kernels.float32(x.length);
      kernels.tanh(x, y);
      let worst = 0;
      for (let i = 0; i < x.length; i++) {
        const exact = Math.tanh(x[i]!);
        const error = Math.abs(y[i]! - exact) / Math.abs(exact);
        if (!(error <= worst)) worst = error;
      }
      expect(worst).toBeLessThan(TOLERANCE);
    }
  });
});

test('tanh is exact at 0, -0, in saturation and at infinity, keeps the smallest numbers and NaN', () => {
  borrowing(kernels, () => {
    const special = [0, -0, 1e-45, -1e-45, 1e-38, 10, -10, 3e38, -3e38, Infinity, -Infinity, Number.NaN];
    const x = placed(kernels, special);
    kernels.tanh(x, x);
    expect([...x]).toEqual([0, -0, 2 ** -149, -(2 ** -149), Math.fround(1e-38), 1, -1, 1, -1, 1, -1, Number.NaN]);
  });
});

test('tanh never exceeds 1 and is odd to the bit', () => {
  borrowing(kernels, () => {
    const x = placed(
      kernels,
      Float32Array.from({ length: 100_000 }, (_, i) => i * 1e-4),
    );
    const y = kernels.float32(x.length);
    kernels.tanh(x, y);
    expect(y.every((value) => value <= 1)).toBe(true);
    kernels.scale(-1, x);
    kernels.tanh(x, x);
    expect(x.every((value, i) => value === -y[i]!)).toBe(true);
  });
});

test('every length and every position in a vector gives the same bits, and nothing beyond is written', () => {
  borrowing(kernels, () => {
    const x = placed(
      kernels,
      Float32Array.from({ length: 19 }, (_, i) => (i - 9) / 3),
    );
    const all = kernels.float32(19);
    kernels.tanh(x, all);
    for (let first = 0; first < 19; first++) {
      for (let end = first; end <= 19; end++) {
        const out = placed(kernels, new Array(19).fill(7));
        kernels.tanh(x.subarray(first, end), out.subarray(first, end));
        expect([...out]).toEqual([...all].map((value, i) => (i >= first && i < end ? value : 7)));
      }
    }
  });
});

test('addBiasTanh is addBias, then tanh', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 13 }), (rows, columns) => {
      borrowing(kernels, () => {
        const x = placed(
          kernels,
          Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)),
        );
        const bias = placed(
          kernels,
          Float32Array.from({ length: columns }, (_, i) => Math.cos(i)),
        );
        const out = kernels.float32(rows * columns);
        kernels.addBiasTanh(rows, columns, x, bias, out);
        kernels.addBias(rows, columns, x, bias);
        kernels.tanh(x, x);
        expect(out).toEqual(x);
      });
    }),
    { seed: 4 },
  );
});

test('tanhBackward is the derivative of tanh times the gradient', () => {
  borrowing(kernels, () => {
    const y = placed(
      kernels,
      Float32Array.from({ length: 11 }, (_, i) => (i - 5) / 5),
    );
    const gradient = placed(
      kernels,
      Float32Array.from({ length: 11 }, (_, i) => i + 1),
    );
    const expected = gradient.map((value, i) => value * Math.fround(1 - Math.fround(y[i]! * y[i]!)));
    kernels.tanhBackward(y, gradient, gradient);
    expect([...gradient]).toEqual([...expected]);
  });
});
