import { toObjects } from '@rgflow/store';
import { studies } from '@rgflow/studies';
import { expect, it } from 'vitest';
import { askFigure, askSql, askSummary, ofSeeds, type Row, table } from './written-tables.js';

/** The claims and tables of noisy information, asked of rows whose answers are known. */
const cell = { sigma_b2: 0.05, correlation: 0.99, noise_scale: 'absolute' } as const;
const noises = [-0.01, 0, 0.01];
const NOISES = [0.1, 0.01];

/** Layers a tenth earlier than at infinite width, of which theory has half. */
const losses = [100, 300].flatMap((units) =>
  [1, 1.5].flatMap((sigma_w2) =>
    NOISES.flatMap((noise) =>
      ofSeeds(noises, (scatter): Row => {
        const infinite_width = 10 * sigma_w2 - Math.log(noise);
        return {
          ...{ ...cell, units, sigma_w2, noise, bound: 'lower', infinite_width, finite_width: 0.95 * infinite_width },
          ...{ layer: (0.9 + scatter) * infinite_width, xi_c: 10 * sigma_w2, scaled: noise === 0.1 ? 2 : 4 },
        };
      }),
    ),
  ),
);
// What is not deep does not count.
const shallow = losses.map((row): Row => ({ ...row, noise: 1, scaled: 1, layer: 1000 }));

const quality = (scaling: string, scatter: number, size_order = 2) =>
  ofSeeds(noises, (noise): Row => ({ ...cell, whose: 'networks', scaling, size_order, scatter: scatter + noise }));
const exponents = (corrections: number, exponent: number) => [
  ...ofSeeds(noises, (noise): Row => {
    const found = { exponent: exponent + noise, sigma_w2_critical: 1.7 + noise };
    return { ...cell, whose: 'networks', corrections, ...found, sigma_w2_theory: 1.76 };
  }),
  {
    ...{ ...cell, whose: 'infinite width', corrections, seed: null },
    ...{ exponent: 0.9, sigma_w2_critical: 1.75, sigma_w2_theory: 1.76 },
  },
];

const tables = [
  table('information_loss', [...losses, ...shallow]),
  table('loss_quality', [...quality('xi_c', 0.05), ...quality('xi_c^(1/2)', 0.25), ...quality('xi_c', 9, 0)]),
  table('loss_divergence', [...exponents(0, 1.2), ...exponents(1, 1)]),
  table(
    'loss_scale',
    [1, 1.5].flatMap((sigma_w2) =>
      ofSeeds(noises, (noise): Row => {
        return { ...cell, whose: 'networks', sigma_w2, log_scale: sigma_w2 - 1 + noise, log_xi_c: 3 * (sigma_w2 - 1) };
      }),
    ),
  ),
  table(
    'loss_size',
    ofSeeds(noises, (noise): Row => ({ ...cell, whose: 'networks', cells: 4, size_exponent: 1.1 + noise })),
  ),
];

it('claims are of one network each, of deep looks alone, with verdicts corrected within a family', async () => {
  const claims = await studies.find(({ name }) => name === 'noisy-information')!.claims!("'s'");
  const rows = toObjects(await askSql(tables, claims));
  const of = (family: string) => rows.filter((row) => row.family === family);
  expect(of('earlier')).toHaveLength(4);
  for (const row of of('earlier')) {
    expect(row.difference).toBeCloseTo(0.1, 12);
    expect(row.difference_se).toBeCloseTo(0.01 / Math.sqrt(3), 12);
    expect(row).toMatchObject({ seeds: 3, verdict: 'higher' });
    expect(row.p_holm).toBeCloseTo(4 * (row.p as number), 12);
  }
  for (const row of of('finite width')) expect(row.difference).toBeCloseTo(0.05, 12);
  // The first σ_w² is what the scales are over.
  expect(of('scale')).toHaveLength(1);
  expect(of('scale')[0]!.difference).toBeCloseTo(-1, 12);
  expect(of('collapse').map(({ scaling, difference }) => [scaling, difference])).toEqual([
    ['xi_c^(1/2)', expect.closeTo(0.2, 12)],
  ]);
  expect(of('exponent')).toHaveLength(1);
  expect(of('exponent')[0]).toMatchObject({ corrections: 1, verdict: 'undecided' });
  expect(of('critical point')[0]!.difference).toBeCloseTo(-0.06, 12);
  expect(of('exponent of theory').map(({ difference }) => difference)).toEqual(
    expect.arrayContaining([expect.closeTo(0.3, 12), expect.closeTo(0.1, 12)]),
  );
  expect(of('critical point of theory')[0]!.difference).toBeCloseTo(-0.05, 12);
  expect(of('exponent of size')[0]!.difference).toBeCloseTo(0.1, 12);
});

it('the closing table has one line for each kind of inputs and noise', async () => {
  const rows = await askSummary('noisy-information', tables);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ correlation: 0.99, nu_theory: 0.9, critical_theory: 1.76 });
  expect(rows[0]!.scatter).toBeCloseTo(0.05, 12);
  expect(rows[0]!.half).toBeCloseTo(0.25, 12);
  expect(rows[0]!.nu).toBeCloseTo(1, 12);
  expect(rows[0]!.omega).toBeCloseTo(1.1, 12);
});

it('the figure has what a finite width takes off beside its prediction, by ξ_c/N', async () => {
  const rows = await askFigure('noisy-information', 'sizes', tables);
  expect(rows.map(({ units, size }) => [units, size])).toEqual([
    [100, 0.1],
    [100, 0.15],
    [300, expect.closeTo(1 / 30, 12)],
    [300, 0.05],
  ]);
  for (const row of rows) {
    expect(row.earlier).toBeCloseTo(0.1, 12);
    expect(row.predicted).toBeCloseTo(0.05, 12);
  }
});
