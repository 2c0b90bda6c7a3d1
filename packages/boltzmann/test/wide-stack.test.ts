import { describe, expect, test } from 'vitest';
import { wideMeanCouplings } from '../src/index.js';

describe('wide stacks', () => {
  test('induce v / (1 - v / (1 - ...)) while there are few layers', () => {
    const [v0, v1, v2] = [0.05, 0.06, 0.07];
    const predicted = wideMeanCouplings([v2, v1, v0]);
    expect(predicted[0]).toBeCloseTo(v2, 14);
    // Two layers: G₁ = 1/(1 - v G₂), G₂ = 1/(1 - v G₁), so G = (1 - √(1 - 4v)) / 2v.
    expect(predicted[1]).toBeCloseTo((v1 * (1 - Math.sqrt(1 - 4 * v2))) / (2 * v2), 13);
  });

  test('of any depth exist up to g = 1/√2', () => {
    const last = (g: number) => wideMeanCouplings(new Array<number>(60).fill(g ** 2 / 4)).at(-1)!;
    expect(last(0.9999 * Math.SQRT1_2)).toBeGreaterThan(0);
    expect(last(1.003 * Math.SQRT1_2)).toBeNaN();
  });
});
