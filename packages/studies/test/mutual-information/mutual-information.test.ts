import type { SqlRow } from '@rgflow/drawing';
import { beforeAll, describe, expect, test } from 'vitest';
import { informationCollapseStage } from '../../src/mutual-information/information-collapse.stage.js';
import { mutualInformationStage } from '../../src/mutual-information/mutual-information.stage.js';
import { predictedInformationStage } from '../../src/mutual-information/predicted-information.stage.js';
import { datasetStage } from '../../src/network/dataset.stage.js';
import { initialiseStage } from '../../src/network/initialise.stage.js';
import { runStage } from '../stage-chain.js';

type Outputs = Awaited<ReturnType<typeof runStage>>;
type Rows = readonly SqlRow[];

const rowsOf = (outputs: Outputs, name: string) => outputs[name] as unknown as Rows;
const value = (row: SqlRow | undefined, column: string) => row![column] as number;

const IMAGES = 150;
const WIDTH = 200;
const DEPTH = 24;
/** Such that both bounds collapse within the layers of full width. */
const NOISE = [0.3, 0.03];
const NOISES = { noiseScales: ['absolute', 'layer'], noises: NOISE } as const;

let data: Outputs;

beforeAll(async () => {
  data = await runStage(datasetStage, { dataset: 'mnist', train: 100, validation: IMAGES + 10 });
});

const draw = (sigmaW2: number, seed = 0, depth = DEPTH) =>
  runStage(
    initialiseStage,
    { shape: 'wide', depth, width: WIDTH, inputs: 784, classes: 10, sigmaW2, sigmaB2: 0.05, seed },
    {},
    seed,
  );

const measure = async ({ weights, biases }: Outputs, images = IMAGES, activation = 'tanh'): Promise<Rows> =>
  rowsOf(
    await runStage(
      mutualInformationStage,
      { snapshot: 'init', activation, output: 'tanh', images, ...NOISES, draws: 2, bins: 30 },
      { weights, biases, ...data },
    ),
    'mutual_information',
  );

const predict = (sigmaW2: number, activation = 'tanh') =>
  runStage(
    predictedInformationStage,
    {
      activation,
      sigmaW2,
      sigmaB2: 0.05,
      depth: DEPTH,
      width: WIDTH,
      classes: 10,
      images: IMAGES,
      ...NOISES,
      skipLast: 2,
    },
    data,
  );

