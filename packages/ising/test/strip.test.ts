import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  CRITICAL_COUPLING,
  energyPerBond,
  exactAsymptote,
  exactFirstStep,
  exactSecondStep,
  exactSquareRelativeEntropy,
  filteredSecondStep,
  kaufmanLattice,
  logPartitionPerSite,
  stripRelativeEntropy,
  stripThermodynamics,
} from '../src/index.js';
import { stripTransfer } from '../src/strip/transfer.js';
import { expectClose } from './close.js';

/** Values printed with 8 decimals. */
const EIGHT_DECIMALS = 6e-9;

describe('known values', () => {
  test('s⁽²⁾ of the strip of 4, and the entropies it comes from', () => {
    for (const [K, h, s2, S] of [
      [0.2, 0.9945984, 0.06549685, 0.6468122],
      [0.3, 0.95461865, 0.17434158, 0.56443882],
      [0.4, 0.78322996, 0.36272172, 0.40416426],
      [CRITICAL_COUPLING, 0.66196717, 0.44869497, 0.3235589],
      [0.6, 0.22485559, 0.66568618, 0.09740639],
    ] as const) {
      const { secondStep } = stripRelativeEntropy(K, 4, { rows: 7 });
      expectClose(secondStep.upper, s2, EIGHT_DECIMALS, 1);
      expect(secondStep.upper - secondStep.lower).toBeLessThan(1e-8);
      expectClose(stripThermodynamics(K, 4).entropyPerSite, S, EIGHT_DECIMALS, 1);
      const retained = 4 * (secondStep.upper - 0.75 + S / Math.LN2);
      expectClose(retained, h, 6e-8, 1);
    }
  });

  test('s⁽¹⁾, s⁽²⁾ and s⁽∞⁾ of the strip of 8', () => {
    for (const [K, s1, s2, asymptote] of [
      [0.2, 0.05780539, 0.06298912, 0.06387472],
      [0.3, 0.1316987, 0.15810027, 0.16583068],
      [0.4, 0.2518293, 0.34159457, 0.39567688],
      [CRITICAL_COUPLING, 0.31723302, 0.4498667, 0.55189988],
      [0.6, 0.45588742, 0.68070028, 0.90343674],
    ] as const) {
      const strip = stripRelativeEntropy(K, 8, { rows: 3 });
      expectClose(strip.firstStep, s1, EIGHT_DECIMALS, 1);
      expectClose(strip.secondStep.upper, s2, EIGHT_DECIMALS, 1);
      expectClose(strip.asymptote, asymptote, EIGHT_DECIMALS, 1);
    }
  });
});

describe('identities and inequalities', () => {
  test("the transfer matrix has Onsager's eigenvalue", () => {
    for (const width of [4, 6, 8]) {
      for (const K of [0.05, 0.3, CRITICAL_COUPLING, 0.7, 2]) {
        const perSite = 2 * K + Math.log(stripTransfer(K, width).eigenvalue) / width;
        expectClose(perSite, stripThermodynamics(K, width).logPartitionPerSite, 1e-13);
      }
    }
  });

  test('the bounds of s⁽²⁾ hold each other, and close in with each row looked back on', () => {
    for (const K of [0.2, 0.44, 0.8]) {
      let [lower, upper] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (const rows of [2, 3, 4, 5]) {
        const { secondStep, firstStep, asymptote } = stripRelativeEntropy(K, 6, { rows });
        expect(secondStep.lower).toBeGreaterThanOrEqual(lower - 1e-14);
        expect(secondStep.upper).toBeLessThanOrEqual(upper + 1e-14);
        expect(secondStep.upper).toBeGreaterThanOrEqual(secondStep.lower - 1e-14);
        expect(secondStep.lower).toBeGreaterThan(firstStep);
        expect(secondStep.upper).toBeLessThan(asymptote);
        ({ lower, upper } = secondStep);
      }
    }
  });

  test('a strip is a very long torus', () => {
    for (const K of [0.3, 0.5]) {
      const strip = stripThermodynamics(K, 6);
      const longer = kaufmanLattice(K, 3000, 6);
      const shorter = kaufmanLattice(K, 2000, 6);
      expectClose((longer.logPartition - shorter.logPartition) / 6000, strip.logPartitionPerSite, 1e-11);
      expectClose(longer.energyPerBond, strip.energyPerBond, 1e-9);
    }
  });
});

