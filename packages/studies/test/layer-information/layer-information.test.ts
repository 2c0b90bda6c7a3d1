import type { SqlRow } from '@rgflow/drawing';
import { createKernels } from '@rgflow/kernels';
import { estimate } from '@rgflow/numerics';
import { logAbsDeterminant } from '@rgflow/numerics/determinant';
import { RandomStream } from '@rgflow/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { decimationInformationStage } from '../../src/layer-information/decimation-information.stage.js';
import { informationRatesStage } from '../../src/layer-information/information-rates.stage.js';
import { answer as calculated } from '../../src/layer-information/layer-information.calculator.js';
import { scaledDeterminants } from '../../src/layer-information/measured-network.js';
import { networkLayerInformationStage } from '../../src/layer-information/network-layer-information.stage.js';
import { noisyLayerInformationStage } from '../../src/layer-information/noisy-layer-information.stage.js';
import { normalDeterminantsStage } from '../../src/layer-information/normal-determinants.stage.js';
import { predictedLayerInformationStage } from '../../src/layer-information/predicted-layer-information.stage.js';
import { randomLayerInformationStage } from '../../src/layer-information/random-layer-information.stage.js';
import { randomNetwork } from '../../src/layer-information/random-network.js';
import { shuffledLayerInformationStage } from '../../src/layer-information/shuffled-layer-information.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { determinantsStage } from '../../src/network/determinants.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;

const rowsOf = (outputs: Outputs, name: string) => outputs[name] as unknown as readonly SqlRow[];
const numbers = (rows: readonly SqlRow[], column: string) => rows.map((row) => row[column] as number);

const [WIDTH, DEPTH, SAMPLES] = [60, 4, 2000];
const network = { activation: 'tanh', sigmaW2: 1.76, sigmaB2: 0.05, depth: DEPTH, inputSecondMoment: 0.1 };

describe('random networks of one seed', () => {
  test('have the determinants of the same normal numbers, whatever σ_w²', async () => {
    const outputs = await runStage(normalDeterminantsStage, { width: WIDTH, depth: DEPTH, seed: 3 }, {}, 3);
    const normal = rowsOf(outputs, 'normal_determinant') as unknown as Parameters<typeof scaledDeterminants>[0];
    const stream = RandomStream.named('layer-information', { seed: 3 });
    const kernels = createKernels({ arenaBytes: 2 ** 24 });
    for (const sigmaW2 of [1, 2.52]) {
      const drawn = { width: WIDTH, depth: DEPTH, sigmaW2, sigmaB2: 0.05 };
      const { weights, biases } = randomNetwork(drawn, stream, kernels);
      expect(biases).toHaveLength(DEPTH + 1);
      const scaled = scaledDeterminants(normal, drawn);
      // The weights are rounded to float32 after the factor.
      for (let l = 1; l <= DEPTH; l++) expect(scaled[l]).toBeCloseTo(logAbsDeterminant(weights[l]!), 3);
    }
  });

  test('have the multi-information that theory has for their width, beyond that of infinite width', async () => {
    const predicted = await runStage(predictedLayerInformationStage, { ...network, noises: [] });
    const layers = await Promise.all(
      Array.from({ length: 12 }, async (_, seed) => {
        const normal = await runStage(normalDeterminantsStage, { width: WIDTH, depth: DEPTH, seed }, {}, seed);
        const params = { ...network, width: WIDTH, samples: SAMPLES, seed };
        return rowsOf(
          await runStage(randomLayerInformationStage, params, { ...normal, ...predicted }, seed),
          'layer_information',
        );
      }),
    );
    for (const layer of [1, DEPTH]) {
      const rows = layers.map((of) => of[layer]!);
      const found = estimate(numbers(rows, 'multi_information'));
      const [finite, infinite] = [rows[0]!.finite_width as number, rows[0]!.infinite_width as number];
      expect(found.standardError).toBeLessThan(0.018);
      expect(Math.abs(found.value - finite)).toBeLessThan(4 * found.standardError);
      expect(finite).toBeGreaterThan(infinite + 0.005 * layer);
      expect(new Set(rows.map((row) => row.predicted_reason))).toEqual(new Set([null]));
      // Of the pieces of the divergence those of means and variances are ρ/2 and [-ln(1 - ρ) - ρ]/2.
      const { rho } = rowsOf(predicted, 'predicted_layer_information')[layer] as { rho: number };
      const means = estimate(numbers(rows, 'marginal_means'));
      expect(Math.abs(means.value - rho / 2)).toBeLessThan(0.03);
      expect(
        Math.abs(estimate(numbers(rows, 'marginal_variances')).value + (Math.log(1 - rho) + rho) / 2),
      ).toBeLessThan(0.06);
    }
  });

  test('are bounded with noise, the upper bound near that of infinite width', async () => {
    const noises = [0.1];
    const predicted = await runStage(predictedLayerInformationStage, { ...network, noises });
    const normal = await runStage(normalDeterminantsStage, { width: WIDTH, depth: DEPTH, seed: 0 });
    const params = { ...network, width: WIDTH, samples: 4000, seed: 0, noiseVariance: 0.1, boundedLayers: [1, DEPTH] };
    const rows = rowsOf(
      await runStage(noisyLayerInformationStage, params, { ...normal, ...predicted }),
      'layer_information',
    );
    expect(numbers(rows, 'layer')).toEqual([1, DEPTH]);
    for (const row of rows) {
      const [lower, upper] = [row.multi_information_lower as number, row.multi_information_upper as number];
      expect(lower).toBeGreaterThan(0);
      expect(upper).toBeGreaterThan(lower);
      expect(Math.abs(upper - (row.infinite_width_upper as number))).toBeLessThan(0.1);
      expect(row).toMatchObject({ multi_information: null, noise: 0.1, reason: 'with noise there are bounds only' });
    }
  });
});

