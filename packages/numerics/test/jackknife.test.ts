import { expect, test } from 'vitest';
import { estimate } from '../src/index.js';
import { jackknife } from '../src/jackknife.js';

const samples = [1, 2, 6, 4, 3.5];
const mean = (kept: readonly number[]) => kept.reduce((sum, j) => sum + samples[j]!, 0) / kept.length;

test('pseudo-values of the mean are the samples', () => {
  for (const [j, value] of jackknife(5, mean).entries()) expect(value).toBeCloseTo(samples[j]!, 12);
});

test('their mean of a square of a mean has no bias of first order, and their error is that of the square', () => {
  const { value, standardError } = estimate(jackknife(5, (kept) => mean(kept) ** 2));
  // The square of a mean is too large by the square of its standard error.
  const plain = estimate(samples);
  expect(value).toBeCloseTo(plain.value ** 2 - plain.standardError ** 2, 12);
  expect(standardError).toBeCloseTo(2 * plain.value * plain.standardError, 0);
});

test('of one sample the statistic itself, of none nothing', () => {
  expect(jackknife(1, () => 7)).toEqual([7]);
  expect(() => jackknife(0, () => 7)).toThrow('0 samples');
});
