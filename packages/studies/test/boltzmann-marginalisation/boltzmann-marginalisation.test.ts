import type { SqlRow } from '@rgflow/drawing';
import { describe, expect, test } from 'vitest';
import { figure as boltzmannCumulants } from '../../src/boltzmann-marginalisation/boltzmann-cumulants.figure.js';
import { figure as boltzmannFlow } from '../../src/boltzmann-marginalisation/boltzmann-flow.figure.js';
import { figure as boltzmannVisible } from '../../src/boltzmann-marginalisation/boltzmann-visible.figure.js';
import { hiddenCumulantsStage } from '../../src/boltzmann-marginalisation/hidden-cumulants.stage.js';
import { hiddenTruncationStage } from '../../src/boltzmann-marginalisation/hidden-truncation.stage.js';
import { layeredCumulantsStage } from '../../src/boltzmann-marginalisation/layered-cumulants.stage.js';
import { randomMarginalisationStage } from '../../src/boltzmann-marginalisation/random-marginalisation.stage.js';
import { threeLayerMarginalisationStage } from '../../src/boltzmann-marginalisation/three-layer-marginalisation.stage.js';
import { runStage } from '../stage-chain.js';

/** Rounding of a few hundred pivots, relative to ln Z. */
const ROUNDING = 1e-13;

type Rows = readonly SqlRow[];

const run = async (stage: Parameters<typeof runStage>[0], params: Readonly<Record<string, unknown>>, seed = 0) =>
  (await runStage(stage, params, {}, seed)) as unknown as Record<string, Rows>;

const randomStack = (params: Readonly<Record<string, number>>, seed = 0) =>
  run(randomMarginalisationStage, { depth: 4, units: 8, visible: 3, g: 0.5, field: 0.5, ...params }, seed);

const column = (rows: Rows, name: string) => rows.map((row) => row[name] as number);

function expectClose(actual: readonly number[], wanted: readonly number[], digits = 14): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, x] of wanted.entries()) expect(actual[i]).toBeCloseTo(x, digits);
}

describe('the three-layer machine', () => {
  // Worked out by hand and by numerical quadrature over the four Gaussian units.
  const probabilities = [
    0.09633077596095975, 0.14512248594491445, 0.09199408718477538, 0.12432391431544933, 0.14114727049791417,
    0.14789017860265313, 0.13051619943733228, 0.1226750880560015,
  ];

  test('has the couplings A (1 - BBᵀ)⁻¹ Aᵀ and the fields of its elimination', async () => {
    const { boltzmann_coupling, boltzmann_field } = await run(threeLayerMarginalisationStage, {});
    const at = (layer: number, rows: Rows) => rows.filter((row) => row.layer === layer);
    expectClose(column(at(1, boltzmann_coupling!), 'induced'), [0.13, 0.07, 0.26]);
    expectClose(column(at(1, boltzmann_field!), 'renormalised'), [0.14, -0.045]);
    expectClose(
      column(at(0, boltzmann_coupling!), 'induced'),
      [
        0.379245578337768, -0.032242917514478, -0.363124119580529, 0.281734230709031, -0.10862419784003753,
        0.417436218500548,
      ],
    );
    expectClose(
      column(at(0, boltzmann_field!), 'renormalised'),
      [0.19239317577085616, -0.18693066207544218, 0.20107215526686492],
    );
    expectClose(column(at(0, boltzmann_field!), 'bare'), [0.1, -0.2, 0.3]);
  });

  test('keeps its partition function, and its visible distribution by layers and by units', async () => {
    const { boltzmann_step, boltzmann_visible } = await run(threeLayerMarginalisationStage, {});
    expect(column(boltzmann_step!, 'layer')).toEqual([1, 0]);
    expectClose(column(boltzmann_step!, 'log_partition'), [6.283014472657398, 6.283014472657398], 13);
    expectClose(column(boltzmann_step!, 'log_partition_deviation'), [0, 0], 13);
    expect(-(boltzmann_step![1]!.constant as number)).toBeCloseTo(3.943047045649138, 13);
    expect(boltzmann_visible!.map((row) => row.state)).toEqual([
      '000',
      '001',
      '010',
      '011',
      '100',
      '101',
      '110',
      '111',
    ]);
    expectClose(column(boltzmann_visible!, 'probability'), probabilities);
    expectClose(column(boltzmann_visible!, 'probability_joint'), probabilities);
    // Without hidden layers the units are independent.
    const on = (field: number) => 1 / (1 + Math.exp(-field));
    expect(boltzmann_visible![5]!.probability_bare).toBeCloseTo(on(0.1) * (1 - on(-0.2)) * on(0.3), 14);
  });
});

