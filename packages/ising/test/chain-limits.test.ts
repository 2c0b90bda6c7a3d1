import { describe, expect, test } from 'vitest';
import {
  chainEquilibrium,
  chainRelativeEntropy,
  decimateChain,
  decimationFlow,
  publishedAsymptote,
  spinNegentropy,
  strongCouplingLimit,
  weakCouplingLimit,
} from '../src/index.js';
import { expectClose } from './close.js';

/** A few units in the last place, times the steps of a recursion. */
const ROUNDING = 1e-14;

describe('limits', () => {
  test('weakly coupled spins lose K²/2 in the first step and nothing after', () => {
    for (const K of [1e-8, 1e-5, 1e-3]) {
      const { steps, asymptote } = chainRelativeEntropy(K, 60);
      expectClose(steps[1]!.relativeEntropy, weakCouplingLimit(K), 2 * K ** 2 + ROUNDING);
      expectClose(steps[60]!.relativeEntropy, weakCouplingLimit(K), 2 * K ** 2 + ROUNDING);
      expectClose(asymptote, steps[60]!.relativeEntropy, ROUNDING);
    }
  });

  test('strongly coupled spins keep all but n e^(-2K), without the printed ln 2', () => {
    const { steps } = chainRelativeEntropy(8, 5);
    for (const [n, coefficient] of [
      [1, -1.0000025],
      [2, -2.0000071],
      [3, -3.0000161],
      [5, -5.000065],
    ] as const) {
      expect((steps[n]!.relativeEntropy - 1 + 2 ** -n) * Math.exp(16)).toBeCloseTo(coefficient, 6);
      expectClose(steps[n]!.relativeEntropy, strongCouplingLimit(8, n), 1e-10);
    }
  });

  test('a chain at K = 500 stays at strong coupling for 60 steps', () => {
    const { steps } = chainRelativeEntropy(500, 60);
    for (let n = 1; n <= 60; n++) {
      expectClose(steps[n]!.relativeEntropy, 1 - 2 ** -n, ROUNDING);
      expectClose(steps[n]!.coupling, 500 - (n / 2) * Math.LN2, ROUNDING);
    }
  });

  test('no coupling, no relative entropy', () => {
    for (const { relativeEntropy } of chainRelativeEntropy(0, 60).steps) expect(relativeEntropy).toBe(0);
    expect(publishedAsymptote(0)).toBe(0);
  });

  test('spins in a field alone lose the field of the removed spins', () => {
    const { steps } = chainRelativeEntropy(0, 3, { field: 0.9 });
    for (const { step, relativeEntropy } of steps) {
      expectClose(relativeEntropy, ((1 - 2 ** -step) * spinNegentropy(0.9)) / Math.LN2, ROUNDING);
    }
  });

  test('the antiferromagnet turns into the ferromagnet in one step', () => {
    const ferromagnet = decimateChain({ coupling: 0.7, field: 0, constant: 0 });
    expect(decimateChain({ coupling: -0.7, field: 0, constant: 0 })).toEqual(ferromagnet);
  });

  test('the negentropy of a spin runs from y²/2 to ln 2', () => {
    expectClose(spinNegentropy(1e-9), 5e-19, 1e-14);
    expectClose(spinNegentropy(1), Math.tanh(1) - Math.log(Math.cosh(1)), 1e-14);
    expect(spinNegentropy(-800)).toBe(Math.LN2);
  });
});

describe('failures', () => {
  test('bad numbers say which', () => {
    expect(() => chainRelativeEntropy(Number.NaN, 3)).toThrow(/K = NaN, h = 0, K₀ = 0; all three must be finite/);
    expect(() => chainRelativeEntropy(1, 3, { field: Number.POSITIVE_INFINITY })).toThrow(/h = Infinity/);
    expect(() => chainRelativeEntropy(1, -1)).toThrow(/steps is -1; give a whole number/);
    expect(() => decimationFlow({ coupling: 1, field: 0, constant: 0 }, 1.5)).toThrow(/steps is 1.5/);
    expect(() => chainEquilibrium({ coupling: 1, field: 0, constant: Number.NaN })).toThrow(/K₀ = NaN/);
  });
});
