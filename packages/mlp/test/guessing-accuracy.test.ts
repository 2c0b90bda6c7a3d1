import { describe, expect, test } from 'vitest';
import { guessingAccuracy } from '../src/index.js';

describe('the accuracy of guessing', () => {
  test('is the share of the most frequent label and four standard errors', () => {
    // p = 0.2 of n = 10,000: the standard error is √(0.2 · 0.8 / 10,000) = 0.004.
    const labels = Uint8Array.from({ length: 10_000 }, (_, i) => (i < 2000 ? 7 : i % 7));
    expect(guessingAccuracy(labels)).toBeCloseTo(0.2 + 4 * 0.004, 12);
  });

  test('of a few images is more than any network can show', () => {
    expect(guessingAccuracy(Uint8Array.of(0, 1, 1, 1))).toBeCloseTo(0.75 + Math.sqrt(3) / 2, 12);
    expect(guessingAccuracy(Uint8Array.of(0, 1, 1, 1))).toBeGreaterThan(1);
  });

  test('needs labels', () => {
    expect(() => guessingAccuracy(new Uint8Array())).toThrow('labels is empty');
  });
});
