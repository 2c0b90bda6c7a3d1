import { breadthLadder, digitRung } from '@rgflow/dataset/breadth';
import { measureHfmDivergence, stateCounts } from '@rgflow/hfm';
import { PlanBuilder } from '@rgflow/pipeline';
import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import { breadthImagesStage, contentOf } from '../../src/breadth/breadth-images.stage.js';
import { planBreadth } from '../../src/breadth/breadth-plan.js';
import { independentNumbersStage } from '../../src/breadth/independent-numbers.stage.js';
import { isingImagesStage } from '../../src/breadth/ising-images.stage.js';
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

test('Ising configurations are black and white', async () => {
  const params = { dimension: 2, size: 6, coupling: 0.44, images: 20, seed: 0 };
  const { images } = await runStage(isingImagesStage, params);
  expect(images![0]!.shape).toEqual([20, 36]);
  expect(new Set(images![0]!.data)).toEqual(new Set([0, 255]));
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
