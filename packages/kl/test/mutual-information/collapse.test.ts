import { describe, expect, test } from 'vitest';
import { collapseLayer, collapseLevel } from '../../src/mutual-information/index.js';

describe('the layer of a collapse', () => {
  test('lies between two layers, by a straight line', () => {
    expect(collapseLayer([6, 5, 2, 1], 3)).toBeCloseTo(1 + 2 / 3, 14);
    expect(collapseLayer([6, 4, 2], 4)).toBe(1);
  });

  test('is 0 if the curve begins below, and none if it never gets there', () => {
    expect(collapseLayer([1, 5, 1], 3)).toBe(0);
    expect(collapseLayer([6, 5, 4], 3)).toBeNaN();
    expect(collapseLayer([], 3)).toBeNaN();
    expect(collapseLayer([Number.NaN, Number.NaN], 3)).toBeNaN();
  });

  test('is the first, also if the information comes back', () => {
    expect(collapseLayer([6, 2, 6, 2], 4)).toBe(0.5);
  });

  test('counts half of the information of the samples', () => {
    expect(collapseLevel(1000)).toBeCloseTo(3.4538776394910684, 14);
  });
});
