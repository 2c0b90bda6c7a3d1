import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { type HierarchicalFeatureModel, hfmNumbers, hfmProbabilities, sampleHfm, stateCounts } from '../src/index.js';

const random = RandomStream.named('test of the sampler');

describe('samples of the model', () => {
  test.each<HierarchicalFeatureModel>([
    { units: 6, g: 0.5, convention: 'A' },
    { units: 6, g: Math.LN2, convention: 'B' },
    { units: 5, g: 1.5, convention: 'A' },
    { units: 5, g: -0.5, convention: 'B' },
  ])('show each state as often as it should be: $units units, g = $g, $convention', (model) => {
    const samples = 100_000;
    const counts = stateCounts(sampleHfm(model, samples, random));
    const probabilities = hfmProbabilities(model);
    let chiSquared = 0;
    for (const [state, p] of probabilities.entries()) chiSquared += (counts[state]! - samples * p) ** 2 / (samples * p);
    const freedom = probabilities.length - 1;
    expect(Math.abs(chiSquared - freedom)).toBeLessThan(4 * Math.sqrt(2 * freedom));
  });

  test('of sixty units have its means in every bit, those beyond the 32nd too', () => {
    const model = { units: 60, g: 0.68, convention: 'A' } as const;
    const samples = 40_000;
    const { data } = sampleHfm(model, samples, random);
    const on = new Float64Array(model.units);
    data.forEach((bit, i) => {
      on[i % model.units]! += bit;
    });
    for (const [k, mean] of hfmNumbers(model).means.entries()) {
      const error = Math.sqrt((mean * (1 - mean)) / samples);
      expect(error).toBeLessThan(0.0026);
      expect(Math.abs(on[k]! / samples - mean)).toBeLessThan(4 * error);
    }
    // Given the level, the coarser bits are independent of each other.
    const pair = (i: number, j: number) => {
      let both = 0;
      let rows = 0;
      for (let row = 0; row < samples; row++) {
        const bits = data.subarray(row * model.units, (row + 1) * model.units);
        if (bits.lastIndexOf(1) < 45) continue;
        rows++;
        both += (2 * bits[i]! - 1) * (2 * bits[j]! - 1);
      }
      return both / Math.sqrt(rows);
    };
    for (const [i, j] of [
      [0, 1],
      [0, 32],
      [31, 32],
      [7, 39],
    ] as const)
      expect(Math.abs(pair(i, j))).toBeLessThan(4);
  });

  test('are those of their stream, and all of one state at a large g', () => {
    const model = { units: 4, g: 1, convention: 'A' } as const;
    expect(sampleHfm(model, 50, random)).toEqual(sampleHfm(model, 50, random));
    expect(sampleHfm(model, 50, random)).not.toEqual(sampleHfm(model, 50, random.split('other')));
    expect(stateCounts(sampleHfm({ ...model, g: 1e5 }, 50, random))[0]).toBe(50);
  });

  test('are refused without a number of them', () => {
    expect(() => sampleHfm({ units: 4, g: 1, convention: 'A' }, 0, random)).toThrow('samples is 0');
  });
});

describe('states', () => {
  test('are counted with unit 0 as the lowest bit', () => {
    expect([...stateCounts({ shape: [4, 2], data: [1, 0, 1, 0, 0, 1, 0, 0] })]).toEqual([1, 2, 1, 0]);
  });

  test('are refused if they are not of zeros and ones, or too many', () => {
    expect(() => stateCounts({ shape: [1, 2], data: [1, 0.5] })).toThrow('unit 1 of sample 0 is 0.5');
    expect(() => stateCounts({ shape: [1, 2], data: [1, Number.NaN] })).toThrow('unit 1 of sample 0 is NaN');
    expect(() => stateCounts({ shape: [2, 2], data: [1, 0] })).toThrow('2 entries of shape (2, 2)');
    expect(() => stateCounts({ shape: [1, 21], data: new Uint8Array(21) })).toThrow('1 to 20 units');
  });
});
