import { offsets, scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chainRelativeEntropy,
  decimateCheckerboard,
  energyPerBond,
  energySlopePerBond,
  estimateCorrelated,
  exactAsymptote,
  exactAsymptoteSlope,
  exactFirstStep,
  exactFirstStepSlope,
  exactSquareRelativeEntropy,
  filteredSecondStep,
  kaufmanLattice,
  keptObservables,
  neighbourCorrelations,
  simulateSquare,
  squareBlockInformation,
  stripThermodynamics,
  triangularSecondOrder,
  triangularSecondOrderFixedPoint,
  truncatedFixedPoint,
  truncatedRelativeEntropy,
  wilsonCriticalCoupling,
  wilsonStep,
} from '../src/index.js';
import { fitLogarithmicDivergence } from '../src/square/logarithmic-divergence.js';

const runs = { seed: 13, numRuns: 200 };

describe('estimateCorrelated', () => {
  const walks = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 60 }).map((steps) => {
    let x = 0;
    return steps.map((step, i) => {
      x = 0.7 * x + step + 0.1 * Math.cos(5 * i);
      return x;
    });
  });

  test('of a series in another unit, from another origin, is the estimate in that unit', () => {
    fc.assert(
      fc.property(walks, scales(), offsets, (series, c, offset) => {
        const [plain, far] = [estimateCorrelated(series), estimateCorrelated(series.map((x) => c * (x + offset)))];
        const rounding = 1e-14 * (1 + Math.abs(offset));
        expect(Math.abs(far.value / c - offset - plain.value)).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.standardError / c - plain.standardError)).toBeLessThanOrEqual(10 * rounding);
        const { integratedAutocorrelationTime: time } = plain;
        expect(Math.abs(far.integratedAutocorrelationTime / time - 1)).toBeLessThanOrEqual(100 * rounding);
        expect(far.samples * 2 * far.integratedAutocorrelationTime).toBeCloseTo(series.length, 9);
      }),
      runs,
    );
  });

  test('of a series that does not change has no error and no memory, whatever the number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 2, max: 2000 }), (x, n) => {
        expect(estimateCorrelated(Array(n).fill(x))).toEqual({
          value: x + 0,
          standardError: 0,
          samples: n,
          integratedAutocorrelationTime: 0.5,
        });
      }),
      runs,
    );
  });

  test('a lattice that is frozen counts all its sweeps', () => {
    const { firstStep } = simulateSquare(2, 8, RandomStream.named('frozen'), { sweeps: 200 });
    expect(firstStep).toMatchObject({ standardError: 0, samples: 200, integratedAutocorrelationTime: 0.5 });
    expect(firstStep.value).toBeCloseTo(0.5, 5);
  });
});

describe('fitLogarithmicDivergence', () => {
  test('follows the unit of the slopes, and adds to the background what is added to them', () => {
    const couplings = [-3, -2.5, -2, -1.5, -1].flatMap((e) => [1, -1].map((s) => 0.44 * (1 + s * Math.exp(e * 2))));
    const noise = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(noise, scales(), offsets, (errors, c, offset) => {
        const slopes = couplings.map((K, i) => 1.6 * -Math.log(Math.abs(1 - K / 0.44)) - 1 + 0.01 * errors[i]!);
        const plain = fitLogarithmicDivergence(couplings, slopes);
        const far = fitLogarithmicDivergence(
          couplings,
          slopes.map((slope) => c * (slope + offset)),
        );
        const rounding = 1e-12 * (1 + Math.abs(offset));
        expect(Math.abs(far.amplitude.value / c - plain.amplitude.value)).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.background.value / c - offset - plain.background.value)).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.amplitude.standardError / c - plain.amplitude.standardError)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });
});

