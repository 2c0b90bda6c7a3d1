import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lastImages, loadDataset, secondMoments, split } from '@rgflow/dataset';
import { createKernels } from '@rgflow/kernels';
import { meanAndVariance } from '@rgflow/kl';
import { createNativeEngine, initialiseNetwork, preactivations } from '@rgflow/mlp';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { bandInformationStage } from '../../src/wavelength-bands/band-information.stage.js';
import { bandPatterns } from '../../src/wavelength-bands/band-patterns.js';
import { blockWavelengthsStage } from '../../src/wavelength-bands/block-wavelengths.stage.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

type Row = Readonly<Record<string, number | string | null>>;

const random = RandomStream.named('wavelength-bands');
const SIDE = 8;
const pixels = SIDE * SIDE;
const edges = [0.5, 1.5, 2.5, 3.5];

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe('the patterns of a band', () => {
  const options = { side: SIDE, edges, patterns: 4, power: 2, random };
  const bands = bandPatterns(options);

  test('are orthogonal, of one power in every band and grid, and without a mean', () => {
    expect(bands.map(({ grid, band }) => `${grid} ${band}`)).toEqual([
      ...['image 0', 'image 1', 'image 2', 'permuted 0', 'permuted 1', 'permuted 2'],
    ]);
    for (const { values } of bands) {
      for (let m = 0; m < 4; m++) {
        const pattern = values.subarray(m * pixels, (m + 1) * pixels);
        expect(sum(pattern)).toBeCloseTo(0, 10);
        for (let n = 0; n <= m; n++) {
          const other = values.subarray(n * pixels, (n + 1) * pixels);
          expect(sum(pattern.map((value, k) => value * other[k]!))).toBeCloseTo(m === n ? 2 : 0, 10);
        }
      }
    }
  });

  test('vary from pixel to pixel as their wavelength has it, and of the permuted grid all alike', () => {
    const roughness = bands.map(({ values }) => {
      let total = 0;
      for (let m = 0; m < 4; m++) {
        for (let k = 0; k < pixels; k++) {
          const right = k - (k % SIDE) + ((k + 1) % SIDE);
          total += (values[m * pixels + k]! - values[m * pixels + right]!) ** 2;
        }
      }
      return total / 8;
    });
    expect(roughness[0]).toBeLessThan(0.5 * roughness[1]!);
    expect(roughness[1]).toBeLessThan(0.8 * roughness[2]!);
    for (const permuted of roughness.slice(3)) expect(Math.abs(permuted - 2)).toBeLessThan(0.8);
  });
});

test('patterns of power 1 are weak beside the images that the page is of', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../../docs/wavelength-bands.md', import.meta.url)), 'utf8');
  const [, images, power] = /the (\d+) images that are looked at have (\d+) in the mean/.exec(page)!.map(Number);
  const { validation } = split(loadDataset('mnist'), { train: 10_000, validation: 10_000 });
  const { count, pixels, images: data } = validation;
  const meanSquares = secondMoments(lastImages('test', { shape: [count, pixels], data }, images!));
  expect(Math.round((sum(meanSquares) * pixels) / images!)).toBe(power);
});

const widths = [pixels, 60, 60, 10];
const network = initialiseNetwork(widths, { sigmaW2: 2, sigmaB2: 0.05 }, random.split('network'));
const grey = Uint8Array.from(random.split('images').integers(30 * pixels, 256));
const labels = Uint8Array.from(random.split('labels').integers(30, 10));

const tensors = (of: { readonly weights: readonly Float32Array[]; readonly biases: readonly Float32Array[] }) => ({
  weights: of.weights.map((data, layer) => ({ layer, shape: [widths[layer + 1]!, widths[layer]!], data })),
  biases: of.biases.map((data, layer) => ({ layer, shape: [data.length], data })),
  validationImages: [{ layer: 0, shape: [30, pixels], data: grey }],
});
const params = {
  ...{ snapshot: 'init', activation: 'tanh', images: 20, edges, patterns: 4, power: 1, noises: [1, 0.01], draws: 2 },
};
const informationOf = async (of: Parameters<typeof tensors>[0]) =>
  (await runStage(bandInformationStage, params, tensors(of))).band_information as unknown as readonly Row[];

