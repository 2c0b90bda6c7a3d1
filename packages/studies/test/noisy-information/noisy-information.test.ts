import { meanField } from '@rgflow/meanfield';
import { estimate } from '@rgflow/numerics';
import { describe, expect, test } from 'vitest';
import { lossCollapseStage } from '../../src/noisy-information/loss-collapse.stage.js';
import { predictedLossesStage } from '../../src/noisy-information/predicted-losses.stage.js';
import { randomLossesStage } from '../../src/noisy-information/random-losses.stage.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

type Row = Readonly<Record<string, number | string | null>>;

const params = {
  ...{ activation: 'tanh', sigmaB2: 0.05, weightVariances: [0.7, 0.8, 0.9, 1], widths: [60, 120] },
  ...{ depth: 60, samples: 30, correlation: 0.99, noises: [0.001, 0.0001, 0.00001] },
};

const rowsOf = (outputs: object, name: string) => (outputs as Record<string, readonly Row[]>)[name]!;
const numbers = (rows: readonly Row[], column: string) => rows.map((row) => row[column] as number);

const { predicted_loss } = await runStage(predictedLossesStage, params);
const networks = await Promise.all(
  [0, 1, 2, 3].map((seed) => runStage(randomLossesStage, { ...params, seed }, { predicted_loss }, seed)),
);

describe('what is predicted', () => {
  const rows = predicted_loss as unknown as readonly Row[];

  test('has a row for each width, σ_w², noise in both units, and bound', () => {
    expect(rows).toHaveLength(2 * 4 * 2 * 3 * 2);
    const looks = rows.map((row) => [row.units, row.sigma_w2, row.noise_scale, row.noise, row.bound].join(' '));
    expect(new Set(looks).size).toBe(rows.length);
  });

  test('is ξ_c x for inputs near each other', () => {
    for (const row of rows) {
      const { xiC } = meanField(row.sigma_w2 as number, 0.05);
      expect(row.xi_c).toBe(xiC);
      expect((row.infinite_width as number) / xiC / (row.scaled as number)).toBeCloseTo(1, 1);
      expect(row.finite_width).toBeLessThan(row.infinite_width as number);
    }
  });
});

describe('random networks', () => {
  test('lose their inputs where theory has it, to what their number allows', () => {
    const found = networks.map((outputs) => rowsOf(outputs, 'information_loss'));
    found[0]!.forEach((row, n) => {
      const { value, standardError } = estimate(found.map((rows) => rows[n]!.layer as number));
      const correction = (row.infinite_width as number) - (row.finite_width as number);
      const tolerance = 2.5 * (row.scatter as number) + 0.3 * correction;
      expect(Math.abs(value - (row.finite_width as number))).toBeLessThan(tolerance);
      expect(standardError).toBeLessThan(2 * (row.scatter as number));
    });
  });

  test('hand on the same numbers as a tensor, in the order of the rows', () => {
    for (const outputs of networks) {
      const [losses] = (outputs as Record<string, readonly { readonly data: Float64Array }[]>).losses!;
      expect(Array.from(losses!.data)).toEqual(numbers(rowsOf(outputs, 'information_loss'), 'layer'));
    }
  });

  test('say why they have no layer', async () => {
    const [shallow] = await Promise.all([
      runStage(randomLossesStage, { ...params, seed: 0, depth: 3 }, { predicted_loss }),
    ]);
    const rows = rowsOf(shallow!, 'information_loss').filter((row) => row.layer === null);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.reason))).toEqual(new Set(['never within the network']));
  });
});

describe('the collapse', async () => {
  const losses = networks.flatMap((outputs) => (outputs as Record<string, readonly object[]>).losses!);
  const { activation, sigmaB2, correlation, samples } = params;
  const outputs = await runStage(
    lossCollapseStage,
    { activation, sigmaB2, correlation, samples },
    { losses, predicted_loss },
  );

  test('of theory is by ξ_c, and by no other scale', () => {
    const quality = rowsOf(outputs, 'loss_quality').filter(({ whose }) => whose === 'infinite width');
    const scatter = (scaling: string) => quality.find((row) => row.scaling === scaling)!.scatter as number;
    expect(scatter('xi_c')).toBeLessThan(0.01);
    for (const scaling of ['xi_c^(1/2)', 'xi_c^(3/2)', 'xi_q', 'none']) {
      expect(scatter(scaling)).toBeGreaterThan(5 * scatter('xi_c'));
    }
    for (const { log_scale, log_xi_c } of rowsOf(outputs, 'loss_scale').filter(
      (row) => row.whose === 'infinite width',
    )) {
      expect(log_scale).toBeCloseTo(log_xi_c as number, 1);
    }
  });

  test('of networks has a value for each, whose mean is near theory', () => {
    const scales = rowsOf(outputs, 'loss_scale').filter(({ whose }) => whose === 'networks');
    expect(scales).toHaveLength(2 * 4 * 4);
    const last = scales.filter((row) => row.sigma_w2 === 1 && row.noise_scale === 'absolute');
    expect(new Set(last.map(({ seed }) => seed)).size).toBe(4);
    const { value, standardError } = estimate(numbers(last, 'log_scale'));
    expect(Math.abs(value - (last[0]!.log_xi_c as number))).toBeLessThan(5 * standardError + 0.05);
  });

  test('of theory at finite width gives depth over width as what it takes off', () => {
    const size = rowsOf(outputs, 'loss_size').find(
      (row) => row.whose === 'finite width' && row.noise_scale === 'absolute',
    );
    expect(size!.cells).toBe(8);
    expect(size!.size_exponent).toBeCloseTo(1, 0);
  });

  test('has its critical point where theory has it, as far as four scales tell', () => {
    for (const row of rowsOf(outputs, 'loss_divergence')) {
      expect(row.sigma_w2_theory).toBeCloseTo(1.760954639607, 10);
      expect(row.exponent === null).toBe(row.reason !== null);
    }
  });
});

describe('the study file', () => {
  test('plans a network of all widths for each number and kind of inputs, and gathers them', () => {
    const counts = new Map<string, number>();
    for (const { stage } of planOf('noisy-information').nodes)
      counts.set(stage.name, (counts.get(stage.name) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({
      'predicted-losses': 2,
      'random-losses': 20,
      'gather-losses': 18,
      'loss-collapse': 2,
    });
  });

  test('refuses networks that lose nothing, and activations without theory', () => {
    expect(faultsOf('noisy-information', 'network.sigmaW2=[1.2, 2.5]').join()).toContain('the ordered phase');
    expect(faultsOf('noisy-information', 'network.activation=relu').join()).toContain(
      'expected tanh, erf, sigmoid or linear',
    );
  });
});
