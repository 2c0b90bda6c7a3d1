import { createKernels } from '@rgflow/kernels';
import { layerKl, meanAndVariance, pushForward } from '@rgflow/kl';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { activationsStage } from '../../src/network/activations.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { furtherSamplesStage } from '../../src/network/further-samples.stage.js';
import { historicalSamplesStage } from '../../src/network/historical-samples.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { joinSamplesStage } from '../../src/network/join-samples.stage.js';
import { klStage } from '../../src/network/kl.stage.js';
import { BLOCK_SAMPLES, blockEnds } from '../../src/network/sample-block.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;

const network = { shape: 'wide', depth: 5, width: 24, sigmaW2: 2, sigmaB2: 0.05, seed: 0 };
const [snapshot, activation, images, samples] = ['init', 'tanh', 2, BLOCK_SAMPLES + 300];

/** Of sums of two dozen numbers of order 1 that went through five layers of float32. */
const FLOAT32_ROUNDING = 2e-5;

describe('the ends of blocks', () => {
  test('are full blocks, and what is left', () => {
    expect(blockEnds(2)).toEqual([2]);
    expect(blockEnds(1000)).toEqual([1000]);
    expect(blockEnds(1001)).toEqual([1000, 1001]);
    expect(blockEnds(2500)).toEqual([1000, 2000, 2500]);
  });

  test('of more samples begin with all that were full', () => {
    const amount = fc.integer({ min: 2, max: 100_000 });
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const [fewer, more] = [Math.min(one, other), Math.max(one, other)];
        const [before, after] = [blockEnds(fewer), blockEnds(more)];
        const full = before.filter((end) => end % BLOCK_SAMPLES === 0);
        expect(after.slice(0, full.length)).toEqual(full);
        expect(after.at(-1)).toBe(more);
        expect(after.length).toBe(Math.ceil(more / BLOCK_SAMPLES));
      }),
    );
  });
});

describe('samples in two blocks', () => {
  let inputs: Outputs;
  let first: Outputs;
  let further: Outputs;
  let joined: Outputs;

  beforeAll(async () => {
    const data = await runStage(datasetStage, { dataset: 'mnist', train: 64, validation: 64 });
    const untrained = await runStage(initialiseStage, { ...network, inputs: 784, classes: 10 });
    inputs = { ...untrained, ...data };
    first = await runStage(activationsStage, { snapshot, activation, images, samples: BLOCK_SAMPLES }, inputs);
    further = await runStage(furtherSamplesStage, { snapshot, activation, samples }, { ...inputs, ...first });
    joined = await runStage(joinSamplesStage, {}, { before: first.sampleSums, further: further.sampleSums });
  });

  test('are those that the library draws at once from one stream, image by image', () => {
    const stream = RandomStream.named('activations', { seed: 0 });
    const [weights, biases] = [inputs.weights!, inputs.biases!].map((tensors) =>
      tensors.map(({ data }) => data as Float32Array),
    );
    const kernels = createKernels({ arenaBytes: 2 ** 26 });
    for (let image = 0; image < images; image++) {
      const reference = meanAndVariance(first.preactivations![0]!.data.subarray(24 * image, 24 * (image + 1)) as never);
      const random = stream.split('image', { image });
      const pushed = pushForward({ weights: weights!, biases: biases!, reference, samples, random, kernels });
      pushed.forEach(({ sampleSums }, layer) => {
        const { shape, data } = joined.samples![layer]!;
        expect(shape).toEqual([images, samples, 2]);
        const drawn = data.subarray(2 * samples * image, 2 * samples * (image + 1)) as Float64Array;
        if (layer === 0) expect(drawn).toEqual(sampleSums);
        const worst = drawn.reduce((most, sum, i) => Math.max(most, Math.abs(sum - sampleSums[i]!)), 0);
        expect(worst).toBeLessThan(FLOAT32_ROUNDING * 24);
      });
    }
  });

  test('have the divergence and the standard error over all of them', async () => {
    const both = await runStage(klStage, { snapshot }, { ...first, sampleSums: joined.samples! });
    const rows = both.kl_layer as never as { estimator: string; layer: number; kl: number; samples: number }[];
    expect(rows.every((row) => row.estimator === 'gaussian' || row.samples === images * samples)).toBe(true);
    // Of one image the error is that of the sampling: by √1.3 less than that of the first block.
    const ofOne = (sums: Outputs[string], count: number) =>
      layerKl(
        first.preactivations!.map(({ shape, data }, layer) => ({
          units: shape[1]!,
          ...meanAndVariance(data.subarray(0, shape[1]!) as Float32Array),
          sampleSums: sums[layer]!.data.subarray(0, 2 * count) as Float64Array,
        })),
      );
    const [all, part] = [ofOne(joined.samples!, samples), ofOne(first.sampleSums!, BLOCK_SAMPLES)];
    for (let layer = 1; layer < 5; layer++) {
      expect(part[layer]!.kl.standardError / all[layer]!.kl.standardError).toBeCloseTo(Math.sqrt(1.3), 1);
      expect(Math.abs(part[layer]!.kl.value - all[layer]!.kl.value)).toBeLessThan(3 * part[layer]!.kl.standardError);
    }
  });

  test.each([
    ['further-samples', furtherSamplesStage, 'sampleSums'],
    ['historical-samples', historicalSamplesStage, 'historicalSums'],
  ] as const)('a shorter block of %s is the head of a longer one', async (_, stage, output) => {
    const shorter = await runStage(
      stage,
      { snapshot, activation, samples: BLOCK_SAMPLES + 100 },
      { ...inputs, ...first },
    );
    const longer = await runStage(stage, { snapshot, activation, samples }, { ...inputs, ...first });
    for (let layer = 0; layer < 5; layer++) {
      for (let image = 0; image < images; image++) {
        const short = shorter[output]![layer]!.data.subarray(200 * image, 200 * (image + 1)) as Float64Array;
        const head = longer[output]![layer]!.data.subarray(600 * image, 600 * image + 200) as Float64Array;
        if (layer === 0) expect(short).toEqual(head);
        const worst = short.reduce((most, sum, i) => Math.max(most, Math.abs(sum - head[i]!)), 0);
        expect(worst).toBeLessThan(FLOAT32_ROUNDING * 24);
      }
    }
  });

  test('no block repeats another', () => {
    const [one, other] = [first, further].map(({ sampleSums }) => sampleSums![0]!.data as Float64Array);
    const seen = new Set(one);
    expect(other!.filter((sum) => seen.has(sum))).toHaveLength(0);
  });
});
