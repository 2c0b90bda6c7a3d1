import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boltzmannDistribution,
  chainRelativeEntropy,
  marginal,
  marginalRelativeEntropy,
  ringRelativeEntropy,
  spinEntropy,
} from '../src/index.js';
import { expectClose } from './close.js';

/** Values printed with 12 significant digits. */
const TWELVE_DIGITS = 6e-12;
/** Sums over 2^12 states. */
const ROUNDING = 1e-13;

function enumeratedRing(spins: number, K: number, h: number) {
  return boltzmannDistribution(spins, (spin) => {
    let sum = 0;
    for (let i = 0; i < spins; i++) sum += K * spin(i) * spin((i + 1) % spins) + h * spin(i);
    return sum;
  });
}

describe('known values', () => {
  test('the relative entropies of rings of 8', () => {
    const rows: [number, number, number[]][] = [
      [0.5, 0, [0.144579411491, 0.161483612708, 0.162231658074]],
      [1, 0, [0.368964365059, 0.499170599693, 0.53448805302]],
      [0.5, 0.3, [0.235812599318, 0.32144399147, 0.361186383603]],
    ];
    for (const [K, field, expected] of rows) {
      const { steps } = ringRelativeEntropy(K, 8, { field });
      expect(steps).toHaveLength(4);
      for (const [i, s] of expected.entries()) expectClose(steps[i + 1]!.relativeEntropy, s, TWELVE_DIGITS);
    }
    const inField = ringRelativeEntropy(0.5, 8, { field: 0.3 });
    expectClose(inField.logPartition, 7.3653205551, TWELVE_DIGITS);
    expectClose(inField.entropy, 3.32271491357, TWELVE_DIGITS);
  });

  test('Z = (2 cosh K)ᴺ + (2 sinh K)ᴺ', () => {
    for (const [K, N] of [
      [0.3, 5],
      [1.2, 12],
      [-0.8, 7],
    ] as const) {
      const Z = (2 * Math.cosh(K)) ** N + (2 * Math.sinh(K)) ** N;
      expectClose(ringRelativeEntropy(K, N).logPartition, Math.log(Z), ROUNDING);
    }
  });
});

describe('transfer matrix against enumeration', () => {
  test('rings of 1 to 12 spins with and without a field, entropies and every step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (N, K, h) => {
          const fine = enumeratedRing(N, K, h);
          const ring = ringRelativeEntropy(K, N, { field: h });
          expectClose(ring.logPartition, fine.logPartition, ROUNDING, 10);
          expectClose(ring.entropy, spinEntropy(fine), ROUNDING, 10);
          for (const { step, relativeEntropy } of ring.steps) {
            const stride = 2 ** step;
            const coarse = marginal(
              fine,
              Array.from({ length: N / stride }, (_, i) => i * stride),
            );
            expectClose(relativeEntropy, marginalRelativeEntropy(fine, coarse) / (N * Math.LN2), ROUNDING, 1);
          }
        },
      ),
      { seed: 8, numRuns: 100 },
    );
  });

  test('the couplings of the decimated ring give its distribution, Z included', () => {
    const fine = enumeratedRing(8, 0.6, -0.4);
    const { coupling, field, constant } = ringRelativeEntropy(0.6, 8, { field: -0.4 }).steps[1]!;
    const coarse = enumeratedRing(4, coupling, field);
    expectClose(4 * constant + coarse.logPartition, fine.logPartition, ROUNDING);
    const exact = marginal(fine, [0, 2, 4, 6]);
    for (const [state, p] of coarse.probabilities.entries()) expectClose(p, exact.probabilities[state]!, ROUNDING);
  });
});

describe('limits', () => {
  test('a long ring is the infinite chain', () => {
    for (const [K, h] of [
      [0.5, 0],
      [1, 0.1],
      [2, -0.3],
    ] as const) {
      const ring = ringRelativeEntropy(K, 2 ** 14, { field: h }).steps;
      const chain = chainRelativeEntropy(K, 4, { field: h }).steps;
      for (let n = 0; n <= 4; n++) expectClose(ring[n]!.relativeEntropy, chain[n]!.relativeEntropy, ROUNDING, 1);
    }
  });

  test('at K = 500 a ring has two states, ln 2 of entropy, and loses the rest', () => {
    const { logPartition, entropy, steps } = ringRelativeEntropy(500, 8);
    expectClose(logPartition, 8 * 500 + Math.LN2, ROUNDING);
    expectClose(entropy, Math.LN2, 1e-12);
    expectClose(steps[3]!.relativeEntropy, 7 / 8, ROUNDING);
  });
});

test('a ring without spins, or of half a spin, is refused', () => {
  expect(() => ringRelativeEntropy(1, 0)).toThrow(/has 0 spins; give a whole number from 1/);
  expect(() => ringRelativeEntropy(1, 2.5)).toThrow(/2.5 spins/);
  expect(() => boltzmannDistribution(23, () => 0)).toThrow(/23 spins; enumeration takes a whole number from 1 to 22/);
  expect(() => boltzmannDistribution(2, () => Number.NaN)).toThrow(/state 0 is NaN/);
  expect(() =>
    marginal(
      boltzmannDistribution(2, () => 0),
      [2],
    ),
  ).toThrow(/there is no spin 2/);
});
