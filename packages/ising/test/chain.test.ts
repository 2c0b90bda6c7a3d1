import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chainAsymptote,
  chainEquilibrium,
  chainRelativeEntropy,
  decimationFlow,
  publishedAsymptote,
} from '../src/index.js';
import { expectClose } from './close.js';

/** A few units in the last place, times the steps of a recursion. */
const ROUNDING = 1e-14;
/** Values printed with 12 significant digits. */
const TWELVE_DIGITS = 6e-12;

interface Expected {
  readonly coupling: string;
  readonly field: string;
  readonly steps: readonly { step: number; constant: string; coupling: string; field: string; s: string }[];
  readonly asymptote: string;
  readonly logPartitionPerSite: string;
}
const highPrecision: Expected[] = JSON.parse(readFileSync(new URL('expected/chain.json', import.meta.url), 'utf8'));

describe('known values', () => {
  // s⁽¹⁾, s⁽²⁾, ... from a Python implementation of eq. (2.19) of arXiv:2107.06898.
  const published: [number, number[]][] = [
    [0.1, [0.0071419760904523, 0.00717756569340338, 0.00717756744942683, 0.00717756744942684, 0.00717756744942684]],
    [0.5, [0.14348273189615, 0.159683271428794, 0.160058071995501, 0.160058462015987, 0.160058462016831]],
    [
      1,
      [0.343663767338704, 0.45211961693735, 0.471777046337541, 0.472927259678164, 0.472934658389676, 0.472934658996838],
    ],
    [
      3,
      [
        0.49747615781486, 0.744919883569047, 0.867311872267637, 0.92712752876151, 0.955596674563098, 0.968360804187731,
        0.97335679495169, 0.974799249585256, 0.975016091274511, 0.975024866887813,
      ],
    ],
  ];
  test.each(published)('the relative entropy at K = %d rises step by step to its asymptote', (coupling, expected) => {
    const { steps } = chainRelativeEntropy(coupling, 10);
    expect(steps[0]!.relativeEntropy).toBe(0);
    for (let n = 1; n <= 10; n++) {
      expectClose(steps[n]!.relativeEntropy, expected[Math.min(n, expected.length) - 1]!, 3e-14);
    }
  });

  test('the couplings after a few steps', () => {
    const from1 = decimationFlow({ coupling: 1, field: 0, constant: 0 }, 6);
    const couplings = [1, 0.662501373679, 0.350061138945, 0.11367206746, 0.0128115420358, 0.000164117652147];
    for (const [n, coupling] of [...couplings, 2.69346032627e-8].entries()) {
      expectClose(from1[n]!.coupling, coupling, TWELVE_DIGITS);
    }
    for (const [n, constant] of [0, 1.35564855424, 3.75450542798, 8.31583010399].entries()) {
      expectClose(from1[n]!.constant, constant, TWELVE_DIGITS);
    }
    const fromHalf = decimationFlow({ coupling: 0.5, field: 0, constant: 0 }, 4);
    const halved = [0.5, 0.216890415242, 0.0456362260436, 0.00207977987246, 4.32547184475e-6];
    for (const [n, coupling] of halved.entries()) expectClose(fromHalf[n]!.coupling, coupling, TWELVE_DIGITS);
    for (const [n, constant] of [0, 0.910037595801, 2.55885859821, 5.81294415685].entries()) {
      expectClose(fromHalf[n]!.constant, constant, TWELVE_DIGITS);
    }
  });

  test('the free energy per site', () => {
    for (const [coupling, expected] of [
      [0.1, 0.698138869381592],
      [0.5, 0.813261687518223],
      [1, 1.12692801104297],
      [3, 3.00247568513773],
    ] as const) {
      expectClose(-chainRelativeEntropy(coupling, 0).freeEnergyPerSite, expected, ROUNDING);
    }
  });

  test('in a field the couplings, the relative entropies and the asymptote', () => {
    const half = chainRelativeEntropy(0.5, 5, { field: 0.3 });
    expectClose(half.steps[1]!.constant, 0.941759500714, TWELVE_DIGITS);
    expectClose(half.steps[1]!.coupling, 0.204271550229, TWELVE_DIGITS);
    expectClose(half.steps[1]!.field, 0.525613641025, TWELVE_DIGITS);
    const s = [0.235699466094, 0.321289652392, 0.361026085413, 0.380861229583, 0.390778795389];
    for (const [i, expected] of s.entries()) {
      expectClose(half.steps[i + 1]!.relativeEntropy, expected, TWELVE_DIGITS);
    }
    expectClose(half.asymptote, 0.400696361194, TWELVE_DIGITS);

    const one = chainRelativeEntropy(1, 5, { field: 0.1 });
    expectClose(one.steps[1]!.constant, 1.35832155247, TWELVE_DIGITS);
    expectClose(one.steps[1]!.coupling, 0.660182683091, TWELVE_DIGITS);
    expectClose(one.steps[1]!.field, 0.196380019109, TWELVE_DIGITS);
    const t = [0.371964482083, 0.508751632855, 0.553152566713, 0.570600524899, 0.57913315416];
    for (const [i, expected] of t.entries()) {
      expectClose(one.steps[i + 1]!.relativeEntropy, expected, TWELVE_DIGITS);
    }
    expectClose(one.asymptote, 0.587664888601, TWELVE_DIGITS);
  });

  test.each(highPrecision)('60 to 700 digits at K = $coupling, h = $field', (expected) => {
    const last = expected.steps.at(-1)!.step;
    const [coupling, field] = [Number(expected.coupling), Number(expected.field)];
    const chain = chainRelativeEntropy(coupling, last, { field });
    expectClose(chain.asymptote, Number(expected.asymptote), ROUNDING);
    expectClose(-chain.freeEnergyPerSite, Number(expected.logPartitionPerSite), ROUNDING);
    for (const { step, ...values } of expected.steps) {
      const actual = chain.steps[step]!;
      expectClose(actual.relativeEntropy, Number(values.s), ROUNDING);
      expectClose(actual.constant, Number(values.constant), ROUNDING);
      // Flows to zero through differences: the error is of the size of what the flow started from.
      expectClose(
        actual.field,
        Number(values.field),
        ROUNDING,
        Math.max(Math.abs(Number(values.field)), Math.abs(field)),
      );
      const [expectedCoupling, squarings] = [Number(values.coupling), 2 ** step]; // K' ≈ K² doubles a relative error
      if (Math.abs(coupling) < 1 && expectedCoupling !== 0) {
        expectClose(actual.coupling, expectedCoupling, squarings * 1e-15);
      } else expectClose(actual.coupling, expectedCoupling, ROUNDING, Math.abs(coupling));
    }
  });

  test('the published fit, beside the exact asymptote', () => {
    for (const [coupling, fit] of [
      [0.1, 0.00718032084255],
      [0.5, 0.161210480169],
      [1, 0.478433666822],
      [3, 0.966254892425],
    ] as const) {
      expectClose(publishedAsymptote(coupling), fit, TWELVE_DIGITS);
    }
    const error = (coupling: number) => publishedAsymptote(coupling) - chainAsymptote(coupling);
    const errors = Array.from({ length: 8000 }, (_, i) => error((i + 1) / 1000));
    expect(Math.max(...errors)).toBeCloseTo(0.00574, 5);
    expect(errors.indexOf(Math.max(...errors)) + 1).toBe(1109);
    expect(Math.min(...errors)).toBeCloseTo(-0.00899, 5);
    expect(errors.indexOf(Math.min(...errors)) + 1).toBe(2788);
  });
});