describe('random stacks of Gaussian layers', () => {
  test('keep their partition function at every step, and the visible distribution', async () => {
    for (const g of [0.1, 0.5, 0.6]) {
      const { boltzmann_step, boltzmann_visible } = await randomStack({ g, depth: 8, units: 16 });
      expect(column(boltzmann_step!, 'layer')).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
      for (const row of boltzmann_step!) {
        expect(Math.abs((row.log_partition_deviation as number) / (row.log_partition as number))).toBeLessThan(
          ROUNDING,
        );
      }
      expectClose(column(boltzmann_visible!, 'probability'), column(boltzmann_visible!, 'probability_joint'), 13);
    }
  });

  test('have couplings of the norm asked for, renormalised to more but not beyond the bound', async () => {
    const { boltzmann_step } = await randomStack({ g: 0.45, depth: 6 });
    for (const [i, row] of boltzmann_step!.entries()) {
      expect(row.bare_norm).toBeCloseTo(0.45, 12);
      if (i === 0) expect(row.spectral_norm).toBeCloseTo(0.45, 12);
      expect(row.spectral_norm).toBeGreaterThan(0.45 - 1e-12);
      expect(row.spectral_norm).toBeLessThan((row.norm_bound as number) + 1e-12);
    }
  });

  test('of one unit per layer are at the bound, a continued fraction', async () => {
    const { boltzmann_step } = await randomStack({ g: 0.5, depth: 6, units: 1, visible: 1 });
    // k' = (1/4) / (1 - k): 1/4, 1/3, 3/8, 2/5, 5/12, 3/7.
    const norms = [1 / 4, 1 / 3, 3 / 8, 2 / 5, 5 / 12, 3 / 7].map(Math.sqrt);
    expectClose(column(boltzmann_step!, 'spectral_norm'), norms, 12);
    expectClose(column(boltzmann_step!, 'norm_bound'), norms, 12);
  });

  test('of one unit per layer exist up to g = 1 / (2 cos(π/(depth + 1)))', async () => {
    // The precision of the hidden units is tridiagonal, with eigenvalues 1 - 2g cos(πj/(depth + 1)).
    const depth = 5;
    const most = 1 / (2 * Math.cos(Math.PI / (depth + 1)));
    await expect(randomStack({ g: 0.999 * most, depth, units: 1 })).resolves.toBeDefined();
    await expect(randomStack({ g: 1.001 * most, depth, units: 1 })).rejects.toThrow(/has spectral norm 1\.\d+/);
  });

  test('too strongly coupled are refused with their norm', async () => {
    await expect(randomStack({ g: 1.25, depth: 2 })).rejects.toThrow(
      /the coupling of layer 1 to layer 2.*has spectral norm 1\.2(5|49999)\d*; it must be below 1/,
    );
    // A single hidden layer may be coupled as strongly as one likes.
    await expect(randomStack({ g: 1.25, depth: 1 })).resolves.toBeDefined();
  });

  test('have the layers nearest to the visible one in common, whatever the depth', async () => {
    const [shallow, deep] = await Promise.all([randomStack({ depth: 2 }), randomStack({ depth: 6 })]);
    const bare = (rows: Rows, layer: number) =>
      column(
        rows.filter((row) => row.layer === layer),
        'bare',
      );
    expect(bare(shallow.boltzmann_field!, 1)).toEqual(bare(deep.boltzmann_field!, 1));
    expect(bare(shallow.boltzmann_field!, 0)).toEqual(bare(deep.boltzmann_field!, 0));
    const visible = ({ boltzmann_coupling }: Record<string, Rows>) =>
      column(
        boltzmann_coupling!.filter((row) => row.layer === 0),
        'induced',
      );
    const change = visible(deep).map((k, i) => Math.abs(k - visible(shallow)[i]!));
    expect(Math.max(...change)).toBeLessThan(0.02);
    expect(Math.max(...change)).toBeGreaterThan(1e-6);
  });

  test('that are wide have the mean coupling that the mean squares of their couplings predict', async () => {
    const { boltzmann_step } = await randomStack({ g: 0.6, depth: 6, units: 96 });
    for (const row of boltzmann_step!.filter(({ layer }) => (layer as number) > 0)) {
      // Of order 1/units².
      expect((row.mean_coupling as number) / (row.wide_mean_coupling as number)).toBeCloseTo(1, 2);
    }
  });
});

