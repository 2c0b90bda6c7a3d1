import { createKernels } from '@rgflow/kernels';
import { offsets, scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patternInformation, type Samples } from '../../src/mutual-information/index.js';

const random = RandomStream.named('pattern-scale-and-offset');
const kernels = createKernels({ arenaBytes: 2 ** 24 });

describe('patternInformation', () => {
  const [inputs, patterns, units] = [24, 3, 5];
  const shape = [inputs * patterns, units] as const;
  const changes = random.split('changes').normals(new Float32Array(patterns * units));
  const own = random.split('own').normals(new Float32Array(inputs * patterns * units));
  /** All inputs answer much alike. */
  const layer = own.map((x, n) => 0.4 * x + changes[n % (patterns * units)]!);
  const ask = (h: Samples, noise: number) => {
    const [found] = patternInformation(h, { patterns, noiseVariances: [noise], draws: 30, random, kernels });
    const { lower, upper, accuracy, reader } = found!;
    return [lower, upper, accuracy, reader];
  };
  const plain = ask({ shape, data: layer }, 0.8 * 0.8);
  const expectSame = (found: readonly number[], tolerance: number) => {
    found.forEach((value, k) => {
      expect(Math.abs(value - plain[k]!)).toBeLessThanOrEqual(tolerance);
    });
  };

  test.each([
    ['float32', 36, Float32Array],
    ['float64', 140, Float64Array],
  ] as const)('tells the same in any unit of layer and noise, reader and all, in %s', (_, digits, Data) => {
    expect(plain[3]!).toBeGreaterThan(0.1);
    fc.assert(
      fc.property(scales(digits), (c) => {
        const data = new Data(Array.from(layer, (value) => c * value));
        // Of 2,160 readings a few are decided anew by a rounding.
        expectSame(ask({ shape, data }, 0.8 * c * (0.8 * c)), 0.006);
      }),
      { seed: 13, numRuns: 60, examples: [[1e-22], [1e-30], [1e25]] },
    );
  });

  test('tells the same, to the bit, in units that are powers of two', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), (power) => {
        const c = 2 ** power;
        const found = ask({ shape, data: layer.map((value) => c * value) }, 0.64 * c * c);
        expect(found.slice(2)).toEqual(plain.slice(2));
      }),
      { seed: 13, numRuns: 60 },
    );
  });

  test('of noise too small or too large for a double in the unit of the layer tells all or nothing', () => {
    const apart: Samples = { shape: [4, 1], data: Float64Array.of(-1e200, 1e200, 4e200, 6e200) };
    const near: Samples = { shape: [4, 1], data: apart.data.map((value) => value / 1e200 / 1e200) };
    const two = { patterns: 2, draws: 5, random, kernels };
    expect(patternInformation(apart, { ...two, noiseVariances: [5e-324] })[0]).toMatchObject({ accuracy: 1 });
    expect(patternInformation(near, { ...two, noiseVariances: [1e308] })[0]!.reader).toBeLessThan(0.2);
  });

  test('tells the same from another origin, as far as float32 keeps the digits of what changes', () => {
    fc.assert(
      fc.property(offsets, (offset) => {
        const far = Math.abs(offset) < 1e4 ? offset : offset / 1e3;
        expectSame(ask({ shape, data: layer.map((value) => value + far) }, 0.64), 0.003 + 1e-6 * Math.abs(far));
      }),
      { seed: 13, numRuns: 60 },
    );
  });
});
