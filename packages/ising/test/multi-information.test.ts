import { describe, expect, test } from 'vitest';
import {
  boltzmannDistribution,
  CRITICAL_COUPLING,
  chainMultiInformation,
  chainRelativeEntropy,
  enumerateTorus,
  exactSquareRelativeEntropy,
  kaufmanLattice,
  multiInformation,
  type SpinDistribution,
  spinNegentropy,
  spontaneousMagnetisation,
  squareMultiInformation,
  stripRelativeEntropy,
} from '../src/index.js';
import { expectClose } from './close.js';
import { ENUMERATED, openChain } from './enumerated.js';

const ROUNDING = 1e-12;

describe('multi-information', () => {
  test('of an open chain is that of its bonds, which are independent', () => {
    for (const K of [0.1, 0.7, 3]) {
      expectClose(multiInformation(openChain(9, K)), 8 * spinNegentropy(K), ROUNDING);
    }
  });

  test('of the infinite chain without a field is that of a bond, and falls to 0 with decimation', () => {
    const steps = chainMultiInformation(2, 12);
    const { steps: flow } = chainRelativeEntropy(2, 12);
    for (const [n, told] of steps.entries()) {
      expectClose(told, spinNegentropy(flow[n]!.coupling), 1e-14, 1e-10);
      if (n > 0) expect(told).toBeLessThan(steps[n - 1]!);
    }
    expect(steps[12]).toBeLessThan(1e-12);
  });

  test('stronger coupling loses it later, where the relative entropy grows at once', () => {
    const lost = (K: number, n: number) => chainMultiInformation(K, n)[0]! - chainMultiInformation(K, n)[n]!;
    expect(lost(1, 2)).toBeGreaterThan(lost(4, 2));
    expect(chainRelativeEntropy(4, 2).steps[2]!.relativeEntropy).toBeGreaterThan(
      chainRelativeEntropy(1, 2).steps[2]!.relativeEntropy,
    );
  });

  test('in a field it is the mutual information of neighbours', () => {
    const [told] = chainMultiInformation(0.6, 0, { field: 0.4 });
    // On a ring of 20, by enumeration; the infinite chain but for (λ₂/λ₁)²⁰.
    const spins = 20;
    const ring = boltzmannDistribution(spins, (spin) => {
      let sum = 0;
      for (let i = 0; i < spins; i++) sum += 0.6 * spin(i) * spin((i + 1) % spins) + 0.4 * spin(i);
      return sum;
    });
    const bits = [0, 0, 0, 0];
    for (let state = 0; state < 2 ** spins; state++) bits[(state >> 9) & 3]! += ring.probabilities[state]!;
    const pair: SpinDistribution = { spins: 2, probabilities: Float64Array.from(bits) };
    expectClose(multiInformation(pair), told!, 1e-6);
  });
});

describe('multi-information of the square lattice', () => {
  const STEPS = [0, 1, 2] as const;

  test('of the decimated 4 x 4 torus, as enumerated elsewhere', () => {
    for (const { coupling, perSpin } of ENUMERATED.multiInformation) {
      const { steps } = enumerateTorus(coupling, 4);
      for (const [n, expected] of perSpin.entries()) expectClose(steps[n]!.multiInformation, expected, ROUNDING, 1);
    }
  });

  test('on the chain too it is what decimation has yet to lose: 2ⁿ ln 2 (s⁽∞⁾ - s⁽ⁿ⁾)', () => {
    for (const K of [0.3, 1, 2]) {
      const { steps, asymptote } = chainRelativeEntropy(K, 6);
      for (const [n, told] of chainMultiInformation(K, 6).entries()) {
        expectClose(2 ** n * Math.LN2 * (asymptote - steps[n]!.relativeEntropy), told, 1e-13, 1);
      }
    }
  });

  test('at step 0 is that of a large torus', () => {
    for (const K of [0.2, 0.35, 0.6]) {
      const { entropy } = kaufmanLattice(K, 512, 512);
      // Above K_c the torus also has up or down, ln 2 for all its spins.
      const perSpin = (entropy - (K > CRITICAL_COUPLING ? Math.LN2 : 0)) / 512 ** 2;
      expectClose(squareMultiInformation(K, 0).value, Math.LN2 - perSpin, 1e-12, 1);
    }
  });

  test('for weak coupling is half the sum of the squared correlations of pairs: K², 5K⁴ and K⁴', () => {
    // Pairs per retained spin: 2 bonds; 2 diagonal of two paths and 2 straight of one; 2 straight of one.
    for (const [n, leading] of [1e-6, 5e-12, 1e-12].entries()) {
      const { value, bound } = squareMultiInformation(1e-3, n as 0 | 1 | 2);
      expect(Math.abs(value - leading)).toBeLessThan(bound + 5e-6 * leading);
    }
  });

  test('of strips comes nearer with their width', () => {
    for (const K of [0.3, 0.6]) {
      for (const n of [1, 2] as const) {
        const { value, bound } = squareMultiInformation(K, n);
        const distances = [4, 6, 8].map((width) => {
          const { firstStep, secondStep, asymptote } = stripRelativeEntropy(K, width);
          return Math.abs(2 ** n * Math.LN2 * (asymptote - (n === 1 ? firstStep : secondStep.upper)) - value);
        });
        expect(distances[1]).toBeLessThan(distances[0]!);
        expect(distances[2]).toBeLessThan(distances[1]!);
        expect(distances[2]! + bound).toBeLessThan(0.03);
      }
    }
  });

  test('falls with decimation, per retained spin and more so in all, and grows with coupling to ln 2', () => {
    let before = STEPS.map(() => 0);
    for (const K of [0.01, 0.2, 0.4, CRITICAL_COUPLING, 0.45, 0.6, 1, 3]) {
      const told = STEPS.map((n) => squareMultiInformation(K, n));
      for (const n of STEPS) {
        expect(told[n]!.value).toBeGreaterThan(before[n]!);
        expect(told[n]!.value).toBeLessThan(Math.LN2 + told[n]!.bound);
        if (n > 0) expect(told[n]!.value).toBeLessThan(told[n - 1]!.value + told[n]!.bound);
      }
      before = told.map(({ value }) => value);
    }
    const { asymptote } = exactSquareRelativeEntropy(0.4, { steps: 0 });
    expectClose(squareMultiInformation(0.4, 0).value, asymptote * Math.LN2, 1e-15);
  });

  test('in the broken state is that of the symmetric one less what the magnetisation tells of each spin', () => {
    const m = spontaneousMagnetisation(0.5);
    expectClose(m, 0.911319377877496, 1e-14);
    const [symmetric, broken] = (['symmetric', 'broken'] as const).map((state) =>
      squareMultiInformation(0.5, 1, { state }),
    );
    const coin = -((1 + m) / 2) * Math.log((1 + m) / 2) - ((1 - m) / 2) * Math.log((1 - m) / 2);
    expectClose(symmetric!.value - broken!.value, Math.LN2 - coin, 1e-14);
    for (const n of STEPS) {
      const at = (K: number) => squareMultiInformation(K, n, { state: 'broken' }).value;
      expect(at(0.4)).toBe(squareMultiInformation(0.4, n).value);
      expect(at(0.45)).toBeLessThan(at(CRITICAL_COUPLING));
      expect(at(0.6)).toBeLessThan(at(0.5));
      expectClose(at(10), 0, ROUNDING, 1);
    }
  });
});

test('steps that are no steps are refused', () => {
  expect(() => chainMultiInformation(1, -1)).toThrow(/steps is -1/);
  expect(() => squareMultiInformation(0.4, 3 as 2)).toThrow(/step is 3/);
});
