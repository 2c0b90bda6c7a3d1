import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { type HierarchicalFeatureModel, measureHfmDivergence, sampleHfm, stateCounts } from '../src/index.js';

const random = RandomStream.named('test of measurements');
const sampled = (model: HierarchicalFeatureModel, samples: number, replicate = 0) =>
  stateCounts(sampleHfm(model, samples, random.split('sample', { samples, g: model.g, replicate })));

describe('a measured divergence', () => {
  test.each<HierarchicalFeatureModel & { samples: number }>([
    { units: 8, g: 0.5, convention: 'A', samples: 10_000 },
    { units: 8, g: Math.LN2, convention: 'B', samples: 10_000 },
    { units: 10, g: 0.8, convention: 'A', samples: 5_900 },
  ])('of a planted model is its null, and g and order are recovered: $units units, g = $g, $convention', (planted) => {
    const { samples, ...model } = planted;
    const found = measureHfmDivergence(sampled(model, samples), model.convention, { random });
    expect(found.reason).toBeNull();
    expect(found.g.standardError).toBeLessThan(0.01);
    expect(Math.abs(found.g.value - model.g)).toBeLessThan(4 * found.g.standardError);
    expect(found.nearest.arrangement.order).toEqual(Array.from({ length: model.units }, (_, i) => i));
    const { null: none, relabelled, shuffled } = found.controls!;
    const scatter = none.divergence.standardError * Math.sqrt(none.replicates.length);
    expect(Math.abs(found.divergence.value - none.divergence.value)).toBeLessThan(4 * scatter);
    expect(relabelled.corrected.value).toBeGreaterThan(shuffled.corrected.value);
    expect(shuffled.corrected.value).toBeGreaterThan(10 * none.corrected.value);
    expect(Math.abs(found.place!)).toBeLessThan(0.02);
  });

  test('of a sample of 10,000 critical models of ten units is 0.057 for nothing, half a per cent of it after correction', () => {
    const drawn = Array.from({ length: 10 }, (_, replicate) => {
      const counts = sampled({ units: 10, g: Math.LN2, convention: 'A' }, 10_000, replicate);
      return measureHfmDivergence(counts, 'A', { random, replicates: 0 });
    });
    const mean = (f: (each: (typeof drawn)[number]) => number) =>
      drawn.reduce((sum, each) => sum + f(each), 0) / drawn.length;
    expect(mean(({ divergence }) => divergence.value)).toBeCloseTo(0.0565, 2);
    expect(mean(({ corrected }) => corrected.value)).toBeLessThan(0.02);
    expect(drawn[0]!.controls).toBeNull();
    expect(drawn[0]!.place).toBeNull();
  });

  test('has the standard error that repeated samples scatter by, far from the model; at the model it is √2 of it', () => {
    const replicates = 60;
    // Of a scatter estimated from 60 replicates, four standard errors of a ratio.
    const fourErrors = 4 / Math.sqrt(2 * (replicates - 1));
    for (const [g, flip, ratio] of [
      [0.8, 5, 1],
      [0.5, 0, Math.SQRT2],
    ] as const) {
      const drawn = Array.from({ length: replicates }, (_, replicate) => {
        const counts = sampled({ units: 6, g, convention: 'A' }, 4000, replicate);
        // Where the two coarsest units are on, units 2 and 4 are turned over: no order of the units is right any more.
        const code = new Uint32Array(64);
        counts.forEach((count, state) => {
          code[(state & 3) === 3 ? state ^ (flip << 2) : state]! += count;
        });
        return measureHfmDivergence(code, 'A', { random, replicates: 0 }).divergence;
      });
      const mean = drawn.reduce((sum, { value }) => sum + value, 0) / replicates;
      const scatter = Math.sqrt(drawn.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (replicates - 1));
      const stated = drawn.reduce((sum, { standardError }) => sum + standardError, 0) / replicates;
      expect(Math.abs(stated / scatter / ratio - 1)).toBeLessThan(fourErrors);
    }
  });

  test('of shuffled units is near that of independent bits of the same means', () => {
    const found = measureHfmDivergence(sampled({ units: 7, g: 0.9, convention: 'A' }, 20_000), 'A', { random });
    const { shuffled } = found.controls!;
    expect(shuffled.corrected.standardError).toBeLessThan(0.002);
    expect(Math.abs(shuffled.corrected.value - found.independentDivergence)).toBeLessThan(
      4 * shuffled.corrected.standardError + 0.002,
    );
  });

  test('of relabelled states has their entropy, so a code of two states is as far off as two states can be', () => {
    const counts = new Uint32Array(64);
    counts[3] = 500;
    counts[60] = 500;
    const found = measureHfmDivergence(counts, 'A', { random });
    expect(found.occupied).toBe(2);
    expect(found.place).toBeGreaterThan(1);
    expect(found.resolution).toBeCloseTo(Math.LN2, 12);
    expect(found.relevance).toBe(0);
  });

  describe('says nothing', () => {
    test('of a code that has collapsed', () => {
      const counts = new Uint32Array(256);
      counts[7] = 1000;
      const collapsed = measureHfmDivergence(counts, 'A', { random });
      expect(collapsed.divergence.value).toBe(0);
      expect(collapsed.controls).toBeNull();
      expect(collapsed.reason).toBe('units 0, 1, 2, 3, 4, 5, 6, 7 never changed');
      const nearly = new Uint32Array(256).fill(1);
      nearly[7] = 100_000;
      expect(measureHfmDivergence(nearly, 'A', { random, replicates: 2 })).toMatchObject({
        reason: expect.stringMatching(/^the entropy, 0\.0\d\d nats, is within 5 % of 0: the code has collapsed$/),
        place: null,
      });
    });

    test('of a nearly uniform code', () => {
      const uniform = measureHfmDivergence(new Uint32Array(64).fill(100), 'A', { random, replicates: 2 });
      expect(uniform.divergence.value).toBeCloseTo(0, 12);
      expect(uniform.reason).toMatch(/is within 5 % of 6 ln 2: the code is nearly uniform/);
    });

    test('of one with a dead unit, and says which', () => {
      const counts = Uint32Array.from({ length: 64 }, (_, state) => ((state & 4) === 0 ? 1 + (state % 7) : 0));
      expect(measureHfmDivergence(counts, 'A', { random, replicates: 2 })).toMatchObject({
        reason: 'unit 2 never changed',
        deadUnits: [2],
      });
    });

    test('of more states than samples', () => {
      const counts = sampled({ units: 16, g: 0.3, convention: 'A' }, 500);
      expect(measureHfmDivergence(counts, 'A', { random, replicates: 0 }).reason).toMatch(/too few samples$/);
    });
  });

  test('is the same from the same stream, and its controls are others from another', () => {
    const counts = sampled({ units: 6, g: 0.6, convention: 'A' }, 1000);
    const measured = (stream: RandomStream) => measureHfmDivergence(counts, 'A', { random: stream, replicates: 3 });
    expect(measured(random)).toEqual(measured(random));
    expect(measured(random).controls).not.toEqual(measured(random.split('other')).controls);
  });

  test('is refused for what are no counts, and for options out of range', () => {
    expect(() => measureHfmDivergence([1, 0.5], 'A', { random })).toThrow('state 1 was seen 0.5 times');
    expect(() => measureHfmDivergence([1, 5], 'A', { random, replicates: -1 })).toThrow('replicates is -1');
    expect(() => measureHfmDivergence([1, 5], 'A', { random, entropyMargin: 0.5 })).toThrow('entropyMargin is 0.5');
  });
});
