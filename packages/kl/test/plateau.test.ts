import { DomainError } from '@rgflow/numerics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitSaturation, plateauLayer } from '../src/index.js';

describe('the layer of the plateau', () => {
  test('is where the curve has the fraction', () => {
    const curve = (b: number, x: number) => 1 - b ** x;
    const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(between(0.05, 0.99), between(0.01, 0.999), (b, fraction) => {
        const { value } = plateauLayer({ value: b, standardError: 0.01, samples: 28 }, fraction);
        expect(curve(b, value)).toBeCloseTo(fraction, 12);
      }),
    );
  });

  test('is 4.32 where half of the distance is left after each layer', () => {
    // ln 0.05 / ln 0.5, and by hand: 4.321928 · 0.01 / (0.5 · 0.693147).
    const { value, standardError, samples } = plateauLayer({ value: 0.5, standardError: 0.01, samples: 28 }, 0.95);
    expect(value).toBeCloseTo(4.321928, 6);
    expect(standardError).toBeCloseTo(0.1247045, 7);
    expect(samples).toBe(28);
  });

  test('has the error that a small shift of b makes', () => {
    const [b, step] = [0.6, 1e-6];
    const at = (value: number) => plateauLayer({ value, standardError: step, samples: 28 }, 0.95);
    const shift = (at(b + step).value - at(b - step).value) / 2;
    expect(at(b).standardError / shift).toBeCloseTo(1, 9);
  });

  test('is unknown without a fit', () => {
    const { value, standardError } = plateauLayer(fitSaturation([1, 1, 1]).b, 0.95);
    expect([value, standardError]).toEqual([Number.NaN, Number.NaN]);
  });

  test.each([0, 1, -0.5, 1.5, Number.NaN])('refuses the fraction %d', (fraction) => {
    const half = { value: 0.5, standardError: 0, samples: 3 };
    expect(() => plateauLayer(half, fraction)).toThrow(DomainError);
    expect(() => plateauLayer(half, fraction)).toThrow('expected a number between 0 and 1');
  });
});
