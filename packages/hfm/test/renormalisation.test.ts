import { describe, expect, test } from 'vitest';
import { hfmNumbers, hfmProbabilities } from '../src/index.js';

/** Sums over one unit; the others keep their order. */
function without(unit: number, probabilities: Float64Array): Float64Array {
  const rest = new Float64Array(probabilities.length / 2);
  const below = (1 << unit) - 1;
  probabilities.forEach((p, state) => {
    rest[(state & below) | ((state >> (unit + 1)) << unit)]! += p;
  });
  return rest;
}

/** Rounding of sums of up to 512 probabilities, one after the other. */
const SUMS = 1e-13;

function expectEqual(actual: Float64Array, wanted: (state: number) => number): void {
  for (const [state, p] of actual.entries()) expect(Math.abs(p - wanted(state))).toBeLessThan(SUMS);
}

const CASES = [0.3, Math.LN2, 1.2].flatMap((g) => [2, 6, 10].map((units) => ({ g, units })));

describe('the model under coarse-graining', () => {
  test.each(CASES)(
    '$units units at g = $g without the finest bit: the model of one less, and fair coins with the weight P(n)',
    ({ g, units }) => {
      for (const convention of ['A', 'B'] as const) {
        const fine = hfmNumbers({ units, g, convention }).levels[units]!;
        const coarse = hfmProbabilities({ units: units - 1, g, convention });
        expectEqual(
          without(units - 1, hfmProbabilities({ units, g, convention })),
          (state) => (1 - fine) * coarse[state]! + fine / coarse.length,
        );
      }
    },
  );

  test.each(CASES)(
    '$units units at g = $g without the coarsest bit: the same g, only the ground state weighs otherwise',
    ({ g, units }) => {
      const rest = without(0, hfmProbabilities({ units, g, convention: 'A' }));
      const weightOf = (state: number) => Math.exp(-g * (32 - Math.clz32(state)));
      // In units of 2e^(-g) e^(-g m).
      const ground = (Math.exp(g) + 1) / 2;
      const weights = Float64Array.from(rest, (_, state) => (state === 0 ? ground : weightOf(state)));
      const total = weights.reduce((a, b) => a + b);
      expectEqual(rest, (state) => weights[state]! / total);
    },
  );

  test.each(CASES)('$units units at g = $g: B without its first bit is A with one less', ({ g, units }) => {
    const less = hfmProbabilities({ units: units - 1, g, convention: 'A' });
    expectEqual(without(0, hfmProbabilities({ units, g, convention: 'B' })), (state) => less[state]!);
  });

  test('the share of the coins goes to 0 for g >= ln 2 and stays at 1 - 1/ξ below', () => {
    for (const convention of ['A', 'B'] as const) {
      const share = (g: number, units: number) => hfmNumbers({ units, g, convention }).levels[units]!;
      expect(share(1.2, 60)).toBeLessThan(1e-12);
      expect(share(Math.LN2, 60)).toBeLessThan(1 / 60);
      for (const g of [0.1, 0.3, 0.5]) expect(share(g, 300)).toBeCloseTo(1 - Math.exp(g) / 2, 9);
      // Bit after bit the coins take over: what is left of the model is Z of the coarse over Z of the fine one.
      const left = Math.exp(
        hfmNumbers({ units: 10, g: 0.3, convention }).logPartition -
          hfmNumbers({ units: 60, g: 0.3, convention }).logPartition,
      );
      expect(left).toBeLessThan(1e-8);
    }
  });
});
