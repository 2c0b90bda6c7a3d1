import { sampleHfm } from '@rgflow/hfm';
import { PlanBuilder, type Tensor } from '@rgflow/pipeline';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { plantedImagesStage } from '../../src/breadth/planted-images.stage.js';
import { planHeads } from '../../src/machines/head-plan.js';
import { hfmDivergenceStage } from '../../src/machines/hfm-divergence.stage.js';
import { runStage } from '../stage-chain.js';

const SAMPLES = 4000;
const COINS = RandomStream.named('coins').uniform(9 * SAMPLES);
const params = { snapshot: 'final', widths: '30-9', code: 'sampled', replicates: 4 };

/** Codes of a layer of nine units above one of thirty, which is not measured. */
function codesOf(data: ArrayLike<number>): readonly Tensor<'uint8'>[] {
  const below: Tensor<'uint8'> = { layer: 0, shape: [SAMPLES, 4], data: new Uint8Array(4 * SAMPLES) };
  const bits = new Uint8Array(2 * SAMPLES);
  for (let at = 0; at < data.length; at++)
    bits[2 * Math.floor(at / 9) + ((at % 9) >> 3)]! |= data[at]! << ((at % 9) & 7);
  return [below, { layer: 1, shape: [SAMPLES, 2], data: bits }];
}

async function rowsOf(data: ArrayLike<number>) {
  const { hfm_divergence } = await runStage(hfmDivergenceStage, params, { codes: codesOf(data) });
  return hfm_divergence as unknown as readonly Record<string, number | string | null>[];
}

describe('the divergence of codes', () => {
  const states = sampleHfm({ units: 9, g: 0.7, convention: 'A' }, SAMPLES, RandomStream.named('codes'));

  test('of the model itself is that of its null, and its g is found', async () => {
    const [a, b] = await rowsOf(states.data);
    expect(a).toMatchObject({ layer: 1, units: 9, convention: 'A', samples: SAMPLES, dead_units: 0, reason: null });
    expect(b).toMatchObject({ convention: 'B' });
    expect(Math.abs((a!.corrected as number) - (a!.null_divergence as number))).toBeLessThan(0.02);
    expect(Math.abs((a!.g as number) - 0.7)).toBeLessThan(4 * (a!.g_se as number));
    expect(Math.abs(a!.place as number)).toBeLessThan(0.02);
    expect(a!.relabelled_divergence).toBeGreaterThan(0.5);
    expect(a!.shuffled_divergence).toBeGreaterThan(0.05);
    expect(a!.entropy).toBeGreaterThan(a!.resolution as number);
    expect(a!.corrected).toBeLessThan(a!.divergence as number);
  });

  test.each([
    ['a code of one state', () => 0, 'never changed'],
    ['fair coins', (_: number, at: number) => COINS[at]! < 0.5, 'nearly uniform'],
    ['a dead unit', (bit: number, at: number) => (at % 9 === 4 ? 1 : bit), 'unit 4 never changed'],
  ] as const)('of %s is no verdict', async (_, bitOf, reason) => {
    const rows = await rowsOf(Array.from(states.data, (bit, at) => Number(bitOf(bit, at))));
    for (const row of rows) {
      expect(row.reason).toContain(reason);
      expect(row.place).toBeNull();
      expect(row.divergence).toBeLessThan(7);
    }
  });
});

test('heads stand on the images and on each layer, untrained and trained', () => {
  const plan = new PlanBuilder();
  const { images } = plan.add(plantedImagesStage, {
    params: {
      planting: 'random',
      features: 6,
      plantedG: 0.7,
      plantedConvention: 'A',
      pixels: 40,
      contrast: 3,
      images: 100,
      seed: 0,
    },
    inputs: {},
    stream: { seed: 0 },
  });
  const heads = planHeads(plan, {
    visible: 'bernoulli',
    training: { epochs: 2, learningRate: 0.1, weightDecay: 0, batchSize: 20, chain: 'cd', chainSteps: 1 },
    images,
    data: { planting: 'random' },
    seed: 0,
    widths: [20, 10],
    head: 6,
    replicates: 3,
  });
  expect(heads.map(({ snapshot, code, widths }) => `${snapshot} ${code} ${widths}`)).toEqual([
    ...['6', '20-6', '20-10-6'].flatMap((widths) => [`final sampled ${widths}`, `final thresholded ${widths}`]),
    ...['6', '20-6', '20-10-6'].map((widths) => `init thresholded ${widths}`),
  ]);
  const { nodes } = plan.build();
  // Two layers and three heads.
  expect(nodes.filter(({ stage }) => stage.name === 'train-machine')).toHaveLength(2 * 5);
  expect(nodes.filter(({ stage }) => stage.name === 'hfm-divergence')).toHaveLength(9);
});
