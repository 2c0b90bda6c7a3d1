import { breadthLadder, digitRung } from '@rgflow/dataset/breadth';
import { measureHfmDivergence, stateCounts } from '@rgflow/hfm';
import { PlanBuilder } from '@rgflow/pipeline';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { breadthImagesStage, contentOf } from '../../src/breadth/breadth-images.stage.js';
import { planBreadth } from '../../src/breadth/breadth-plan.js';
import { independentNumbersStage } from '../../src/breadth/independent-numbers.stage.js';
import { isingImagesStage } from '../../src/breadth/ising-images.stage.js';
import { keptSites } from '../../src/breadth/kept-sites.js';
import { plantedImagesStage } from '../../src/breadth/planted-images.stage.js';
import { runStage } from '../stage-chain.js';

test('images of a rung are balanced over its classes; MNIST needs no digest of what is in it', async () => {
  const parts = [{ set: 'mnist', classes: [0, 1, 2] }] as const;
  expect(contentOf(parts)).toBe('');
  const params = { breadth: 'digits-0-2', parts: JSON.stringify(parts), images: 60, content: '', seed: 0 };
  const { images, labels } = await runStage(breadthImagesStage, params);
  expect(images![0]!.shape).toEqual([60, 784]);
  expect([0, 1, 2].map((label) => [...labels![0]!.data].filter((each) => each === label).length)).toEqual([20, 20, 20]);
  await expect(runStage(breadthImagesStage, { ...params, content: 'kmnist:0' })).rejects.toThrow('plan again');
});

test('a rung is planned by its name and its parts, and drawn anew for each seed', () => {
  const plan = new PlanBuilder();
  const { rungs } = breadthLadder('digits-first', (set) => set === 'mnist');
  for (const seed of [0, 1]) {
    for (const rung of [digitRung(2), ...rungs.slice(1, 3)]) planBreadth(plan, rung, { images: 100, seed });
  }
  const { nodes } = plan.build();
  expect(nodes.map(({ params }) => params.breadth)).toEqual(
    ['digit-2', 'digits-0-1', 'digits-0-2', 'digit-2', 'digits-0-1', 'digits-0-2'].map((name) => name),
  );
  expect(new Set(nodes.map(({ stream }) => JSON.stringify(stream))).size).toBe(6);
});

describe('Ising configurations', () => {
  const params = { dimension: 2, size: 6, couplings: '[0.44]', kept: 'all', arrangement: 'drawn', images: 20, seed: 0 };
  /** Mean product of the spins of neighbouring columns 0 and 1, and of all spins. */
  const correlation = (data: ArrayLike<number>, columns: number) => {
    let [sum, rows] = [0, 0];
    for (let at = 0; at < data.length; at += columns, rows++) sum += data[at] === data[at + 1] ? 1 : -1;
    return sum / rows;
  };

  test('are black and white', async () => {
    const { images } = await runStage(isingImagesStage, params);
    expect(images![0]!.shape).toEqual([20, 36]);
    expect(new Set(images![0]!.data)).toEqual(new Set([0, 255]));
  });

  test('are as many at each of several couplings, to within one', async () => {
    const { images } = await runStage(isingImagesStage, { ...params, couplings: '[0, 20, 0]', images: 11 });
    const ordered = Array.from({ length: 11 }, (_, row) => {
      return new Set(images![0]!.data.subarray(row * 36, (row + 1) * 36)).size === 1;
    });
    expect(ordered).toEqual([false, false, false, true, true, true, true, false, false, false, false]);
  });

  test('have the spins that a decimation keeps, of the same samples', async () => {
    const { images: all } = await runStage(isingImagesStage, params);
    const { images: half } = await runStage(isingImagesStage, { ...params, kept: 'sublattice' });
    expect(half![0]!.shape).toEqual([20, 18]);
    const sites = keptSites({ dimension: 2, size: 6 }, 'sublattice');
    expect(sites.slice(0, 6)).toEqual([0, 2, 4, 7, 9, 11]);
    expect(half![0]!.data[19]).toBe(all![0]!.data[36 + sites[1]!]);
    expect(keptSites({ dimension: 1, size: 6 }, 'sublattice')).toEqual([0, 2, 4]);
  });

  test('know nothing of their neighbours when shuffled, and are as often up as they were', async () => {
    const ring = { ...params, dimension: 1, size: 8, couplings: '[1]', images: 4000 };
    const { images: drawn } = await runStage(isingImagesStage, ring);
    const { images: shuffled } = await runStage(isingImagesStage, { ...ring, arrangement: 'shuffled' });
    expect(correlation(drawn![0]!.data, 8)).toBeGreaterThan(0.7);
    expect(Math.abs(correlation(shuffled![0]!.data, 8))).toBeLessThan(4 / Math.sqrt(4000));
    const up = (data: Uint8Array) => data.filter((value, at) => at % 8 === 3 && value === 255).length;
    expect(up(shuffled![0]!.data as Uint8Array)).toBe(up(drawn![0]!.data as Uint8Array));
  });
});

test.each(['tree', 'random'] as const)(
  'planted images come with their features, which are near the model: %s',
  async (planting) => {
    const params = {
      features: 6,
      plantedG: 0.6,
      plantedConvention: 'A',
      pixels: 64,
      contrast: 0.9,
      images: 4000,
      seed: 0,
      planting,
    };
    const { images, features } = await runStage(plantedImagesStage, params);
    expect(images![0]!.shape).toEqual([4000, 64]);
    const counts = stateCounts({ shape: [4000, 6], data: features![0]!.data });
    const { corrected, g } = measureHfmDivergence(counts, 'A', {
      random: RandomStream.named('planted'),
      replicates: 0,
    });
    expect(Math.abs(corrected.value)).toBeLessThan(0.01);
    expect(Math.abs(g.value - 0.6)).toBeLessThan(4 * g.standardError);
  },
);

test('independent numbers are of their family', async () => {
  const params = { family: 'gamma', parameters: '[2.5, 0.5]', samples: 500, units: 8, seed: 0 };
  const { numbers } = await runStage(independentNumbersStage, params);
  expect(numbers![0]!.shape).toEqual([500, 8]);
  const { data } = numbers![0]!;
  const mean = (data as Float32Array).reduce((a, b) => a + b, 0) / 4000;
  expect(Math.abs(mean - 1.25)).toBeLessThan(4 * Math.sqrt(0.625 / 4000));
});
