import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError, estimate, formatEstimate } from '../src/index.js';
import expected from './expected/numerics.json' with { type: 'json' };

describe('estimate', () => {
  test('agrees with numpy.mean and scipy.stats.sem', () => {
    const result = estimate(expected.estimate.samples);
    expect(result.value).toBeCloseTo(expected.estimate.value, 14);
    expect(result.standardError).toBeCloseTo(expected.estimate.standardError, 14);
    expect(result.samples).toBe(40);
  });

  test('equal samples have no error, one sample has an unknown one', () => {
    expect(estimate([7, 7, 7])).toEqual({ value: 7, standardError: 0, samples: 3 });
    expect(estimate([7])).toEqual({ value: 7, standardError: Number.NaN, samples: 1 });
  });

  test('a shift of all samples moves the value and leaves the error', () => {
    const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(samples, fc.integer({ min: -1000, max: 1000 }), (draws, shift) => {
        const [here, there] = [estimate(draws), estimate(draws.map((d) => d + shift))];
        expect(there.value).toBeCloseTo(here.value + shift, 9);
        expect(there.standardError).toBeCloseTo(here.standardError, 9);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('a NaN among the samples is not averaged away', () => {
    expect(estimate([1, Number.NaN, 3])).toEqual({ value: Number.NaN, standardError: Number.NaN, samples: 3 });
  });

  test('the mean of nothing is refused', () => {
    expect(() => estimate([])).toThrow(DomainError);
    expect(() => estimate([])).toThrow('estimate: there are no samples');
  });
});

describe('formatEstimate', () => {
  test.each([
    [0.13081, 0.00042, '0.1308 ± 0.0004'],
    [52.13, 1.23, '52.1 ± 1.2'],
    [12345, 130, '12350 ± 130'],
    [0.5, 0.0996, '0.50 ± 0.10'],
    [-2.71, 0.05, '-2.71 ± 0.05'],
    [-0.0001, 0.5, '0.0 ± 0.5'],
    [1.308e-9, 4e-12, '(1.308 ± 0.004)e-9'],
    [6.02214e23, 3e18, '(6.02214 ± 0.00003)e23'],
    [3, 0, '3 ± 0'],
    [0.291123, 6e-18, '0.291123 ± 0'],
    [0.123456789, Number.NaN, '0.123457 ± ?'],
    [2, Number.POSITIVE_INFINITY, '2 ± ∞'],
    [Number.NaN, 1, 'NaN ± ?'],
  ])('%d with error %d reads %s', (value, standardError, text) => {
    expect(formatEstimate({ value, standardError })).toBe(text);
  });
});
