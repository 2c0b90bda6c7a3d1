import { describe, expect, test } from 'vitest';
import { DomainError, ShapeError } from '../src/index.js';
import { type LeastSquaresFit, leastSquares, type Model } from '../src/least-squares.js';
import expected from './expected/numerics.json' with { type: 'json' };

const decay: Model = {
  value: (x, [height, rate, floor]) => height! * Math.exp(-rate! * x) + floor!,
  gradient: (x, [height, rate]) => [Math.exp(-rate! * x), -x * height! * Math.exp(-rate! * x), 1],
};
const line: Model = { value: (x, [a, b]) => a! + b! * x, gradient: (x) => [1, x] };

const errorsOf = ({ parameters }: LeastSquaresFit) => parameters.map(({ standardError }) => standardError);

/** The sum of squares is flat to rounding within about 1e-8 of its minimum, in both programs. */
const FLATNESS = 2e-8;

describe('leastSquares', () => {
  test.each([
    ['unweighted', expected.decay.unweighted, undefined],
    ['weighted', expected.decay.weighted, expected.decay.standardDeviations.map((sd) => sd ** -2)],
  ] as const)('fits an exponential decay as scipy.optimize.curve_fit does, %s', (_, scipy, weights) => {
    const fit = leastSquares(expected.decay.x, expected.decay.y, decay, [1, 1, 0], weights ? { weights } : {});
    expect(fit.converged).toBe(true);
    expect(fit.points).toBe(25);
    expect(fit.rms / scipy.rms).toBeCloseTo(1, 9);
    for (let k = 0; k < 3; k++) {
      expect(Math.abs(fit.parameters[k]!.value / scipy.parameters[k]! - 1)).toBeLessThan(FLATNESS);
      // scipy differentiates numerically.
      expect(Math.abs(fit.parameters[k]!.standardError / scipy.standardErrors[k]! - 1)).toBeLessThan(1e-5);
    }
  });

  test('a straight line through points on it has no error', () => {
    const fit = leastSquares([0, 1, 2, 5], [3, 5, 7, 13], line, [0, 0]);
    expect(fit.parameters[0]!.value).toBeCloseTo(3, 12);
    expect(fit.parameters[1]!.value).toBeCloseTo(2, 12);
    expect(fit.parameters[1]!.standardError).toBeLessThan(1e-12);
    expect(fit.converged).toBe(true);
  });

  test('a point of weight zero counts for nothing', () => {
    const without = leastSquares([0, 1, 2], [1, 3, 4], line, [0, 0]);
    const ignored = leastSquares([0, 1, 7, 2], [1, 3, -900, 4], line, [0, 0], { weights: [2, 2, 0, 2] });
    expect(ignored.parameters[0]!.value).toBeCloseTo(without.parameters[0]!.value, 11);
    expect(ignored.parameters[1]!.value).toBeCloseTo(without.parameters[1]!.value, 11);
    expect(ignored.points).toBe(3);
    expect(ignored.parameters[0]!.standardError).toBeCloseTo(without.parameters[0]!.standardError, 12);
  });

  test('as many points as parameters leave the errors unknown', () => {
    expect(errorsOf(leastSquares([0, 1], [1, 3], line, [0, 0]))).toEqual([Number.NaN, Number.NaN]);
  });

  test('what the data do not determine has an infinite error', () => {
    const fit = leastSquares([2, 2, 2], [1, 3, 4], line, [0, 0]);
    expect(errorsOf(fit)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  test('impossible input is named', () => {
    expect(() => leastSquares([0, 1], [1, 2, 3], line, [0, 0])).toThrow(ShapeError);
    expect(() => leastSquares([1], [1], line, [0, 0])).toThrow('1 points for 2 parameters; give at least 2');
    expect(() => leastSquares([0, 1, 2], [1, Number.NaN, 3], line, [0, 0])).toThrow(
      'leastSquares: point 1 is x = 1, y = NaN with weight 1; give finite numbers',
    );
    expect(() => leastSquares([0, 1, 2], [1, 2, 3], line, [0, 0], { weights: [1, -1, 1] })).toThrow(DomainError);
    expect(() => leastSquares([0, 1, 2], [1, 2, 3], line, [Number.NaN, 0])).toThrow('start where it is finite');
  });
});
