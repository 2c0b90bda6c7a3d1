import { expect, test } from 'vitest';
import { decayingExponential } from '../../src/mutual-information/decaying-exponential.js';

test('e^x from -60 to 0 to 4e-13, and 1 at 0', () => {
  expect(decayingExponential(0)).toBe(1);
  let largest = 0;
  // Steps of no simple ratio to ln 2, so that every part of a halving is met.
  for (let x = -60; x <= 0; x += 0.00071) {
    largest = Math.max(largest, Math.abs(decayingExponential(x) / Math.exp(x) - 1));
  }
  expect(largest).toBeLessThan(4e-13);
});

test('it keeps on falling from one halving to the next', () => {
  for (let n = 0; n < 80; n++) {
    const border = -(n + 0.5) * Math.LN2;
    expect(decayingExponential(border - 1e-9)).toBeLessThan(decayingExponential(border + 1e-9));
  }
});