describe('couplings of any size', () => {
  /** From the least double on. */
  const weak = fc.integer({ min: -324, max: -10 }).map((e) => Math.max(Number.MIN_VALUE, Number(`1e${e}`)));

  test('a weak one gives the first term of each series', () => {
    fc.assert(
      fc.property(weak, (K) => {
        const close = (value: number, wanted: number) =>
          expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-9 * wanted + 8 * Number.MIN_VALUE);
        close(energyPerBond(K), K);
        close(energySlopePerBond(K), 1);
        close(exactAsymptote(K), (K * K) / Math.LN2);
        close(exactFirstStep(K), (K * K) / Math.LN2);
        close(exactAsymptoteSlope(K), (2 * K) / Math.LN2);
        close(exactFirstStepSlope(K), (2 * K) / Math.LN2);
        close(neighbourCorrelations(K).diagonal, 2 * K * K);
        close(neighbourCorrelations(K).straight, K * K);
        close(kaufmanLattice(K, 4, 6).energyPerBond, K);
        close(kaufmanLattice(K, 2, 4).energyPerBond, 1.5 * K);
        close(kaufmanLattice(K, 3, 3).logPartition, 9 * Math.LN2);
        close(stripThermodynamics(K, 6).energyPerBond, K);
        close(stripThermodynamics(K, 6).entropyPerSite, Math.LN2);
      }),
      runs,
    );
  });

  test('of neighbours that are one site, or two of each other, the bonds are counted as they are', () => {
    const [a, b] = [kaufmanLattice(0.99e-6, 1, 3), kaufmanLattice(1.01e-6, 1, 3)];
    expect(b.energyPerBond - a.energyPerBond).toBeCloseTo(1e-8, 9);
    expect(a.logPartition / 3 - Math.LN2).toBeCloseTo(0.99e-6, 9);
    expect(a.entropy / 3).toBeCloseTo(Math.LN2, 9);
  });

  const any = fc.oneof(
    weak,
    scales().filter((K) => K > 1e-9),
  );

  test('no number of a flow is NaN or infinite, nor beyond what a flow can lose', () => {
    fc.assert(
      fc.property(any, (K) => {
        const square = exactSquareRelativeEntropy(K, { steps: 1 });
        const chain = chainRelativeEntropy(K, 5, { field: 0.1 });
        const truncated = truncatedRelativeEntropy(K, 5);
        for (const { asymptote } of [square, chain]) {
          expect(asymptote).toBeGreaterThanOrEqual(0);
          expect(asymptote).toBeLessThanOrEqual(1 + 1e-12);
        }
        for (const { asymptote, steps } of [square, chain, truncated]) {
          expect(asymptote).toSatisfy(Number.isFinite);
          for (const { relativeEntropy } of steps) expect(relativeEntropy).toSatisfy(Number.isFinite);
        }
        expect(square.asymptoteBound).toBeLessThan(1e-12);
      }),
      { seed: 13, numRuns: 100 },
    );
  });

  test('a strong one leaves two states: everything is lost', () => {
    // The lattice of all spins equal, and of all but one: S/N = (8K + 1) e^(-8K).
    expect(1 - exactAsymptote(4)).toBeCloseTo((33 * Math.exp(-32)) / Math.LN2, 14);
    for (const K of [5.001, 40, 1e10, 1e300]) expect(exactAsymptote(K)).toBeCloseTo(1, 15);
    expect(() => exactAsymptote(1.7e308)).toThrow('give a finite number >= 0, at most 1e+306');
    expect(exactSquareRelativeEntropy(1e-320).steps.map((step) => step.relativeEntropy)).toEqual([0, 0, 0]);
  });

  test('a sample without any fluctuation has the value of all spins equal, and no NaN', () => {
    for (const K of [1, 5, 40, 300]) {
      const { value, standardError } = filteredSecondStep(K, 4, RandomStream.named('frozen'), { rowPairs: 64 });
      expect(value).toBeCloseTo(0.75, 2);
      expect(standardError).toBeLessThan(1e-2);
    }
  });
});

