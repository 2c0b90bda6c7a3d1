import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelCapacity, spreadLabels } from '../src/label-column.js';

const COLUMN = { top: 40, bottom: 280, gap: 13 };
const ROUNDING = 1e-9;

test('labels that do not touch stay where they are', () => {
  expect(spreadLabels([50, 80, 200], COLUMN)).toEqual([50, 80, 200]);
});

test('two labels of one height part by the gap about that height', () => {
  expect(spreadLabels([100, 100], COLUMN)).toEqual([93.5, 106.5]);
});

test('labels at the edge of the column are pushed inwards', () => {
  expect(spreadLabels([278, 279, 280], COLUMN)).toEqual([254, 267, 280]);
  expect(spreadLabels([0, 0], COLUMN)).toEqual([40, 53]);
});

test('no label at all is no height at all', () => {
  expect(spreadLabels([], COLUMN)).toEqual([]);
});

test('whatever heights are wanted, labels keep their order, their distance and the column, and no small shift is better', () => {
  const wanted = fc
    .array(fc.double({ min: 0, max: 320, noNaN: true }), { maxLength: labelCapacity(COLUMN) })
    .map((heights) => heights.sort((a, b) => a - b));
  fc.assert(
    fc.property(wanted, (heights) => {
      const spread = spreadLabels(heights, COLUMN);
      expect(allowed(spread)).toBe(true);
      const cost = (given: readonly number[]) => given.reduce((sum, y, i) => sum + (y - heights[i]!) ** 2, 0);
      // The problem is convex: a minimum against shifts of every run of neighbours is the minimum.
      for (let first = 0; first < spread.length; first++) {
        for (let last = first; last < spread.length; last++) {
          for (const step of [-0.1, 0.1]) {
            const shifted = spread.map((y, i) => (i >= first && i <= last ? y + step : y));
            if (allowed(shifted)) expect(cost(shifted)).toBeGreaterThanOrEqual(cost(spread) - ROUNDING);
          }
        }
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

function allowed(heights: readonly number[]): boolean {
  const { top, bottom, gap } = COLUMN;
  return heights.every(
    (y, i) => y >= top - ROUNDING && y <= bottom + ROUNDING && (i === 0 || y - heights[i - 1]! >= gap - ROUNDING),
  );
}
