import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  autoregressionOfRatio,
  blockSumCumulants,
  blockSumFamily,
  decimatedRatio,
  decimateGaussianChain,
  decimateIsingChain,
  exponential,
  familyCumulants,
  gamma,
  gaussian,
  gaussianChain,
  gaussianChainFlow,
  isingChain,
  isingChainFlow,
  poisson,
  ratioOfAutoregression,
  standardisedCumulants,
} from '../src/index.js';
import { expected } from './expected.js';

/** The maps are closed forms: rounding only. */
const ROUNDING = 1e-12;

const near = (actual: number, wanted: number) =>
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(ROUNDING * Math.abs(wanted));

describe('the Ising chain under decimation', () => {
  test.each(expected.isingDecimation)('K = $coupling, h = $field: the sum over every other spin', (known) => {
    const { coupling, field } = decimateIsingChain(known);
    near(coupling, known.couplingAfter);
    near(field, known.fieldAfter);
  });

  test('without a field tanh K is squared, at every size of K, and K = 0 is a fixed point of slope 0', () => {
    for (const coupling of [1e-160, 1e-9, 0.1, 0.5, 1, 3, 17]) {
      near(Math.tanh(decimateIsingChain({ coupling, field: 0 }).coupling), Math.tanh(coupling) ** 2);
    }
    expect(decimateIsingChain({ coupling: 0, field: 0 })).toEqual({ coupling: 0, field: 0 });
    // Superstable: what is left of a small coupling is its square.
    near(decimateIsingChain({ coupling: 1e-8, field: 0 }).coupling, 1e-16);
    // Free spins keep any field; a strong coupling loses ½ ln 2, and doubles the field.
    expect(decimateIsingChain({ coupling: 0, field: 0.7 })).toEqual({ coupling: 0, field: 0.7 });
    near(decimateIsingChain({ coupling: 500, field: 0 }).coupling, 500 - Math.LN2 / 2);
    near(decimateIsingChain({ coupling: 60, field: 1e-3 }).field, 2e-3);
    near(
      decimateIsingChain({ coupling: 400, field: 350 }).coupling,
      400 - 350 + decimateIsingChain({ coupling: 350, field: 350 }).coupling,
    );
  });

  test('ends at 0 from any finite coupling: ten, fewer than a thousand spins on', () => {
    const flow = isingChainFlow({ coupling: 3, field: 0 }, 14);
    expect(flow).toHaveLength(15);
    expect(flow.at(-1)!.coupling).toBeLessThan(1e-12);
    for (let n = 1; n < flow.length; n++) expect(flow[n]!.coupling).toBeLessThan(flow[n - 1]!.coupling);
  });

  test('keeps the means of the spins that stay, as rings of 8, 4 spins know', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }), (k, h) => {
        const after = decimateIsingChain({ coupling: k, field: h });
        const magnetisation = (sites: number, natural: readonly number[]) =>
          isingChain(sites, 'periodic').meanStatistics(natural)[1]! / sites;
        expect(magnetisation(4, [after.coupling, after.field])).toBeCloseTo(magnetisation(8, [k, h]), 12);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('the Gaussian chain under decimation', () => {
  test.each(expected.gaussianDecimation)('a = $precision, c = $coupling: the Schur complement', (known) => {
    const { precision, coupling } = decimateGaussianChain(known);
    near(precision, known.precisionAfter);
    near(coupling, known.couplingAfter);
  });

  test('r = c/a goes .4, .2353, .0623, .0039, as φ is squared', () => {
    expected.ratioFlow.slice(1).forEach((ratio, n) => {
      near(decimatedRatio(expected.ratioFlow[n]!), ratio);
      near(ratioOfAutoregression(autoregressionOfRatio(expected.ratioFlow[n]!) ** 2), ratio);
    });
    const flow = gaussianChainFlow({ precision: 1, coupling: 0.4 }, 3);
    near(flow[1]!.coupling / flow[1]!.precision, 0.2352941176470588);
    near(flow[2]!.coupling / flow[2]!.precision, 0.06225680933852144);
    expect(flow[3]!.coupling / flow[3]!.precision).toBeCloseTo(0.003906190396, 12);
  });

  test('has the fixed points 0, of slope 0, and ½, of slope 4', () => {
    expect(decimatedRatio(0)).toBe(0);
    expect(decimatedRatio(0.5)).toBe(0.5);
    expect(decimatedRatio(-0.5)).toBe(0.5);
    near(decimatedRatio(1e-8), 1e-16);
    const step = 1e-7;
    expect((0.5 - decimatedRatio(0.5 - step)) / step).toBeCloseTo(4, 4);
    near(autoregressionOfRatio(0.5), 1);
    const massless = decimateGaussianChain({ precision: 2, coupling: 1 });
    near(massless.coupling / massless.precision, 0.5);
  });

  test('keeps the variance of the sites that stay', () => {
    const variance = (sites: number, { precision, coupling }: { precision: number; coupling: number }) => {
      const chain = gaussianChain(sites, 'periodic');
      return chain.meanStatistics(chain.naturalOf([precision, coupling]))[0]! / sites;
    };
    for (const start of [
      { precision: 1, coupling: 0.45 },
      { precision: 3, coupling: -1.2 },
    ]) {
      expect(variance(6, decimateGaussianChain(start))).toBeCloseTo(variance(12, start), 12);
    }
  });

  test('is refused beyond the massless chain', () => {
    expect(() => decimateGaussianChain({ precision: 1, coupling: 0.6 })).toThrow('coupling over precision is 0.6');
    expect(() => decimateGaussianChain({ precision: 0, coupling: 0 })).toThrow('precision is 0');
    expect(() => decimatedRatio(Number.NaN)).toThrow('is NaN; expected a number from -0.5 to 0.5');
  });
});

describe('independent numbers under block sums', () => {
  test.each(expected.cumulants)(
    '$family has the cumulants of its generating function',
    ({ family, parameters, cumulants }) => {
      for (const [i, kappa] of familyCumulants(family, parameters, cumulants.length).entries()) {
        expect(Math.abs(kappa - cumulants[i]!)).toBeLessThanOrEqual(ROUNDING * Math.max(1, Math.abs(cumulants[i]!)));
      }
    },
  );

  test.each(expected.blockSums)(
    'bits summed by convolution, $block at a time, have the cumulants of the map',
    (known) => {
      const mapped = blockSumCumulants(familyCumulants('bernoulli', [known.parameter], 4), known.block);
      near(mapped[1]!, known.variance);
      const { skewness, excessKurtosis } = standardisedCumulants(mapped);
      near(skewness, known.skewness);
      near(excessKurtosis, known.excessKurtosis);
    },
  );

  test('skewness falls with the root of the block and excess kurtosis with it: the fixed point is normal', () => {
    for (const [name, parameters] of [
      ['exponential', [0.7]],
      ['gamma', [2.5, 0.5]],
      ['poisson', [3]],
      ['bernoulli', [0.125]],
    ] as const) {
      const before = familyCumulants(name, parameters, 4);
      for (const block of [2, 4, 100]) {
        const [start, end] = [before, blockSumCumulants(before, block)].map(standardisedCumulants);
        near(end!.skewness, start!.skewness / Math.sqrt(block));
        near(end!.excessKurtosis, start!.excessKurtosis / block);
      }
    }
    const normal = familyCumulants('gaussian', [0, 2], 6);
    for (const [i, kappa] of blockSumCumulants(normal, 3).entries()) near(kappa, normal[i]!);
    const start = blockSumCumulants([1, 0, 0], 4);
    expect(start[0]).toBe(2); // the mean grows: the normal laws with another one are no fixed points
  });

  test('a plain sum stays in the family where it can, with the cumulants added', () => {
    for (const [name, parameters] of [
      ['gaussian', [0.5, 2]],
      ['exponential', [2]],
      ['gamma', [2.5, 0.5]],
      ['poisson', [3]],
    ] as const) {
      const sum = blockSumFamily(name, parameters, 5)!;
      familyCumulants(sum.family, sum.parameters, 5).forEach((kappa, i) => {
        near(kappa, 5 * familyCumulants(name, parameters, 5)[i]!);
      });
    }
    expect(blockSumFamily('bernoulli', [0.5], 5)).toBeNull();
    // In natural parameters: the rate of a gamma law stays, and k only is added to.
    const [first, second] = gamma.naturalOf(blockSumFamily('gamma', [2.5, 0.5], 4)!.parameters);
    expect([first! + 1, second]).toEqual([10, gamma.naturalOf([2.5, 0.5])[1]]);
    expect(gamma.naturalOf(blockSumFamily('exponential', [2], 4)!.parameters)[1]).toBe(exponential.naturalOf([2])[0]);
    near(poisson.naturalOf(blockSumFamily('poisson', [3], 4)!.parameters)[0]!, Math.log(12));
    near(gaussian.naturalOf(blockSumFamily('gaussian', [1, 2], 4)!.parameters)[0]!, 0.5);
  });

  test('are refused out of range', () => {
    expect(() => familyCumulants('gamma', [0, 1], 3)).toThrow('shape is 0');
    expect(() => familyCumulants('gamma', [1, 1], 0)).toThrow('order is 0');
    expect(() => familyCumulants('cauchy' as never, [1], 3)).toThrow(
      "familyCumulants: there is no family 'cauchy'; expected gaussian, exponential, gamma, poisson, bernoulli.",
    );
    expect(() => blockSumFamily('constructor' as never, [1], 2)).toThrow("blockSumFamily: there is no family 'constr");
    expect(() => blockSumCumulants([0, 1], 0)).toThrow('the block is 0');
    expect(() => blockSumFamily('poisson', [1], 1.5)).toThrow('block is 1.5; expected a positive integer');
    expect(() => standardisedCumulants([0, 1, 2])).toThrow('expected four, the second positive');
  });
});
