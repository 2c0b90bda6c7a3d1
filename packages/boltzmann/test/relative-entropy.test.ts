import { expect, test } from 'vitest';
import { relativeEntropy } from '../src/index.js';

test('the relative entropy is that of the textbook, 0 of itself, and infinite where one excludes what the other has', () => {
  // (1/2) ln 2 + (1/2) ln(2/3)
  expect(relativeEntropy([0.5, 0.5], [0.25, 0.75])).toBeCloseTo(Math.log(4 / 3) / 2, 15);
  expect(relativeEntropy([0.1, 0, 0.9], [0.1, 0, 0.9])).toBe(0);
  expect(relativeEntropy([0.5, 0.5], [1, 0])).toBe(Infinity);
  expect(() => relativeEntropy([1], [0.5, 0.5])).toThrow('p has 1 states and q 2');
});