describe('the layers of a random network', () => {
  let rows: Rows;
  beforeAll(async () => {
    rows = await measure(await draw(1));
  });
  const noisy = () => rows.filter((row) => row.estimator === 'noisy-channel');
  const rowOf = (layer: number, noise: number, target: string, scale = 'absolute') =>
    noisy().find(
      (row) => row.layer === layer && row.noise === noise && row.target === target && row.noise_scale === scale,
    )!;

  test('have a row for each target, estimator and noise', () => {
    expect(rows).toHaveLength(DEPTH * (2 * NOISE.length * 5 + 3));
    expect(Object.keys(rows[0]!).sort()).toEqual(
      [
        'estimator',
        'layer',
        'mi',
        'mi_lower',
        'mi_se',
        'mi_upper',
        'noise',
        'noise_scale',
        'noise_variance',
        'reason',
        'samples',
        'snapshot',
        'target',
      ].sort(),
    );
  });

  test('tell of their input what they tell of its label, and what they tell beyond it', () => {
    for (const noise of NOISE) {
      for (let layer = 0; layer < DEPTH; layer++) {
        const parts = value(rowOf(layer, noise, 'label'), 'mi') + value(rowOf(layer, noise, 'input given label'), 'mi');
        expect(value(rowOf(layer, noise, 'input'), 'mi')).toBeCloseTo(parts, 10);
      }
    }
  });

  test('lie between their bounds within four standard errors, and these below ln M', () => {
    for (const row of noisy()) {
      const [mi, se, lower, upper] = (['mi', 'mi_se', 'mi_lower', 'mi_upper'] as const).map((name) => value(row, name));
      expect(lower!).toBeLessThanOrEqual(upper!);
      expect(upper!).toBeLessThanOrEqual(Math.log(IMAGES) + 1e-12);
      expect(mi!).toBeGreaterThan(lower! - 4 * se! - 1e-3);
      expect(mi!).toBeLessThan(upper! + 4 * se! + 1e-3);
    }
  });

  test('tell less through more noise', () => {
    for (let layer = 0; layer < DEPTH; layer++) {
      const [more, less] = [rowOf(layer, 0.3, 'input'), rowOf(layer, 0.03, 'input')];
      expect(value(more, 'mi_lower')).toBeLessThanOrEqual(value(less, 'mi_lower'));
      expect(value(more, 'mi_upper')).toBeLessThanOrEqual(value(less, 'mi_upper'));
    }
  });

  test('have noise in units of their own variance, which is near what theory says it is', async () => {
    const { predicted_information } = await predict(1);
    for (let layer = 0; layer < DEPTH; layer++) {
      const own = value(rowOf(layer, 0.3, 'input', 'layer'), 'noise_variance') / 0.3;
      expect(value(rowOf(layer, 0.03, 'input', 'layer'), 'noise_variance') / 0.03).toBeCloseTo(own, 12);
      expect(value(rowOf(layer, 0.3, 'input'), 'noise_variance')).toBe(0.3);
      // At the fixed point 0.1936; the last two layers are narrow.
      if (layer > 5 && layer < DEPTH - 2) expect(Math.abs(own - 0.1936)).toBeLessThan(0.07);
    }
    // 0.1936 of the noise: what the theory says of 0.3 q* is what it says of s² = 0.058, between 0.3 and 0.03.
    const at = (scale: string, noise: number) =>
      (predicted_information as unknown as Rows).find(
        (row) => row.noise_scale === scale && row.noise === noise && row.layer === 12 && row.target === 'input',
      );
    expect(value(at('layer', 0.3), 'mi_lower')).toBeGreaterThan(value(at('absolute', 0.3), 'mi_lower'));
    expect(value(at('layer', 0.3), 'mi_lower')).toBeLessThan(value(at('absolute', 0.03), 'mi_lower'));
  });

  test('tell the same of ten times the weights, with noise in units of their variance', async () => {
    const { weights, biases } = await draw(1, 0, 2);
    const times = (outputs: unknown) =>
      (outputs as readonly { data: Float32Array }[]).map((layer) => ({
        ...layer,
        data: layer.data.map((w) => 10 * w),
      }));
    const scaled = { weights: times(weights), biases: times(biases) } as unknown as Outputs;
    const first = (found: Rows, scale: string) =>
      found.find(
        (row) =>
          row.layer === 0 && row.noise === 0.3 && row.noise_scale === scale && row.target === 'input' && row.mi_upper,
      );
    const [once, tenfold] = [await measure({ weights, biases } as Outputs), await measure(scaled)];
    for (const column of ['mi', 'mi_lower', 'mi_upper']) {
      expect(value(first(tenfold, 'layer'), column)).toBeCloseTo(value(first(once, 'layer'), column), 4);
      expect(value(first(tenfold, 'absolute'), column)).toBeGreaterThan(value(first(once, 'absolute'), column));
    }
  });

  test('read off in bins show ln M where the information through noise is long gone: the negative control', () => {
    const binned = (layer: number) =>
      value(
        rows.find((row) => row.estimator === 'binning' && row.target === 'input' && row.layer === layer),
        'mi',
      );
    expect(value(rowOf(20, 0.3, 'input'), 'mi')).toBeLessThan(0.5);
    expect(binned(20)).toBeGreaterThan(0.95 * Math.log(IMAGES));
  });
});

const collapse = async (sigmaW2: number, activation = 'tanh'): Promise<Rows> => {
  const { predicted_collapse } = await predict(sigmaW2, activation);
  const mutual_information = await measure(await draw(sigmaW2), IMAGES, activation);
  return rowsOf(
    await runStage(informationCollapseStage, { skipLast: 2 }, { mutual_information, predicted_collapse }),
    'information_collapse',
  );
};

describe('prediction and simulation', () => {
  test('agree on where an ordered network of 200 units loses its input', async () => {
    const rows = await collapse(1);
    expect(rows).toHaveLength(2 * 3 * NOISE.length);
    // Those in units of the variance of the layer come later, the last of them beyond the end of the network.
    const predicted = rows.filter(({ bound, layer_formula }) => bound !== 'drawn' && (layer_formula as number) < 21);
    expect(predicted).toHaveLength(7);
    for (const row of predicted) {
      expect(Math.abs(value(row, 'layer') - value(row, 'layer_predicted'))).toBeLessThan(FINITE_WIDTH);
      expect(Math.abs(value(row, 'layer_formula') - value(row, 'layer_predicted'))).toBeLessThan(1.5);
    }
    const at = (noise: number, bound: string, scale = 'absolute') =>
      rows.find((row) => row.noise === noise && row.bound === bound && row.noise_scale === scale);
    for (const noise of NOISE) {
      const [lower, drawn, upper] = ['lower', 'drawn', 'upper'].map((bound) => value(at(noise, bound), 'layer'));
      expect(lower!).toBeLessThan(drawn!);
      expect(drawn!).toBeLessThan(upper!);
      expect(at(noise, 'drawn')).toMatchObject({
        layer_predicted: null,
        predicted_reason: 'only its bounds are predicted',
      });
    }
    // The formula: a tenth of the noise lasts ξ_c ln 10 longer, and the bounds are ξ_c ln 4 apart.
    const formula = (noise: number, bound: string) => value(at(noise, bound), 'layer_formula');
    const xi = value(rows[0], 'xi_c');
    expect(xi).toBeCloseTo(3.62697562, 7);
    expect(formula(0.03, 'lower') - formula(0.3, 'lower')).toBeCloseTo(xi * Math.log(10), 10);
    expect(formula(0.3, 'upper') - formula(0.3, 'lower')).toBeCloseTo(xi * Math.log(4), 10);
    // Noise in units of q*, which is below 1, is less.
    const relative = value(at(0.3, 'lower', 'layer'), 'layer_formula') - formula(0.3, 'lower');
    expect(relative).toBeCloseTo(-xi * Math.log(0.193592520245), 6);
  });

  test('agree that a chaotic one never does', async () => {
    for (const row of await collapse(2.5)) {
      expect(row.phase).toBe('chaotic');
      for (const column of ['layer', 'layer_predicted', 'layer_formula']) expect(row[column]).toBeNull();
      expect(row.layer_reason).toBe('never within the network');
    }
  });
});