describe('identities and inequalities', () => {
  const coupling = fc.double({ min: -6, max: 6, noNaN: true });
  const field = fc.double({ min: -5, max: 5, noNaN: true });
  const seeded = { seed: 20210706, numRuns: 100 };

  test('the partition function is the same after every step', () => {
    fc.assert(
      fc.property(coupling, field, (K, h) => {
        const flow = decimationFlow({ coupling: K, field: h, constant: 0.7 }, 30);
        const perSite = flow.map((c, n) => chainEquilibrium(c).logPartitionPerSite / 2 ** n);
        for (const value of perSite) expectClose(value, perSite[0]!, 4e-15, Math.abs(perSite[0]!) + 3);
      }),
      seeded,
    );
  });

  test('the published sum of couplings, K tanh K - 2⁻ⁿ K⁽ⁿ⁾ tanh K⁽ⁿ⁾ - Σ 2⁻ᵐ K⁽ᵐ⁾, is the same number', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 6, noNaN: true }), fc.integer({ min: 1, max: 40 }), (K, n) => {
        const { steps } = chainRelativeEntropy(K, n);
        let sum = K * Math.tanh(K) - 2 ** -n * steps[n]!.coupling * Math.tanh(steps[n]!.coupling);
        for (let m = 1; m <= n; m++) sum -= steps[m]!.coupling / 2 ** m;
        expectClose(steps[n]!.relativeEntropy, sum / Math.LN2, 5e-15, K + 1e-6);
      }),
      seeded,
    );
  });

  test('in a field too it is the published difference of energies', () => {
    fc.assert(
      fc.property(coupling, field, fc.integer({ min: 1, max: 12 }), (K, h, n) => {
        const chain = chainRelativeEntropy(K, n, { field: h, constant: -0.4 });
        const energy = (c: { coupling: number; field: number; constant: number }) => {
          const { pairs, magnetisation } = chainEquilibrium(c);
          return -(c.constant + c.coupling * (pairs.up + pairs.down - 2 * pairs.mixed) + c.field * magnetisation);
        };
        const difference = energy(chain.steps[n]!) / 2 ** n - energy(chain.steps[0]!);
        expectClose(chain.steps[n]!.relativeEntropy, difference / Math.LN2 + 1 - 2 ** -n, 3e-14, 10);
      }),
      seeded,
    );
  });

  test('the relative entropy never decreases, stays below its asymptote, and misses it by at most 2⁻ⁿ', () => {
    fc.assert(
      fc.property(coupling, field, (K, h) => {
        const { steps, asymptote } = chainRelativeEntropy(K, 40, { field: h });
        for (let n = 1; n <= 40; n++) {
          const s = steps[n]!.relativeEntropy;
          expect(s).toBeGreaterThanOrEqual(steps[n - 1]!.relativeEntropy);
          expect(s).toBeLessThanOrEqual(asymptote + 1e-15);
          expect(asymptote - s).toBeLessThanOrEqual(2 ** -n + 1e-15);
          expect(steps[n]!.relativeEntropyUnnormalised).toBeLessThanOrEqual(0);
        }
      }),
      seeded,
    );
  });

  test('the law of a pair is that of two spins drawn one after the other, and its entropies add up', () => {
    fc.assert(
      fc.property(coupling, field, (K, h) => {
        const { pairs, magnetisation, entropyPerSite, negentropyPerSite } = chainEquilibrium({
          coupling: K,
          field: h,
          constant: 0,
        });
        expectClose(pairs.up + pairs.down + 2 * pairs.mixed, 1, 1e-15);
        expectClose(pairs.up - pairs.down, magnetisation, 1e-15, 1);
        expectClose(entropyPerSite + negentropyPerSite, Math.LN2, 1e-15);
      }),
      seeded,
    );
  });

  test('reversing the field changes nothing but its sign', () => {
    fc.assert(
      fc.property(coupling, field, (K, h) => {
        const up = chainRelativeEntropy(K, 5, { field: h });
        const down = chainRelativeEntropy(K, 5, { field: -h });
        for (let n = 0; n <= 5; n++) {
          expectClose(down.steps[n]!.relativeEntropy, up.steps[n]!.relativeEntropy, 1e-14, 1e-12);
          expectClose(down.steps[n]!.field, -up.steps[n]!.field, 1e-14, 1e-12);
        }
      }),
      seeded,
    );
  });

  test('K₀ drops out of the relative entropy', () => {
    const without = chainRelativeEntropy(0.8, 6).steps;
    const shifted = chainRelativeEntropy(0.8, 6, { constant: 5 }).steps;
    expect(shifted.map((s) => s.relativeEntropy)).toEqual(without.map((s) => s.relativeEntropy));
    expectClose(shifted[6]!.constant, without[6]!.constant + 64 * 5, ROUNDING);
  });
});