describe('what layers tell of a band', async () => {
  const rows = await informationOf(network);

  test('has a row for each grid, band, layer and noise, within its bounds', () => {
    expect(rows).toHaveLength(2 * 3 * 3 * 2);
    for (const row of rows) {
      const { mi_lower, mi_upper, reader } = row as Record<string, number>;
      expect(mi_lower).toBeGreaterThanOrEqual(0);
      expect(mi_upper).toBeGreaterThanOrEqual(mi_lower!);
      expect(mi_upper).toBeLessThanOrEqual(Math.log(4) + 1e-6);
      expect(reader).toBeLessThanOrEqual(mi_upper! + 0.15);
    }
  });

  test("in the first layer is that of equidistant points at |W(δ - δ')|² = 2 σ_w² P units/pixels", () => {
    const clean = preactivations(network, grey.subarray(10 * pixels))[0]!;
    const { variance } = meanAndVariance(clean);
    const squared = (2 * 2 * 60) / pixels;
    for (const [column, kappa] of [
      ['mi_lower', 8],
      ['mi_upper', 2],
    ] as const) {
      const first = rows.filter((row) => row.layer === 0 && row.noise === 1).map((row) => row[column] as number);
      const expected = Math.log(4) - Math.log1p(3 * Math.exp(-squared / (kappa * variance)));
      expect(Math.abs(sum(first) / first.length / expected - 1)).toBeLessThan(0.2);
    }
  });

  test('is that of a filter, where the first layer is one', async () => {
    // A first layer that lets only the first band through, of as many units as modes.
    const kept = bandPatterns({ side: SIDE, edges, patterns: 4, power: 1, random }).find(({ band }) => band === 0)!;
    const filter = new Float32Array(60 * pixels);
    filter.set(kept.values);
    const filtered = { ...network, weights: [filter, ...network.weights.slice(1)] };
    const found = (await informationOf(filtered)).filter((row) => row.grid === 'image' && row.noise === 1);
    for (const { band, layer, mi_upper } of found) {
      if ((band as number) > 0) expect(mi_upper, `layer ${layer}`).toBeLessThan(1e-4);
    }
    expect(found.find((row) => row.band === 0 && row.layer === 0)!.mi_upper).toBeGreaterThan(0.01);
  });

  test('of a layer that is not finite is nothing, with the reason', async () => {
    const broken = network.weights.map((matrix, layer) => (layer === 1 ? matrix.map(() => Number.NaN) : matrix));
    const found = await informationOf({ ...network, weights: broken });
    for (const row of found) {
      expect(row.mi_lower === null).toBe((row.layer as number) > 0);
      expect(row.reason).toBe((row.layer as number) > 0 ? 'the layer is not finite' : null);
    }
  });
});

describe('the permuted grid', () => {
  const order = random.split('order').permutation(pixels);
  const permuted = <T extends Float32Array | Uint8Array>(values: T): T =>
    values.map((_, n) => values[n - (n % pixels) + order[n % pixels]!]!) as T;
  const kernels = createKernels();
  const training = { learningRate: 0.05, momentum: 0.8, batchSize: 5 };

  test('is a network trained on permuted images: that from permuted first weights is the same one', () => {
    const trained = (start: typeof network, images: Uint8Array) => {
      const engine = createNativeEngine(start, training, kernels);
      engine.trainEpoch({ images, labels });
      const state = engine.state();
      engine.dispose();
      return state;
    };
    const plain = trained(network, grey);
    const [first, ...others] = network.weights;
    const control = trained({ ...network, weights: [permuted(first!), ...others] }, permuted(grey));
    const moved = sum(plain.weights[0]!.map((value, n) => Math.abs(value - first![n]!))) / first!.length;
    expect(moved).toBeGreaterThan(1e-4);
    const apart = permuted(plain.weights[0]!).map((value, n) => Math.abs(value - control.weights[0]![n]!));
    expect(Math.max(...apart)).toBeLessThan(2e-6);
    plain.weights[1]!.forEach((value, n) => void expect(value).toBeCloseTo(control.weights[1]![n]!, 5));
  });
});

test('a chain of the lattice has a row for each rule and wavelength', async () => {
  const lattice = {
    coupling: 0.4,
    size: 8,
    block: 3,
    buffer: 1,
    waves: [0, 3],
    samples: 200,
    bins: 6,
    seed: 0,
  };
  const rows = (await runStage(blockWavelengthsStage, lattice)).block_wavelength as unknown as readonly Row[];
  expect(rows.map(({ rule, wavenumber }) => `${rule} ${wavenumber}`)).toEqual([
    ...['decimation 0', 'decimation 3', 'majority 0', 'majority 3', 'block sum 0', 'block sum 3'],
  ]);
});

describe('the study file', () => {
  test('plans each network once, before and after, and a chain for each seed', () => {
    const counts = new Map<string, number>();
    for (const { stage } of planOf('wavelength-bands').nodes) counts.set(stage.name, (counts.get(stage.name) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ dataset: 1, initialise: 15, train: 15, 'band-information': 30, 'block-wavelengths': 5 },
    });
  });

  test('trains the networks of the study of mutual information', () => {
    const trainings = (name: string, ...sets: readonly string[]) =>
      planOf(name, ...sets)
        .nodes.filter(({ stage }) => stage.name === 'train')
        .map(({ params, stream }) => JSON.stringify([params, stream]));
    const others = new Set(trainings('mutual-information'));
    expect(trainings('wavelength-bands').filter((training) => others.has(training))).toHaveLength(9);
  });

  test('refuses rings with fewer modes than patterns, edges that do not ascend, and blocks with nothing around', () => {
    expect(faultsOf('wavelength-bands', 'bands.patterns=21').join()).toContain('a ring of at least 21 modes');
    expect(faultsOf('wavelength-bands', 'bands.edges=[0.5, 2.5, 2]').join()).toContain('more than the edge before it');
    expect(faultsOf('wavelength-bands', 'lattice.waves=[1, 17]').join()).toContain('half of lattice.size');
    expect(faultsOf('wavelength-bands', 'lattice.buffer=15').join()).toContain('lattice.size');
  });
});
