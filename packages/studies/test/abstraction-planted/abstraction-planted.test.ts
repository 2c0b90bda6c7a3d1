import { sampleHfm } from '@rgflow/hfm';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { recoveredFeatures } from '../../src/abstraction-planted/feature-recovery.js';
import { plantedDivergenceStage } from '../../src/abstraction-planted/planted-divergence.stage.js';
import { recoveredFeaturesStage } from '../../src/abstraction-planted/recovered-features.stage.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

const SAMPLES = 3000;
const features = sampleHfm({ units: 4, g: 0.5, convention: 'A' }, SAMPLES, RandomStream.named('features'));

/** Codes of as many units as there are entries: a feature by its index, or its complement, or what is not of any. */
function codeOf(units: readonly ((row: number) => number)[]) {
  const data = Uint8Array.from({ length: SAMPLES * units.length }, (_, at) =>
    units[at % units.length]!(Math.floor(at / units.length)),
  );
  return { columns: units.length, data };
}
const feature = (k: number) => (row: number) => features.data[4 * row + k]!;
const not = (k: number) => (row: number) => 1 - features.data[4 * row + k]!;
const coins = RandomStream.named('coins').uniform(SAMPLES);

describe('features that a code has recovered', () => {
  const planted = { columns: 4, data: features.data };

  test('are found in any order and gauge', () => {
    const found = recoveredFeatures(SAMPLES, planted, codeOf([feature(2), not(0), feature(3), not(1)]));
    expect(found.map(({ unit }) => unit)).toEqual([1, 3, 0, 2]);
    for (const { featureEntropy, unitInformation, codeInformation } of found) {
      // Miller-Madow's terms differ by one occupied state in 2M.
      expect(Math.abs(unitInformation! - featureEntropy)).toBeLessThan(1 / SAMPLES);
      expect(Math.abs(codeInformation - featureEntropy)).toBeLessThan(1 / SAMPLES);
    }
  });

  test('are not two for one unit, and a copy of a unit stands for none', () => {
    const found = recoveredFeatures(
      SAMPLES,
      planted,
      codeOf([feature(0), feature(0), (row) => Number(coins[row]! < 0.5)]),
    );
    const [first, ...rest] = found;
    expect(first!.unit).toBe(0);
    expect(rest.filter(({ unit }) => unit === null)).toHaveLength(1);
    const shares = found.map(({ unitInformation, featureEntropy }) => (unitInformation ?? 0) / featureEntropy);
    expect(shares[0]).toBeCloseTo(1, 2);
    expect(Math.max(...shares.slice(1))).toBeLessThan(0.3);
  });

  test('are rows of the uppermost layer', async () => {
    const byte = Uint8Array.from({ length: SAMPLES }, (_, row) => {
      return feature(0)(row) | (not(1)(row) << 1) | (feature(2)(row) << 2) | (feature(3)(row) << 3);
    });
    const { planted_feature } = await runStage(
      recoveredFeaturesStage,
      { snapshot: 'final', widths: '4', code: 'sampled' },
      {
        codes: [{ layer: 0, shape: [SAMPLES, 1], data: byte }],
        features: [{ layer: 0, shape: [SAMPLES, 4], data: features.data }],
      },
    );
    expect(planted_feature).toMatchObject([0, 1, 2, 3].map((unit) => ({ layer: 0, feature: unit + 1, unit })));
  });
});

test('planted features are as far from the model as its null', async () => {
  const { hfm_divergence } = await runStage(
    plantedDivergenceStage,
    { replicates: 5 },
    { features: [{ layer: 0, shape: [SAMPLES, 4], data: features.data }] },
  );
  const [row] = hfm_divergence as unknown as readonly Record<string, number>[];
  expect(row).toMatchObject({ snapshot: 'planted', layer: -1, code: 'features', convention: 'A' });
  expect(Math.abs(row!.corrected! - row!.null_divergence!)).toBeLessThan(0.005);
});

describe('the plan', () => {
  test('has three heads on a stack of two, by both codes and untrained', () => {
    const { nodes } = planOf('abstraction-planted', 'seed=0', 'planted.planting=tree', 'planted.g=1');
    const count = (name: string) => nodes.filter(({ stage }) => stage.name === name).length;
    expect(count('hfm-divergence')).toBe(9);
    expect(count('recovered-features')).toBe(9);
    expect(count('planted-divergence')).toBe(1);
    expect(count('train-machine')).toBe(5 * 6);
  });

  test('refuses a tree that does not fit, and batches of more images than there are', () => {
    const faults = faultsOf('abstraction-planted', 'planted.pixels=100', 'planted.planting=tree').join('\n');
    expect(faults).toContain('expected at least 128, the finest nodes of a tree');
    expect(faultsOf('abstraction-planted', 'planted.images=10').join('\n')).toContain('no step would come');
    expect(faultsOf('abstraction-planted', 'planted.pixels=100', 'planted.planting=random')).toEqual([]);
  });
});
