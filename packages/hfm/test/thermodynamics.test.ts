import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Convention, hfmNumbers, hfmProbabilities } from '../src/index.js';
import { expected } from './expected.js';

/** Of logarithms of up to 1800, their rounding. */
const RELATIVE = 2e-13;

const models = fc.record({
  units: fc.integer({ min: 1, max: 8 }),
  g: fc.double({ min: -2, max: 4, noNaN: true }),
  convention: fc.constantFrom<Convention>('A', 'B'),
});

describe('the Hierarchical Feature Model', () => {
  test.each(expected.models)(
    'of $units units at g = $g in convention $convention has the numbers of 40 digits',
    (model) => {
      const { partition, ...numbers } = hfmNumbers(model);
      for (const name of ['logPartition', 'entropy', 'relevance', 'meanDetail'] as const) {
        expect(Math.abs(numbers[name] / model[name] - 1), name).toBeLessThan(RELATIVE);
      }
      expect(Math.abs(Math.log(partition) / model.logPartition - 1)).toBeLessThan(
        RELATIVE + 1e-15 / model.logPartition,
      );
      for (const name of ['levels', 'means'] as const) {
        expect(numbers[name]).toHaveLength(model[name].length);
        for (const [i, value] of model[name].entries()) {
          expect(Math.abs(numbers[name][i]! - value), `${name} ${i}`).toBeLessThanOrEqual(RELATIVE * value);
        }
      }
    },
  );

  test('is what is printed of ten units', () => {
    const printed = { A: [6, 4.9686840468, 2.36938212, 4.5833333333], B: [11, 5.2334973751, Math.log(11), 5] };
    for (const convention of ['A', 'B'] as const) {
      const { partition, entropy, relevance, meanDetail } = hfmNumbers({ units: 10, g: Math.LN2, convention });
      for (const [i, value] of [partition, entropy, relevance, meanDetail].entries()) {
        expect(value).toBeCloseTo(printed[convention][i]!, 8);
      }
    }
  });

  test('has 1 + n/2 and 1 + n for Z at g = ln 2, not the 1 + 2n of the published code, and nothing jumps there', () => {
    for (const units of [1, 5, 10, 60]) {
      expect(hfmNumbers({ units, g: Math.LN2, convention: 'A' }).partition).toBeCloseTo(1 + units / 2, 12);
      expect(hfmNumbers({ units, g: Math.LN2, convention: 'B' }).partition).toBeCloseTo(1 + units, 12);
      for (const convention of ['A', 'B'] as const) {
        const [below, at, above] = [-1e-9, 0, 1e-9].map((d) => hfmNumbers({ units, g: Math.LN2 + d, convention }));
        // ln Z is convex with slope -⟨E⟩.
        expect((below!.logPartition - above!.logPartition) / 2e-9).toBeCloseTo(at!.meanEnergy, 5);
        expect(below!.entropy + above!.entropy - 2 * at!.entropy).toBeCloseTo(0, 12);
      }
    }
  });

  test('has the closed forms of Z and, in B, of the means', () => {
    for (const g of [0.3, 0.5, 1.2]) {
      for (const units of [1, 4, 10, 60]) {
        const xi = 2 * Math.exp(-g);
        const sum = (xi ** units - 1) / (xi - 1);
        const closed = { A: 1 + Math.exp(-g) * sum, B: 1 + sum };
        for (const convention of ['A', 'B'] as const) {
          expect(hfmNumbers({ units, g, convention }).partition / closed[convention]).toBeCloseTo(1, 12);
        }
        const { means } = hfmNumbers({ units, g, convention: 'B' });
        for (let k = 1; k <= units; k++) {
          const closedMean = 0.5 * (1 + ((xi ** (k - 1) - 1) * (xi - 2)) / (xi ** units + xi - 2));
          expect(means[k - 1]).toBeCloseTo(closedMean, 12);
        }
      }
    }
    hfmNumbers({ units: 10, g: Math.LN2, convention: 'B' }).means.forEach((mean, i) => {
      expect(mean).toBeCloseTo((10 - (i + 1) + 2) / 22, 14);
    });
  });

  test('is the distribution of its states, one by one', () => {
    fc.assert(
      fc.property(models, (model) => {
        const states = hfmProbabilities(model);
        const numbers = hfmNumbers(model);
        let [total, entropy, detail] = [0, 0, 0];
        const means = new Float64Array(model.units);
        states.forEach((p, state) => {
          total += p;
          entropy -= p * Math.log(p);
          const bits = Array.from(means, (_, i) => (state >> i) & 1);
          detail += p * (bits.lastIndexOf(1) + 1);
          for (const [i, bit] of bits.entries()) means[i]! += p * bit;
        });
        expect(total).toBeCloseTo(1, 13);
        expect(numbers.entropy).toBeCloseTo(entropy, 12);
        expect(numbers.meanDetail).toBeCloseTo(detail, 12);
        for (const [i, mean] of means.entries()) expect(numbers.means[i]).toBeCloseTo(mean, 13);
        expect(numbers.entropy).toBeCloseTo(numbers.logPartition + model.g * numbers.meanEnergy, 11);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('is fair coins at g = 0, the ground state at g = ∞ (in B with its first bit), and the finest level at g = -∞', () => {
    for (const units of [1, 7, 60]) {
      for (const convention of ['A', 'B'] as const) {
        expect(hfmNumbers({ units, g: 0, convention }).entropy).toBeCloseTo(units * Math.LN2, 12);
        expect(hfmNumbers({ units, g: -1e6, convention }).levels.at(-1)).toBe(
          convention === 'B' && units === 1 ? 0.5 : 1,
        );
      }
      expect(hfmNumbers({ units, g: 1e6, convention: 'A' })).toMatchObject({ partition: 1, entropy: 0, relevance: 0 });
      expect(hfmNumbers({ units, g: 1e6, convention: 'B' })).toMatchObject({ partition: 2, entropy: Math.LN2 });
    }
    expect(hfmNumbers({ units: 1000, g: -1, convention: 'A' })).toMatchObject({
      partition: Infinity,
      meanDetail: expect.closeTo(999.774, 2),
    });
  });

  test('is refused without a convention, and with units or a g that are none', () => {
    const model = { units: 5, g: 1, convention: 'A' } as const;
    const missing = { units: 5, g: 1 } as never;
    expect(() => hfmNumbers(missing)).toThrow('the convention is undefined; say A or B, they are different models');
    expect(() => hfmNumbers({ ...model, units: 0 })).toThrow('the model has 0 units; expected a whole number from 1');
    expect(() => hfmNumbers({ ...model, units: 1001 })).toThrow('the model has 1001 units');
    expect(() => hfmNumbers({ ...model, g: Number.NaN })).toThrow('g is NaN');
    expect(() => hfmNumbers({ ...model, g: Infinity })).toThrow('g is Infinity; expected a number from -1e6 to 1e6');
    expect(() => hfmProbabilities({ ...model, units: 21 })).toThrow('has 21 units; at most 20 are listed');
  });
});
