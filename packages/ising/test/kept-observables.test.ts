import { describe, expect, test } from 'vitest';
import { marginal } from '../src/enumeration/marginal.js';
import { KEPT_OBSERVABLES, keptObservables } from '../src/index.js';
import { torus } from './enumerated.js';

describe('what a checkerboard step keeps', () => {
  test.each([0.1, 0.4, 0.7])('has the means at K = %d that it had, with all couplings of the step', (coupling) => {
    for (const { before, after, truncated } of keptObservables(coupling)) {
      expect(Math.abs(after - before)).toBeLessThan(1e-11);
      expect(Math.abs(truncated - before)).toBeGreaterThan(1e-4);
    }
  });

  test('is in the lattice before as its marginals have it', () => {
    const distribution = torus(4, 0.4);
    // Sites 0 and 5, 0 and 2, and the four around site 1.
    const mean = (sites: readonly number[]) =>
      marginal(distribution, sites).probabilities.reduce((sum, p, state) => {
        const sign = sites.reduce((product, _, i) => product * (2 * ((state >> i) & 1) - 1), 1);
        return sum + sign * p;
      }, 0);
    const expected = [mean([0, 5]), mean([0, 2]), mean([0, 2, 5, 13])];
    const found = keptObservables(0.4);
    expect(found.map(({ observable }) => observable)).toEqual([...KEPT_OBSERVABLES]);
    found.forEach(({ before }, i) => {
      expect(Math.abs(before - expected[i]!)).toBeLessThan(1e-11);
    });
  });
});