describe('networks of other activations', () => {
  test.each([
    ['erf', 0.8],
    ['relu', 1.5],
    ['sigmoid', 16],
  ])('of %s lose their input where theory has it, σ_w² = %d', async (activation, sigmaW2) => {
    const rows = (await collapse(sigmaW2, activation)).filter(({ bound }) => bound !== 'drawn');
    for (const row of rows) {
      expect(row.phase).toBe('ordered');
      expect(Math.abs(value(row, 'layer') - value(row, 'layer_predicted'))).toBeLessThan(FINITE_WIDTH);
    }
  });

  test('of which the variance grows without end have no formula, and say why', async () => {
    for (const row of (await collapse(2.5, 'relu')).filter(({ bound }) => bound !== 'drawn')) {
      expect(row).toMatchObject({ phase: 'unbounded', xi_c: null, layer_formula: null });
      expect(row.formula_reason).toContain('relu: the variance grows from layer to layer without end');
    }
  });

  test('are read off in bins of their own range', async () => {
    for (const activation of ['sigmoid', 'linear']) {
      const rows = await measure(await draw(1, 0, 4), IMAGES, activation);
      const binned = rows.find((row) => row.estimator === 'binning' && row.target === 'input' && row.layer === 0);
      expect(value(binned, 'mi')).toBeCloseTo(Math.log(IMAGES), 10);
    }
  });
});

/**
 * Layers by which one network of 200 units may be off: the correlation's fluctuations, of relative size √(l/N), times ξ_c.
 */
const FINITE_WIDTH = 2.5;

describe('what cannot be measured', () => {
  test('a network that has diverged has no value in any row, of as many as another', async () => {
    const network = await draw(1, 0, 4);
    const biases = (network.biases as unknown as readonly { layer: number; shape: number[]; data: Float32Array }[]).map(
      (layer) => ({
        ...layer,
        data: layer.data.map(() => Number.NaN),
      }),
    );
    const rows = await measure({ ...network, biases } as unknown as Outputs);
    expect(rows).toHaveLength(4 * (2 * NOISE.length * 5 + 3));
    for (const row of rows) {
      for (const name of ['mi', 'mi_lower', 'mi_upper', 'mi_se']) expect(row[name]).toBeNull();
      expect(row.reason).toBe('the layer is not finite');
    }
  });

  test('noise in units of the variance of a layer that has none', async () => {
    const zero = (outputs: unknown) =>
      (outputs as readonly { data: Float32Array }[]).map((layer) => ({ ...layer, data: layer.data.map(() => 0) }));
    const { weights, biases } = await draw(1, 0, 2);
    const rows = await measure({ weights: zero(weights), biases: zero(biases) } as unknown as Outputs);
    expect(rows).toHaveLength(2 * (2 * NOISE.length * 5 + 3));
    for (const row of rows.filter(({ noise_scale }) => noise_scale === 'layer')) {
      expect(row).toMatchObject({ mi: null, mi_se: null, reason: 'the layer has no variance' });
    }
    const absolute = rows.filter(({ noise_scale, target }) => noise_scale === 'absolute' && target === 'input');
    for (const row of absolute) expect(value(row, 'mi')).toBeCloseTo(0, 10);
  });

  test('more images than there are', async () => {
    await expect(measure(await draw(1, 0, 4), IMAGES + 11)).rejects.toThrow(
      `mutual-information: images is ${IMAGES + 11} but the validation set has ${IMAGES + 10}; ask for fewer.`,
    );
  });
});
