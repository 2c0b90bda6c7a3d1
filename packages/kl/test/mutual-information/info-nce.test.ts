import { estimate } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { type Critic, infoNceBound, scoreMatrix } from '../../src/mutual-information/index.js';
import expected from '../expected/mutual_information.json' with { type: 'json' };
import { correlatedPairs, rows } from './normals.js';

const random = RandomStream.named('info-nce.test');

/** ln p(x|y) up to a constant, for pairs of correlation rho in each unit. */
const optimalCritic =
  (rho: number): Critic =>
  (x, y) => {
    let squares = 0;
    for (let k = 0; k < x.length; k++) squares += (x[k]! - rho * y[k]!) ** 2;
    return -squares / (2 * (1 - rho * rho));
  };

function batches(count: number, pairs: number, units: number, rho: number, critic: Critic): Float64Array[] {
  return Array.from({ length: count }, (_, batch) => {
    const { x, y } = correlatedPairs(pairs, units, rho, random.split('batch', { batch, pairs, units, rho }));
    return scoreMatrix(x, y, critic);
  });
}

describe('infoNceBound', () => {
  test('is that of scipy for arbitrary scores, batch by batch, and may be negative', () => {
    const { value, standardError, samples } = infoNceBound(expected.contrast.batches);
    const exact = estimate(expected.contrast.bounds);
    expect(value).toBeCloseTo(exact.value, 13);
    expect(standardError).toBeCloseTo(exact.standardError, 13);
    expect(samples).toBe(3);
    expect(value).toBeLessThan(0);
  });

  test.each([
    [1, '0.5'],
    [2, '0.5'],
    [1, '0.9'],
  ] as const)(
    'with the best critic it is near the information of %d units on each side, rho = %s, and below',
    (units, rho) => {
      const exact = units * expected.channels.correlated[rho];
      const { value, standardError } = infoNceBound(batches(40, 128, units, Number(rho), optimalCritic(Number(rho))));
      expect(standardError).toBeLessThan(0.03);
      expect(value).toBeLessThan(exact + 4 * standardError);
      // With 128 pairs the bound is below by some Var(p(y|x)/p(y)) / 256.
      expect(value).toBeGreaterThan(exact - 4 * standardError - 0.05);
    },
  );

  test('cannot show more than ln K, however much there is', () => {
    const exact = 10 * expected.channels.correlated['0.9'];
    const { value } = infoNceBound(batches(5, 64, 10, 0.9, optimalCritic(0.9)));
    expect(exact).toBeGreaterThan(Math.log(64));
    expect(value).toBeLessThanOrEqual(Math.log(64));
    expect(value).toBeGreaterThan(Math.log(64) - 0.2);
  });

  test('a larger batch shows more, another critic less', () => {
    const boundOf = (pairs: number, critic: number) =>
      infoNceBound(batches(20, pairs, 3, 0.9, optimalCritic(critic))).value;
    expect(boundOf(16, 0.9)).toBeLessThan(boundOf(128, 0.9));
    expect(boundOf(128, 0.5)).toBeLessThan(boundOf(128, 0.9));
  });

  test('a critic that knows the partner for certain shows ln K, one that knows nothing 0', () => {
    const x = rows([0], [1], [2], [3]);
    const certain = scoreMatrix(x, x, (a, b) => (a[0] === b[0] ? 0 : -1e9));
    expect(infoNceBound([certain]).value).toBeCloseTo(Math.log(4), 14);
    expect(infoNceBound([certain]).standardError).toBeNaN();
    expect(infoNceBound([new Float64Array(16)]).value).toBe(0);
  });

  test('the score of row i and column j is that of x_i and y_j', () => {
    const scores = scoreMatrix(rows([1], [10]), rows([2, 0], [3, 0]), (a, b) => a[0]! * b[0]!);
    expect([...scores]).toEqual([2, 3, 20, 30]);
  });

  test('scores that are no batches are refused', () => {
    expect(() => infoNceBound([])).toThrow('there are 0 batches');
    expect(() => infoNceBound([[1, 2, 3]])).toThrow(
      'the first with 3 scores; give at least one of shape (pairs, pairs)',
    );
    expect(() => infoNceBound([[0], [0, 0, 0, 0]])).toThrow('batch 1 has 4 scores but the first 1');
    expect(() => infoNceBound([[0, Number.NaN, 0, 0]])).toThrow('batch 0 has the score NaN in row 0');
    expect(() => scoreMatrix(rows([1], [2]), rows([1]), () => 0)).toThrow('there are 2 x and 1 y');
  });
});