describe('networks that are shown images', () => {
  let data: Outputs;
  beforeAll(async () => {
    data = await runStage(datasetStage, { dataset: 'mnist', train: 20, validation: 30 });
  });

  const measure = async ({ weights, biases }: Outputs) => {
    const determinants = await runStage(determinantsStage, { snapshot: 'init' }, { weights });
    const params = { snapshot: 'init', activation: 'tanh', images: 20, samples: SAMPLES };
    const inputs = { weights, biases, ...data, ...determinants };
    return rowsOf(await runStage(networkLayerInformationStage, params, inputs), 'layer_information');
  };
  const draw = (sigmaW2 = 2) =>
    runStage(initialiseStage, {
      ...{ shape: 'wide', depth: 5, width: 30, inputs: 784, classes: 10, sigmaW2, sigmaB2: 0.05, seed: 0 },
    });

  test('are measured as far as they have one width, from the mean and variance that images have', async () => {
    const rows = await measure(await draw());
    expect(numbers(rows, 'layer')).toEqual([0, 1, 2, 3]);
    expect(rows[0]).toMatchObject({ multi_information: 0, predicted_reason: 'the reference layer is that of images' });
    // σ_w² X + σ_b² with X some 0.1.
    expect(rows[0]!.reference_variance).toBeGreaterThan(0.1);
    expect(rows[0]!.reference_variance).toBeLessThan(0.5);
    for (const row of rows.slice(1)) expect(row.multi_information).toBeGreaterThan(0.3 * (row.layer as number));
  });

  test('with their weights in random order have the T of independent weights of that size', async () => {
    const { weights, biases } = await draw();
    // Every unit hears one direction of the layer before as well: a matrix of rank one, as large as what is there.
    const structured = weights!.map((tensor, l) => {
      const { shape, data } = tensor as { shape: readonly number[]; data: Float32Array };
      if (l === 0) return tensor;
      return { ...tensor, data: data.map((w, i) => w + Math.sqrt(2 / 30) * (i % shape[1]! < 15 ? 1 : -1)) };
    });
    const params = { snapshot: 'final', activation: 'tanh', images: 20, samples: SAMPLES };
    const shuffled = async (given: typeof weights) =>
      rowsOf(
        await runStage(shuffledLayerInformationStage, params, { weights: given!, biases: biases!, ...data }),
        'layer_information',
      );
    const [plain, same] = [await measure({ weights: weights!, biases: biases! }), await shuffled(weights)];
    const [before, after] = [
      await measure({ weights: structured as never, biases: biases! }),
      await shuffled(structured as never),
    ];
    const at = (rows: readonly SqlRow[]) => numbers(rows, 'multi_information')[3]!;
    expect(new Set(after.map(({ snapshot }) => snapshot))).toEqual(new Set(['final-shuffled']));
    expect(numbers(after, 'reference_variance')).toEqual(numbers(before, 'reference_variance'));
    expect(Math.abs(at(same) - at(plain))).toBeLessThan(0.2);
    expect(Math.abs(at(after) - at(await measure(await draw(4))))).toBeLessThan(0.3);
    expect(at(before) - at(after)).toBeGreaterThan(0.3);
  });

  test('of which the training has diverged, say so', async () => {
    const drawn = await draw();
    const broken = drawn.weights!.map((tensor, l) =>
      l === 0 ? { ...tensor, data: tensor.data.map(() => Number.NaN) } : tensor,
    );
    const rows = await measure({ ...drawn, weights: broken as never });
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      expect(row).toMatchObject({ multi_information: null, multi_information_upper: null, reference_mean: null });
      expect(row.reason).toBe('the reference layer is not finite or has no variance');
    }
  });
});

