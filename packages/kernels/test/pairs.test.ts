import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKernels, KernelArgumentError } from '../src/index.js';
import { borrowing, placed } from './backends.js';

const kernels = createKernels({ arenaBytes: 2 ** 26, blas: 'none' });
const settings = { seed: 7, numRuns: 200 };
const floats = (min: number, max: number, maxLength = 23) =>
  fc.array(fc.float({ noNaN: true, min, max }), { maxLength });

/** ln Σ e^x with the largest taken out, by Math. */
function plainLogSumExp(exponents: readonly number[]): number {
  const largest = Math.max(...exponents);
  return largest + Math.log(exponents.reduce((sum, x) => sum + Math.exp(x - largest), 0));
}

describe('logSumExp', () => {
  const pairs = fc.array(
    fc.record({ x: fc.float({ noNaN: true, min: -100, max: 100 }), y: fc.float({ noNaN: true, min: -100, max: 100 }) }),
    { minLength: 1, maxLength: 23 },
  );

  test('is the logarithm of the sum of exponentials', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: -9, max: 9, noNaN: true }), (values, a) =>
        borrowing(kernels, () => {
          const x = placed(
            kernels,
            values.map((value) => value.x),
          );
          const y = placed(
            kernels,
            values.map((value) => value.y),
          );
          const expected = plainLogSumExp(values.map((value) => a * value.x + 0.5 * (value.y - 3)));
          expect(Math.abs(kernels.logSumExp(a, x, 0.5, y, 3) - expected)).toBeLessThan(1e-12);
        }),
      ),
      settings,
    );
  });

  test('of one entry is that entry, to the bit', () => {
    borrowing(kernels, () => {
      const [x, y] = [placed(kernels, [1.5]), placed(kernels, [0.25])];
      for (const a of [0, 1e-9, -3, 1e6, -1e6]) expect(kernels.logSumExp(a, x, 2, y, 0.25)).toBe(1.5 * a);
    });
  });

  test('sums long rows in chunks and finds the largest exponent wherever it is', () => {
    borrowing(kernels, () => {
      for (const length of [1023, 1024, 1025, 3000]) {
        const [x, y] = [kernels.float32(length), kernels.float32(length)];
        expect(kernels.logSumExp(1, x, 1, y, 0)).toBeCloseTo(Math.log(length), 12);
        x[length - 1] = 2000;
        expect(kernels.logSumExp(1, x, 1, y, 0)).toBe(2000);
      }
    });
  });

  test('has the limits of the formula', () => {
    borrowing(kernels, () => {
      const zero = placed(kernels, [0, 0, 0]);
      const logSumExpOf = (...x: number[]) => kernels.logSumExp(1, placed(kernels, x), 1, zero, 0);
      expect(kernels.logSumExp(1, kernels.float32(0), 1, kernels.float32(0), 0)).toBe(-Infinity);
      expect(logSumExpOf(-Infinity, 1, -Infinity)).toBe(1);
      expect(logSumExpOf(-Infinity, -Infinity, -Infinity)).toBe(-Infinity);
      expect(logSumExpOf(1, Infinity, 2)).toBe(Infinity);
      expect(logSumExpOf(1, Number.NaN, 2)).toBeNaN();
      expect(logSumExpOf(Number.NaN, Number.NaN, Number.NaN)).toBeNaN();
    });
  });
});

