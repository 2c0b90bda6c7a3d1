import { DomainError } from '@rgflow/numerics';
import { describe, expect, test } from 'vitest';
import { normaliseKl } from '../src/index.js';

describe('normaliseKl', () => {
  // 784 times these numbers are printed by the notebook.
  test.each([
    [1.0, 1112.4478100324634 / 784],
    [1.5, 1271.390132410864 / 784],
    [3.5, 1603.5308936826477 / 784],
  ])('divides by 784 ln(2 pi e sigma_w^2) / 2 at sigma_w^2 = %d', (sigmaW2, perUnit) => {
    expect(normaliseKl(784 * perUnit, { units: 784, sigmaW2 })).toBeCloseTo(1, 14);
    expect(normaliseKl(perUnit, { units: 1, sigmaW2 })).toBeCloseTo(1, 14);
  });

  test('passes NaN and negative values on, as they come', () => {
    expect(normaliseKl(Number.NaN, { units: 784, sigmaW2: 1.5 })).toBeNaN();
    expect(normaliseKl(-784, { units: 784, sigmaW2: 1.5 })).toBeCloseTo(-0.6166, 4);
  });

  test('refuses a variance at which it would turn the sign', () => {
    expect(() => normaliseKl(1, { units: 784, sigmaW2: 0.05 })).toThrow('sigmaW2 above 1/(2 pi e) = 0.0585');
    expect(() => normaliseKl(1, { units: 784, sigmaW2: Number.NaN })).toThrow(DomainError);
    expect(() => normaliseKl(1, { units: 0, sigmaW2: 1 })).toThrow(DomainError);
  });
});
