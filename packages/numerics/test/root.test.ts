import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError, findRoot } from '../src/index.js';
import expected from './expected/numerics.json' with { type: 'json' };

describe('findRoot', () => {
  test('agrees with scipy.optimize.brentq', () => {
    expect(findRoot((x) => Math.cos(x) - x, 0, 1)).toBeCloseTo(expected.roots.cosine, 15);
    expect(findRoot((x) => x ** 5 - x - 1, 1, 2)).toBeCloseTo(expected.roots.quintic, 15);
  });

  test('the root of a cubic built around it is found to all digits, from either end of the bracket', () => {
    const root = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(root, (r) => {
        const f = (x: number) => (x - r) * (1 + (x - r) ** 2);
        expect(Math.abs(findRoot(f, -6, 7) - r)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(r)));
        expect(Math.abs(findRoot(f, 7, -6) - r)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(r)));
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test('a smooth function needs about ten evaluations, a looser tolerance fewer', () => {
    const evaluations = (tolerance: number) => {
      let count = 0;
      findRoot(
        (x) => {
          count++;
          return x * x - 2;
        },
        0,
        2,
        { tolerance },
      );
      return count;
    };
    expect(evaluations(0)).toBeLessThanOrEqual(12);
    expect(evaluations(1e-2)).toBeLessThan(evaluations(0));
  });

  test('a root at an end of the bracket is found, and a jump counts as one', () => {
    expect(findRoot((x) => x, 0, 1)).toBe(0);
    expect(findRoot((x) => x - 1, 0, 1)).toBe(1);
    expect(findRoot((x) => (x < 0.3 ? -1 : 1), -1, 1.5)).toBeCloseTo(0.3, 15);
  });

  test('a bracket without a change of sign, NaN and infinity are refused', () => {
    expect(() => findRoot((x) => x * x + 1, -1, 2)).toThrow(
      'findRoot: f(-1) = 2 and f(2) = 5 have the same sign; give a bracket in which f changes sign.',
    );
    expect(() => findRoot(() => Number.NaN, 0, 1)).toThrow('findRoot: f(0) is NaN');
    expect(() => findRoot((x) => x, -1, Number.POSITIVE_INFINITY)).toThrow(DomainError);
    expect(() => findRoot((x) => x, -1, 1, { tolerance: Number.NaN })).toThrow('tolerance is NaN');
  });
});