describe('gaussianKernelSums', () => {
  /** A symmetric matrix from its upper half, whose lower half is not to be read. */
  function upperHalf(samples: number, value: (i: number, j: number) => number): Float32Array {
    return Float32Array.from({ length: samples ** 2 }, (_, n) => {
      const [i, j] = [Math.floor(n / samples), n % samples];
      return i === j ? 0 : i < j ? value(i, j) : Number.NaN;
    });
  }

  test.each([1, 2, 3, 8, 45, 1030, 1500])(
    '%i samples: the sums of Math.exp, over the seams of the chunks',
    (samples) => {
      borrowing(kernels, () => {
        const distance = (i: number, j: number) => Math.fround(1e-3 * ((i * 31 + j * 17) % 101) ** 2 + 0.01);
        const d = placed(kernels, upperHalf(samples, distance));
        const sums = kernels.float64(2 * samples);
        sums.fill(Number.NaN);
        const rate = -0.7;
        kernels.gaussianKernelSums(samples, d, rate, sums);
        for (const i of new Set([0, 1, Math.floor(samples / 2), samples - 1].filter((at) => at < samples))) {
          let [wide, narrow] = [0, 0];
          for (let j = 0; j < samples; j++) {
            const exponent = i === j ? 0 : rate * distance(Math.min(i, j), Math.max(i, j));
            wide += Math.exp(exponent);
            narrow += Math.exp(4 * exponent);
          }
          // Rounding of float32: of an exponent below 8 and of e^x - 1; the narrow kernel has the fourth power.
          expect(Math.abs(sums[i]! / wide - 1)).toBeLessThan(6e-7);
          expect(Math.abs(sums[samples + i]! / narrow - 1)).toBeLessThan(6e-7);
        }
      });
    },
  );

  test('each exponential is that of Math.exp to the rounding of float32', () => {
    borrowing(kernels, () => {
      // Two samples: the 1 of the diagonal taken off.
      const d = kernels.float32(4);
      const sums = kernels.float64(4);
      let largest = 0;
      for (let x = 0; x < 12; x += 1 / 512) {
        d[1] = x; // exact
        kernels.gaussianKernelSums(2, d, -1, sums);
        largest = Math.max(largest, Math.abs((sums[0]! - 1) / Math.exp(-x) - 1));
      }
      expect(largest).toBeLessThan(1.5 * 2 ** -23);
    });
  });

  test('a matrix that ends where the memory ends', () => {
    const full = createKernels({ arenaBytes: 2 ** 22, blas: 'none' });
    const sums = full.float64(8);
    full.uint8(full.capacityBytes - full.usedBytes - 64);
    const d = full.float32(16);
    expect(full.usedBytes).toBe(full.capacityBytes);
    full.gaussianKernelSums(4, d, -1, sums);
    expect([...sums]).toEqual(new Array(8).fill(4));
    expect(full.logSumExp(1, d.subarray(15), 1, d.subarray(15), 0)).toBe(0);
  });

  test('exponents that are large, infinite or NaN', () => {
    borrowing(kernels, () => {
      const sumsOf = (distance: number, rate: number) => {
        const sums = kernels.float64(4);
        kernels.gaussianKernelSums(2, placed(kernels, [0, distance, distance, 0]), rate, sums);
        return [...sums];
      };
      expect(sumsOf(1e30, -1e30)).toEqual([1, 1, 1, 1]);
      expect(sumsOf(Infinity, -1)).toEqual([1, 1, 1, 1]);
      expect(sumsOf(0, -1)).toEqual([2, 2, 2, 2]);
      expect(sumsOf(5, 0)).toEqual([2, 2, 2, 2]);
      expect(sumsOf(Number.NaN, -1)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    });
  });

  test('kernels that grow and matrices that are too small are refused', () => {
    const d = kernels.float32(4);
    expect(() => kernels.gaussianKernelSums(3, d, -1, kernels.float64(6))).toThrow(
      'gaussianKernelSums: d has 4 entries; expected samples samples = 9.',
    );
    expect(() => kernels.gaussianKernelSums(2, d, -1, kernels.float64(3))).toThrow(
      'gaussianKernelSums: sums has 3 entries; expected 2 samples = 4.',
    );
    expect(() => kernels.gaussianKernelSums(2, d, -1, new Float64Array(4))).toThrow('is not memory of these kernels');
    expect(() => kernels.gaussianKernelSums(2, d, 1, kernels.float64(4))).toThrow(KernelArgumentError);
    expect(() => kernels.gaussianKernelSums(2, d, Number.NaN, kernels.float64(4))).toThrow(
      'gaussianKernelSums: rate is NaN; give a number that is not positive.',
    );
  });
});

describe('upperSquaredDistances', () => {
  test('is norm + norm - 2 x above the diagonal, rounded once, in place, and counts what has cancelled', () => {
    fc.assert(
      fc.property(floats(-100, 100, 81), (products) =>
        borrowing(kernels, () => {
          const samples = Math.floor(Math.sqrt(products.length));
          const x = placed(kernels, [...products, 7]);
          const norms = kernels.float64(samples);
          for (let j = 0; j < samples; j++) norms[j] = Math.abs(products[j]!) * (1 + (j % 3)) + 0.1;
          let few = 0;
          const expected = products.map((product, at) => {
            const [i, j] = [Math.floor(at / samples), at % samples];
            if (i >= samples || j < i) return product;
            if (i === j) return 0;
            const distance = Math.fround(norms[i]! + norms[j]! - 2 * product);
            if (distance < 0.5 * (norms[i]! + norms[j]!)) few++;
            return distance;
          });
          expect(kernels.upperSquaredDistances(samples, norms, x.subarray(0, samples * samples), 0.5)).toBe(few);
          expect([...x]).toEqual([...expected, 7]);
        }),
      ),
      settings,
    );
  });

  test('refuses norms that are not one for each sample', () => {
    expect(() => kernels.upperSquaredDistances(3, kernels.float64(2), kernels.float32(9), 0)).toThrow(
      'upperSquaredDistances: norms has 2 entries; expected samples = 3.',
    );
  });
});
