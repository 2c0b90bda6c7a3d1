import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bernoulli,
  exponential,
  familyDivergence,
  gamma,
  gaussian,
  gaussianChain,
  isingChain,
  poisson,
} from '../src/index.js';
import { expected, familyOf } from './expected.js';

/** Relative to the largest entry; the Fisher information of a chain is a difference of moments. */
const ROUNDING = 1e-13;

function expectNear(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual).toHaveLength(wanted.length);
  const size = Math.max(1, ...wanted.map(Math.abs));
  for (const [i, value] of wanted.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(ROUNDING * size);
}

describe('a family', () => {
  test.each(expected.families)(
    '$family of $parameters $sites $boundary has the log-partition of its integral, and its derivatives',
    (known) => {
      const family = familyOf(known);
      expectNear([family.logPartition(known.natural)], [known.logPartition]);
      expectNear(family.meanStatistics(known.natural), known.meanStatistics);
      expectNear(family.fisherInformation(known.natural).flat(), known.fisherInformation.flat());
      expectNear(family.naturalOf(known.parameters), known.natural);
      expectNear(family.parametersOf(known.natural), known.parameters);
    },
  );

  test.each(expected.families.filter(({ sites }) => sites !== 1))(
    '$family of $parameters $sites $boundary has the slopes that it says between its two kinds of parameters',
    (known) => {
      const family = familyOf(known);
      const step = 1e-6;
      const jacobian = family.jacobian(known.natural);
      known.natural.forEach((theta, j) => {
        const at = (shift: number) =>
          family.parametersOf(known.natural.map((other, i) => (i === j ? theta + shift * step : other)));
        const slope = at(1).map((above, i) => (above - at(-1)[i]!) / (2 * step));
        for (const [i, value] of slope.entries()) expect(jacobian[i]![j]).toBeCloseTo(value, 5);
      });
    },
  );

  test('has the density that one knows', () => {
    const density = (family: typeof gaussian, parameters: readonly number[], x: number) => {
      const natural = family.naturalOf(parameters);
      const exponent = family.statisticsOf(x).reduce((sum, t, i) => sum + t * natural[i]!, family.logBaseMeasure(x));
      return Math.exp(exponent - family.logPartition(natural));
    };
    expect(density(gaussian, [1, 4], 2)).toBeCloseTo(Math.exp(-1 / 8) / Math.sqrt(8 * Math.PI), 14);
    expect(density(exponential, [2], 0.25)).toBeCloseTo(2 * Math.exp(-0.5), 14);
    expect(density(gamma, [3, 0.5], 1)).toBeCloseTo(4 * Math.exp(-2), 14);
    expect(density(poisson, [2], 3)).toBeCloseTo((8 / 6) * Math.exp(-2), 14);
    expect(density(bernoulli, [0.3], 1)).toBeCloseTo(0.3, 15);
  });

  test('is free spins without a coupling, alternating ones with a negative one, and a long chain per site of no length', () => {
    expect(isingChain(5, 'open').logPartition([0, 0.3])).toBeCloseTo(5 * Math.log(2 * Math.cosh(0.3)), 13);
    expect(isingChain(6, 'periodic').logPartition([-100, 0])).toBeCloseTo(600 + Math.LN2, 12);
    expect(isingChain(5, 'periodic').logPartition([-100, 0])).toBeCloseTo(300 + Math.log(10), 12);
    const long = isingChain(50_000, 'periodic');
    expect(long.logPartition([0.7, 0]) / 50_000).toBeCloseTo(Math.log(2 * Math.cosh(0.7)), 13);
    expect(long.meanStatistics([0.7, 0])[0]! / 50_000).toBeCloseTo(Math.tanh(0.7), 12);
    expect(long.fisherInformation([0.7, 0])[0]![0]! / 50_000).toBeCloseTo(1 / Math.cosh(0.7) ** 2, 9);
    // Of the infinite Gaussian chain.
    const root = Math.sqrt(1 - 4 * 0.4 ** 2);
    expect(gaussianChain(5000, 'periodic').meanStatistics([-0.5, 0.4])[0]! / 5000).toBeCloseTo(1 / root, 12);
  });

  test('is refused with parameters that have no distribution, and samples that it does not have', () => {
    expect(() => gaussian.naturalOf([0, 0])).toThrow('gaussian: variance is 0; expected a positive number.');
    expect(() => gaussian.logPartition([0, 0.5])).toThrow('θ of x² is 0.5; expected a negative number');
    expect(() => gaussian.naturalOf([1])).toThrow('1 values for mean, variance; expected 2');
    expect(() => exponential.statisticsOf(-1)).toThrow('x is -1; expected a number from 0');
    expect(() => gamma.statisticsOf(0)).toThrow('gamma: x is 0');
    expect(() => gamma.logPartition([-1, -1])).toThrow('θ of ln x is -1; expected a number above -1');
    expect(() => poisson.statisticsOf(0.5)).toThrow('x is 0.5; expected a whole number');
    expect(() => bernoulli.naturalOf([1])).toThrow('probability is 1; expected a number between 0 and 1');
    expect(() => bernoulli.statisticsOf(Number.NaN)).toThrow('x is NaN; expected 0 or 1');
    expect(() => isingChain(2, 'periodic')).toThrow('the chain has 2 sites; periodic, it needs 3');
    expect(() => isingChain(3, 'open').statisticsOf([1, 1])).toThrow('the sample has 2 values; the chain has 3 sites');
    expect(() => isingChain(3, 'open').statisticsOf([1, 0, 1])).toThrow('spin 1 is 0; expected 1 or -1');
    expect(() => isingChain(3, 'open').logPartition([101, 0])).toThrow('coupling is 101; expected a number from -100');
    expect(() => gaussianChain(3, 'open').naturalOf([1, 0.5])).toThrow('expected 2 |coupling| < precision');
  });
});

describe('the divergence within a family', () => {
  test('is what its closed form says', () => {
    expect(familyDivergence(exponential, [-2], [-1])).toBeCloseTo(Math.LN2 - 0.5, 14);
    const [p, q] = [gaussian.naturalOf([1, 2]), gaussian.naturalOf([0, 3])];
    expect(familyDivergence(gaussian, p, q)).toBeCloseTo((2 / 3 + 1 / 3 - 1 - Math.log(2 / 3)) / 2, 14);
    expect(familyDivergence(poisson, [0], [Math.log(2)])).toBeCloseTo(1 - Math.LN2, 14);
  });

  test('is not negative, and to second order half the Fisher information', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (k, h, dk, dh) => {
          const chain = isingChain(6, 'periodic');
          expect(familyDivergence(chain, [k, h], [k + dk, h + dh])).toBeGreaterThan(-1e-13);
          const step = 1e-4;
          const [[a, b], [, d]] = chain.fisherInformation([k, h]) as [[number, number], [number, number]];
          const half = (a * dk * dk + 2 * b * dk * dh + d * dh * dh) / 2;
          const near = familyDivergence(chain, [k, h], [k + step * dk, h + step * dh]) / (step * step);
          expect(Math.abs(near - half)).toBeLessThan(1e-2);
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });
});
