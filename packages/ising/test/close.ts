import { expect } from 'vitest';

/** Agreement to a relative tolerance, `scale` standing in for the size of an expected value near zero. */
export function expectClose(actual: number, expected: number, tolerance: number, scale = Math.abs(expected)): void {
  const error = Math.abs(actual - expected);
  if (error <= tolerance * scale) return;
  expect.fail(`${actual} differs from ${expected} by ${error}, more than ${tolerance} of ${scale}`);
}
