import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosineOfTurn, logarithm, sineOfTurn } from '../src/elementary.js';

// The engine's Math functions are within an ulp of the truth, so they measure our own series well below these bounds.
const LOGARITHM_TOLERANCE = 4e-13; // the first term left out, s^16/17 at s = 0.1716, relative to 1
const TURN_TOLERANCE = 3e-14; // the first terms left out, (pi/4)^15/15! and (pi/4)^16/16!, and a few roundings

test('the logarithm agrees with Math.log over the positive numbers', () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true }), (x) => {
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(LOGARITHM_TOLERANCE * Math.abs(Math.log(x)));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('the logarithm keeps its relative accuracy next to 1', () => {
  for (const x of [1 - 2 ** -33, 1 - 2 ** -20, 1 + 2 ** -20, 0.99, 1.01]) {
    expect(logarithm(x) / Math.log(x)).toBeCloseTo(1, 12);
  }
  expect(logarithm(1)).toBe(0);
});

test('sine and cosine of a turn agree with Math.sin and Math.cos', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (turn) => {
      const angle = (2 * Math.PI * turn) / 2 ** 32;
      expect(Math.abs(sineOfTurn(turn) - Math.sin(angle))).toBeLessThan(TURN_TOLERANCE);
      expect(Math.abs(cosineOfTurn(turn) - Math.cos(angle))).toBeLessThan(TURN_TOLERANCE);
    }),
    { seed: 2, numRuns: 2000 },
  );
});

test('quarter turns are exact', () => {
  const quarters = [0, 0x40000000, 0x80000000, 0xc0000000];
  expect(quarters.map((turn) => cosineOfTurn(turn) + 0)).toEqual([1, 0, -1, 0]);
  expect(quarters.map((turn) => sineOfTurn(turn) + 0)).toEqual([0, 1, 0, -1]);
});