describe('hidden units by their cumulants', () => {
  const sums = async (unitField: number, t: number, order: number) =>
    (await run(hiddenCumulantsStage, { unitField, t, order })).boltzmann_cumulant!;

  test('of a Bernoulli unit in the field 0.3 add up to ln E e^(0.7h)', async () => {
    const rows = (await sums(0.3, 0.7, 4)).filter((row) => row.unit === 'bernoulli');
    expectClose(column(rows, 'kappa'), [0.574442516811659, 0.244458311690746, -0.0363961839555763, -0.114100885237393]);
    expectClose(column(rows, 'partial_sum'), [0.40210976, 0.46200205, 0.4599214, 0.45877992], 8);
    expect(rows[0]!.exact).toBeCloseTo(0.45890644304969563, 15);
  });

  test('of a free spin ±1 are t²/2 - t⁴/12 + t⁶/45', async () => {
    const t = 0.4;
    const rows = (await sums(0, t, 6)).filter((row) => row.unit === 'spin');
    const [second, fourth, sixth] = [t ** 2 / 2, t ** 4 / 12, t ** 6 / 45];
    const [a, b, c] = [second, second - fourth, second - fourth + sixth];
    expectClose(column(rows, 'partial_sum'), [0, a, a, b, b, c]);
    expect(rows[0]!.exact).toBeCloseTo(Math.log(Math.cosh(t)), 15);
  });

  test('converge within the radius and not beyond', async () => {
    const error = async (t: number, order: number) => {
      const row = (await sums(0.3, t, order)).filter(({ unit }) => unit === 'spin').at(-1)!;
      return Math.abs((row.partial_sum as number) - (row.exact as number));
    };
    const radius = Math.hypot(Math.PI / 2, 0.3);
    expect(await error(0.8 * radius, 30)).toBeLessThan(0.1 * (await error(0.8 * radius, 10)));
    expect(await error(1.2 * radius, 30)).toBeGreaterThan(10 * (await error(1.2 * radius, 10)));
  });

  test('give the visible units their distribution: at once if Gaussian, in the limit if not', async () => {
    const { boltzmann_truncation } = await run(hiddenTruncationStage, { unitField: 0.3, scale: 1, order: 12 });
    const errors = (unit: string) =>
      column(
        boltzmann_truncation!.filter((row) => row.unit === unit),
        'largest_difference',
      );
    expect(errors('gaussian')[0]).toBeGreaterThan(1e-3);
    expect(Math.max(...errors('gaussian').slice(1))).toBeLessThan(1e-15);
    expect(errors('bernoulli').at(-1)).toBeLessThan(1e-9);
    expect(errors('spin').at(-1)).toBeLessThan(1e-5);
    for (const row of boltzmann_truncation!) expect(row.relative_entropy).toBeGreaterThan(-1e-15);
  });
});

