import { describe, expect, test } from 'vitest';
import { familyCumulants, type NumberFamilyName, numberShape, standardisedCumulants } from '../src/index.js';

describe('skewness and excess kurtosis', () => {
  test.each<[NumberFamilyName, readonly number[]]>([
    ['gaussian', [2, 3]],
    ['exponential', [0.7]],
    ['gamma', [2.5, 0.5]],
    ['poisson', [3]],
    ['bernoulli', [0.2]],
    ['bernoulli', [0.999]],
  ])('of %s are those of its cumulants', (name, parameters) => {
    const of = standardisedCumulants(familyCumulants(name, parameters, 4));
    const { skewness, excessKurtosis } = numberShape(name, parameters);
    expect(Math.abs(skewness - of.skewness)).toBeLessThan(1e-12 * Math.max(1, Math.abs(skewness)));
    expect(Math.abs(excessKurtosis - of.excessKurtosis)).toBeLessThan(1e-11 * Math.max(1, Math.abs(excessKurtosis)));
  });

  test.each<[NumberFamilyName, readonly number[], number, number]>([
    ['poisson', [1e-220], 1e110, 1e220],
    ['poisson', [1e-300], 1e150, 1e300],
    ['bernoulli', [1e-220], 1e110, 1e220],
    ['bernoulli', [1e-300], 1e150, 1e300],
    ['exponential', [1e-200], 2, 6],
    ['exponential', [1e200], 2, 6],
    ['gamma', [4, 1e-150], 1, 1.5],
    ['gamma', [1e-300, 1e200], 2e150, 6e300],
  ])('of %s %j are doubles where its cumulants are none', (name, parameters, skewness, excessKurtosis) => {
    const shape = numberShape(name, parameters);
    expect(shape.skewness / skewness).toBeCloseTo(1, 12);
    expect(shape.excessKurtosis / excessKurtosis).toBeCloseTo(1, 12);
  });

  test('of cumulants do not overflow on the way', () => {
    const { skewness, excessKurtosis } = standardisedCumulants([1e-220, 1e-220, 1e-220, 1e-220]);
    expect(skewness / 1e110).toBeCloseTo(1, 12);
    expect(excessKurtosis / 1e220).toBeCloseTo(1, 12);
  });
});