describe('fixed points and critical couplings', () => {
  test('the truncated flow has one for α as near to 1 as one likes, at K = α ln 2 / 4(α - 1) in the end', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 15, noNaN: true }),
        fc.double({ min: 1, max: 1.99, noNaN: true }),
        (digits, m) => {
          const alpha = 1 + (m / 2) * Math.exp(-digits * Math.LN10);
          fc.pre(alpha > 1 && alpha < 2);
          const { coupling, eigenvalue } = truncatedFixedPoint(alpha);
          const excess = alpha - 1;
          // K (α - 1) = α (ln 2 - ln(1 + e^(-8K))) / 4, without the difference of two large numbers.
          const law = (alpha * (Math.LN2 - Math.log1p(Math.exp(-8 * coupling)))) / 4;
          expect(Math.abs((coupling * excess) / law - 1)).toBeLessThan(1e-12 + (8 * Number.EPSILON) / excess);
          expect(eigenvalue).toBeGreaterThan(1);
          expect(eigenvalue).toBeLessThanOrEqual(alpha);
        },
      ),
      runs,
    );
  });

  test('Wilson’s critical line parts what flows to 0 from what flows to infinity, for a diagonal coupling of any size', () => {
    const fate = (nearest: number, diagonal: number) => {
      let couplings = { nearest, diagonal };
      for (let step = 0; step < 300 && couplings.nearest < 2 && couplings.nearest + couplings.diagonal > 0.05; step++) {
        couplings = wilsonStep(couplings);
      }
      return couplings.nearest >= 2 ? 'infinity' : 'zero';
    };
    const diagonals = fc
      .tuple(fc.double({ min: 0.01, max: 0.39, noNaN: true }), fc.integer({ min: 0, max: 300 }))
      .map(([m, e]) => m * Number(`1e-${e}`));
    fc.assert(
      fc.property(diagonals, (diagonal) => {
        const nearest = wilsonCriticalCoupling(diagonal);
        expect(fate(nearest * (1 - 1e-12), diagonal)).toBe('zero');
        expect(fate(nearest * (1 + 1e-12), diagonal)).toBe('infinity');
      }),
      { ...runs, numRuns: 100 },
    );
  });

  test('the second order of the triangular lattice stays where its fixed point is', () => {
    const { couplings } = triangularSecondOrderFixedPoint();
    const after = triangularSecondOrder(couplings);
    for (const name of ['nearest', 'nextNearest', 'third'] as const) {
      expect(Math.abs(after[name] - couplings[name])).toBeLessThan(1e-15);
    }
  });
});

describe('what a checkerboard step keeps', () => {
  test.each([0.0499, 1e-5, 1e-60])(
    'is the same before and after it at K = %d, and goes with 2K², 2K² and 10K⁴',
    (coupling) => {
      const squared = coupling * coupling;
      const laws = [2 * squared, 2 * squared, 10 * squared * squared];
      keptObservables(coupling).forEach(({ before, after }, i) => {
        expect(Math.abs(before / after - 1)).toBeLessThan(1e-11);
        expect(Math.abs(after / laws[i]! - 1)).toBeLessThan(1e-11 + 80 * squared);
      });
    },
  );

  test('has a plaquette of -2K⁴ however weak the coupling is', () => {
    fc.assert(
      fc.property(fc.double({ min: 2, max: 75, noNaN: true }), (digits) => {
        const coupling = Math.exp(-digits * Math.LN10);
        const { plaquette } = decimateCheckerboard(coupling);
        const squared = coupling * coupling;
        expect(Math.abs(plaquette / (-2 * squared * squared) - 1)).toBeLessThan(1e-14 + 20 * squared);
      }),
      runs,
    );
  });

  test('is told by a block of spins within 1e-15 nats where that is less', () => {
    // Decimation tells 5.0e-17.
    const { decimation, optimum, block } = squareBlockInformation(1e-4);
    for (const told of [decimation, optimum, block]) expect(Math.abs(told)).toBeLessThan(2e-15);
  });
});