describe('limits', () => {
  test('wide strips are the infinite lattice away from K_c', () => {
    for (const K of [0.1, 0.15]) {
      const { firstStep, asymptote } = stripRelativeEntropy(K, 10, { rows: 2 });
      expectClose(firstStep, exactFirstStep(K), 3e-6);
      expectClose(asymptote, exactAsymptote(K), 3e-6);
    }
    for (const K of [0.2, 0.9]) {
      expectClose(stripThermodynamics(K, 200).energyPerBond, energyPerBond(K), 1e-12);
      expectClose(stripThermodynamics(K, 200).logPartitionPerSite, logPartitionPerSite(K), 1e-13);
    }
  });
});

describe('the infinite lattice', () => {
  test('s⁽²⁾ from narrow and from wider strips agree within their errors', () => {
    const narrow = exactSecondStep(0.1);
    const wide = exactSecondStep(0.1, [6, 8, 10]);
    expect(Math.abs(narrow.value - wide.value)).toBeLessThan(narrow.bound + wide.bound);
    expect(wide.bound).toBeLessThan(narrow.bound);
    expect(narrow.bound).toBeLessThan(1e-9);
  });

  test('s⁽²⁾ rises smoothly through K_c, and where its extrapolation changes within its error', () => {
    for (const middle of [0.39068, CRITICAL_COUPLING, 0.47568]) {
      const [below, above] = [exactSecondStep(middle - 1e-4), exactSecondStep(middle + 1e-4)];
      expect(above.value - below.value).toBeGreaterThan(-above.bound - below.bound);
      expect(above.value - below.value).toBeLessThan(above.bound + below.bound + 2e-3);
      expect(Math.max(above.bound, below.bound)).toBeLessThan(1e-3);
    }
  });

  test('0 < s⁽¹⁾ < s⁽²⁾ < s⁽∞⁾ for every coupling, strong and weak', () => {
    for (const K of [1e-8, 1e-4, 0.01, 0.2, 0.43, 0.47, 1, 3, 6, 500]) {
      const { steps, asymptote, freeEnergyPerSite } = exactSquareRelativeEntropy(K);
      expect(steps.map((s) => s.step)).toEqual([0, 1, 2]);
      expect(steps[0]!.relativeEntropy).toBe(0);
      expect(steps[1]!.relativeEntropy).toBeGreaterThan(0);
      expect(steps[2]!.relativeEntropy).toBeGreaterThanOrEqual(steps[1]!.relativeEntropy);
      expect(steps[2]!.relativeEntropy).toBeLessThanOrEqual(asymptote);
      expect(steps[2]!.relativeEntropyBound).toBeLessThan(1e-3);
      expect(freeEnergyPerSite).toBe(-logPartitionPerSite(K));
    }
    expect(exactSquareRelativeEntropy(0).steps[2]!.relativeEntropy).toBe(0);
  });
});

describe('forward filtering against enumeration', () => {
  test('a sampled strip of 8 has the s⁽²⁾ of the block entropies, within 4 standard errors', () => {
    for (const K of [0.3, CRITICAL_COUPLING]) {
      const sampled = filteredSecondStep(K, 8, RandomStream.named('strip', { K }), { rowPairs: 4096 });
      const { secondStep } = stripRelativeEntropy(K, 8, { rows: 4 });
      expect(sampled.standardError).toBeLessThan(0.003);
      expect(Math.abs(sampled.value - secondStep.upper)).toBeLessThan(4 * sampled.standardError);
    }
  });

  test('the same stream gives the same strip', () => {
    const once = filteredSecondStep(0.4, 6, RandomStream.named('again'), { rowPairs: 32 });
    expect(filteredSecondStep(0.4, 6, RandomStream.named('again'), { rowPairs: 32 })).toEqual(once);
  });
});

test('strips that cannot be are refused', () => {
  expect(() => stripRelativeEntropy(0.4, 5)).toThrow(/width is 5; give 4, 6, 8, 10 or 12/);
  expect(() => stripRelativeEntropy(0.4, 4, { rows: 1 })).toThrow(/rows is 1/);
  expect(() => stripRelativeEntropy(0, 4)).toThrow(/K is 0/);
  expect(() => exactSquareRelativeEntropy(0.4, { steps: 3 })).toThrow(
    /steps is 3; the exact flow is known for 0, 1 and 2/,
  );
  expect(() => exactSecondStep(0.4, [4, 4, 8])).toThrow(/the widths are 4, 4, 8; give three different ones, rising/);
  expect(() => filteredSecondStep(0.4, 20, RandomStream.named('x'))).toThrow(/width is 20/);
  expect(() => filteredSecondStep(0.4, 8, RandomStream.named('x'), { rowPairs: 33 })).toThrow(/rowPairs is 33/);
  expect(() => filteredSecondStep(Number.NaN, 8, RandomStream.named('x'))).toThrow(/K is NaN/);
});