describe('layers of units that are not Gaussian', () => {
  const layered = (hiddenLayers: number, layerScale: number) =>
    run(layeredCumulantsStage, { hiddenLayers, layerScale });
  const of = (rows: Rows, kind: string, cumulants: number) =>
    rows.filter((row) => row.kind === kind && row.cumulants === cumulants);

  test('have two spins that decimation couples, and those with the pairs alone', async () => {
    const { boltzmann_layer_coupling } = await layered(2, 1);
    const [first, , last] = of(boltzmann_layer_coupling!, 'spin', 2);
    expect([first!.layer, last!.layer, last!.unit, last!.other]).toEqual([1, 1, 1, 1]);
    expectClose([first!.second as number, last!.second as number], [0.13, 0.26]); // BBᵀ
    const visible = of(boltzmann_layer_coupling!, 'spin', 2).find((row) => row.layer === 0)!;
    // |(0.5, -0.3)|² + 2 · 0.5 · (-0.3) tanh J, J the coupling of the two.
    const pair = [0.3, 0.2].map(
      (u, j) => Math.log(Math.cosh(u + [-0.1, 0.5][j]!) / Math.cosh(u - [-0.1, 0.5][j]!)) / 2,
    );
    expect(visible.second).toBeCloseTo(0.34 - 0.3 * Math.tanh(0.07), 14);
    expect(visible.second_exact).toBeCloseTo(0.34 - 0.3 * Math.tanh(pair[0]! + pair[1]!), 14);
    expect(visible.second_weak).toBeCloseTo(0.34 - 0.3 * 0.07, 14);
    expect(visible.second_gaussian).toBeCloseTo(0.379245578337768, 14);
  });

  test('have their distribution better with every two cumulants more where couplings are weak, and not where strong', async () => {
    const entropies = async (kind: string, layerScale: number) => {
      const { boltzmann_layer_truncation } = await layered(3, layerScale);
      return [2, 4, 6].map((order) => of(boltzmann_layer_truncation!, kind, order)[0]!.relative_entropy as number);
    };
    for (const kind of ['spin', 'uniform', 'laplace']) {
      const [pairs, fours, sixes] = await entropies(kind, 0.5);
      expect(fours).toBeLessThan(pairs! / 100);
      expect(sixes).toBeLessThan(fours! / 100);
    }
    // Fields up to 2.42, the series of a uniform unit converging up to 1.81.
    const [, fours, sixes] = await entropies('uniform', 2);
    expect(sixes).toBeGreaterThan(fours!);
  });
});

describe('the figures of marginalisation', () => {
  test('name every coupling strength and state', () => {
    const measured = { norm_se: null, mean: 0.1, mean_se: 0.01, wide: 0.1, seeds: 3 };
    const flow = [0.2, 0.5].flatMap((g) => [1, 2].map((step) => ({ g, step, norm: g, norm_bound: g, ...measured })));
    const svg = boltzmannFlow.draw({ flow });
    for (const g of [0.2, 0.5]) expect(svg).toContain(`>${g}</text>`);
    expect(svg).not.toContain('NaN');
    const visible = ['00', '01', '10', '11'].map((state) => {
      return { state, probability: 0.25, probability_joint: 0.25, probability_bare: 0.25, difference: 0 };
    });
    const screening = [0.2, 0.5].flatMap((g) =>
      [1, 2, 3].map((depth) => ({ g, depth, change: depth === 3 && g === 0.2 ? 1e-18 : 10 ** -depth })),
    );
    const drawn = boltzmannVisible.draw({ visible, screening });
    for (const state of ['00', '01', '10', '11']) expect(drawn).toContain(`>${state}<`);
    expect(drawn).toContain('differ by nothing');
  });

  test('leave out sums that have left for good', () => {
    const sums = ['bernoulli', 'spin'].flatMap((unit) =>
      [1, 2, 3].map((cumulants) => ({ unit, t: 4, cumulants, deviation: 100 ** cumulants })),
    );
    const truncation = [1, 2].map((cumulants) => ({ unit: 'spin', cumulants, deviation: 0.1 }));
    expect(boltzmannCumulants.draw({ sums, truncation }).match(/<circle/g)).toHaveLength(2 + 2);
  });

  test('say what to run when there is nothing to draw', () => {
    expect(() => boltzmannFlow.draw({ flow: [] })).toThrow('rgflow run boltzmann-marginalisation');
  });
});