test('what a decimation loses is relative entropy, in every lattice', async () => {
  const rows = rowsOf(
    await runStage(decimationInformationStage, { coupling: 0.5, steps: 4, ring: 8 }),
    'decimation_information',
  );
  expect(new Set(rows.map((row) => row.lattice))).toEqual(new Set(['chain', 'ring', 'torus', 'square']));
  for (const row of rows) {
    const lost = (row.relative_entropy as number) * Math.LN2;
    expect(Math.abs(lost - (row.lost as number))).toBeLessThan(1e-12 + (row.lost_bound as number));
  }
});

test('the rates have the critical point among them, or say why there is none', async () => {
  const weightVariances = { from: 1.7, to: 1.8, step: 0.05 };
  const rates = (activation: string, sigmaB2: number) =>
    runStage(informationRatesStage, { activation, sigmaB2, weightVariances });
  const outputs = await rates('tanh', 0.05);
  const [kink] = rowsOf(outputs, 'information_kink');
  const rows = rowsOf(outputs, 'information_rate');
  expect(numbers(rows, 'sigma_w2')).toEqual([1.7, 1.75, kink!.sigma_w2_critical, 1.8]);
  for (const row of rows) {
    const below = (row.sigma_w2 as number) < (kink!.sigma_w2_critical as number);
    const difference = (row.push_forward_rate as number) - (row.multi_information_rate as number);
    if (below) expect(difference).toBeCloseTo(-Math.log(row.chi1 as number) / 2, 12);
    else expect(difference).toBeCloseTo(0, 12);
  }
  const linear = await rates('linear', 0.05);
  expect(rowsOf(linear, 'information_kink')[0]).toMatchObject({
    rate: null,
    reason: expect.stringContaining('linear'),
  });
  expect(rowsOf(linear, 'information_rate')[0]!.reason).toContain('grows from layer to layer');
  const dying = 'preactivations die out in the critical point, q* = 0';
  expect(rowsOf(await rates('tanh', 0), 'information_kink')[0]!.reason).toBe(dying);
  expect(rowsOf(await rates('sigmoid', 0), 'information_kink')[0]!.sigma_w2_critical).toBeCloseTo(103.007554, 6);
});

test.each([
  ['tanh', 0.8, 0],
  ['tanh', 1, 0],
  ['tanh', 2.5, 0],
  ['tanh', 1.5, 0.05],
  ['sigmoid', 2.5, 0],
  ['linear', 1, 0],
  ['linear', 2, 0.05],
] as const)('calculator and stage say the same of %s at σ_w² = %f, σ_b² = %f', async (activation, sigmaW2, sigmaB2) => {
  const weightVariances = { from: sigmaW2, to: sigmaW2, step: 1 };
  const outputs = await runStage(informationRatesStage, { activation, sigmaB2, weightVariances });
  const [rate] = rowsOf(outputs, 'information_rate');
  const { json, values } = calculated({ activation, sigmaW2, sigmaB2, inputSecondMoment: 0.1, depth: 1, noise: 0 });
  expect((json.rates as { multiInformation: number } | null)?.multiInformation ?? null).toBe(
    rate!.multi_information_rate,
  );
  expect((json.kink as { rate: number } | null)?.rate ?? null).toBe(rowsOf(outputs, 'information_kink')[0]!.rate);
  if (rate!.reason !== null) expect(values[0]).toMatchObject({ value: 'none', meaning: rate!.reason });
});

describe('the study file', () => {
  const trainings = (name: string) =>
    new Map(
      planOf(name)
        .nodes.filter(({ stage }) => stage.name === 'train')
        .map(({ params, stream }) => [JSON.stringify(stream), JSON.stringify(params)]),
    );

  test('trains the networks of mutual-information, so that a store has them once', () => {
    const own = trainings('layer-information');
    const others = trainings('mutual-information');
    expect(own.size).toBe(9);
    expect([...others]).toEqual(expect.arrayContaining([...own]));
  });

  test('draws each width once a seed and predicts each variance once', () => {
    const counts = new Map<string, number>();
    for (const { stage } of planOf('layer-information').nodes) {
      counts.set(stage.name as string, (counts.get(stage.name as string) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toMatchObject({
      'normal-determinants': 10 + 20 + 3,
      'predicted-layer-information': 9,
      'random-layer-information': 9 * (10 + 20 + 3),
      'noisy-layer-information': 3 * 3 * 2,
      'network-layer-information': 2 * 9,
      'shuffled-layer-information': 2 * 9,
      'information-rates': 1,
    });
  });

  test('refuses an activation without inverse and noise that cannot be bounded', () => {
    const faults = (...sets: string[]) => faultsOf('layer-information', ...sets).join('\n');
    expect(faults('network.activation=relu')).toContain(
      'expected tanh, erf, sigmoid or linear, which have an inverse, not "relu": what relu pushes forward has no density',
    );
    expect(faults('noise.samples=600')).toContain('expected at least 602, more than twice noise.width');
    expect(faults('noise.layers=[1, 41]')).toContain('expected at most 40, which random.depth is');
  });
});
