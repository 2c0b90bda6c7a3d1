import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDbStore, openStore, toObjects } from '@rgflow/store';
import { studies } from '@rgflow/studies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFigure } from '../src/figures.js';
import { withTables } from '../src/with-tables.js';

/**
 * What studies ask in SQL is tested where a store is; the queries bring their tables with them, so that all share an empty
 * one.
 */
const folder = mkdtempSync(join(tmpdir(), 'rgflow-queries-'));
let store: DuckDbStore;

beforeAll(async () => {
  store = await openStore(join(folder, 'queries.duckdb'), { mode: 'write', owner: 'test' });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Columns that are no text. */
const NUMBERS = new Set([
  'depth',
  'seed',
  'difference',
  'sigma_w2',
  'sigma_b2',
  'epoch',
  'validation_accuracy',
  'information',
]);

describe('a claim of the study nuisance', () => {
  const figure = async () => (await findFigure('nuisance-claims')).figure;

  const claimColumns = 'study, depth, seed, comparison, network, reader, target, expected, difference, reason';
  const training = 'study, sigma_w2, sigma_b2, activation, output, depth, seed, drawing, epoch, validation_accuracy';
  const snapshot =
    'study, sigma_w2, sigma_b2, activation, output, depth, seed, network, role, epoch, target, information';
  const noRows = (name: string, columns: string) =>
    `${name}(${columns}) as (select ${columns.split(', ').map((column) => (NUMBERS.has(column) ? '1' : "''"))} where false)`;

  interface Claim {
    readonly reader?: string;
    readonly target?: string;
    readonly expected: 'more' | 'less';
    readonly differences: readonly (number | null)[];
  }

  async function testsOf(claims: readonly Claim[]) {
    const rows = claims.flatMap(({ reader = 'linear', target = 'label', expected, differences }) =>
      differences.map(
        (difference, seed) =>
          `('nuisance', 10, ${seed}, 'a', 'plain', '${reader}', '${target}', '${expected}', ${difference}::double, if(${difference} is null, 'diverged', null))`,
      ),
    );
    const tables = [
      `nuisance_claim(${claimColumns}) as (values ${rows.join(', ')})`,
      noRows('training', training),
      noRows('nuisance_snapshot', snapshot),
    ];
    return toObjects(await store.query(withTables(tables, (await figure()).queries("'nuisance'").tests!)));
  }

  async function testOf(expected: 'more' | 'less', differences: readonly (number | null)[]) {
    const found = await testsOf([{ expected, differences }]);
    expect(found.length).toBe(1);
    return found[0]!;
  }

  it('compares deep and shallow where they classify equally well, between epochs', async () => {
    // The shallow one ends at 0.7, which the deep one has a quarter of the way from its first to its second epoch.
    const epochs = [
      ['deep', 10, [0.6, 1, 1.1], [0.2, 0.6, 0.8]],
      ['shallow', 3, [0.5, 0.6, 0.7], [0.9, 0.8, 0.5]],
    ] as const;
    const trained: string[] = [];
    const read: string[] = [];
    for (const [role, depth, accuracies, informations] of epochs) {
      for (const seed of [0, 1]) {
        accuracies.forEach((accuracy, n) => {
          const cell = `'nuisance', 2.5, 0.05, 'tanh', 'tanh', ${depth}, ${seed}`;
          trained.push(`(${cell}, null, ${n + 1}, ${accuracy}::double)`);
          for (const target of ['label', 'shift-x', 'shift-y', 'noise']) {
            read.push(
              `(${cell}, 'plain', '${role}', ${n + 1}, '${target}', ${informations[n]! + 0.01 * seed}::double)`,
            );
          }
        });
      }
    }
    const tables = [
      noRows('nuisance_claim', claimColumns),
      `training(${training}) as (values ${trained.join(', ')})`,
      `nuisance_snapshot(${snapshot}) as (values ${read.join(', ')})`,
    ];
    const found = toObjects(await store.query(withTables(tables, (await figure()).queries("'nuisance'").tests!)));
    const difference = (target: string) => found.find((row) => row.target === target)!.difference as number;
    expect(found.map((row) => [row.comparison, row.target, row.expected, row.seeds])).toEqual([
      ['deep against shallow at equal accuracy', 'all nuisances', 'less', 2],
      ['deep against shallow at equal accuracy', 'label', 'more', 2],
      ['deep against shallow at equal accuracy', 'noise', 'less', 2],
      ['deep against shallow at equal accuracy', 'shift', 'less', 2],
    ]);
    expect(difference('label')).toBeCloseTo(0.2 + 0.4 / 4 - 0.5, 12);
    expect(difference('shift')).toBeCloseTo(2 * (0.2 + 0.4 / 4 - 0.5), 12);
    expect(difference('all nuisances')).toBeCloseTo(3 * (0.2 + 0.4 / 4 - 0.5), 12);
  });

  it('is decided by Student’s t at five percent', async () => {
    // Mean 1 and standard deviation 1, so t = √n: 2.236 for five seeds, below 2.776, and 2.646 for seven, above 2.447.
    const five = [1 - Math.sqrt(2), 1, 1, 1, 1 + Math.sqrt(2)];
    const undecided = await testOf('more', five);
    expect(undecided).toMatchObject({ seeds: 5, verdict: 'undecided', as_expected: null });
    expect(undecided.difference).toBeCloseTo(1, 12);
    expect(undecided.difference_se).toBeCloseTo(1 / Math.sqrt(5), 12);
    expect(undecided.t).toBeCloseTo(Math.sqrt(5), 12);
    const seven = [1 - Math.sqrt(3), 1, 1, 1, 1, 1, 1 + Math.sqrt(3)];
    expect(await testOf('more', seven)).toMatchObject({ seeds: 7, verdict: 'more readable', as_expected: true });
  });

  it('is corrected by Holm for all tests of its reader', async () => {
    const weak = [0.1, 0.3, 0.15, 0.22, 0.02];
    const found = await testsOf([
      { target: 'label', expected: 'more', differences: [1, 1.1, 0.9, 1.05, 0.95] },
      { target: 'shift', expected: 'less', differences: weak },
      { target: 'noise', expected: 'less', differences: [-0.3, -0.28, -0.9, -0.1, -0.4] },
      { target: 'rotation', expected: 'less', differences: [1, 1.1, null, 1.05, 0.95] },
      { reader: 'network', expected: 'more', differences: weak },
    ]);
    const linear = (target: string) => found.find((row) => row.target === target)!;
    // scipy.stats.ttest_1samp(differences, 0), and p (m - k + 1) of the three that all seeds have.
    expect(linear('label').p as number).toBeCloseTo(9.29738463666688e-6, 14);
    expect(linear('label').p_holm as number).toBeCloseTo(3 * 9.29738463666688e-6, 14);
    expect(linear('shift').p as number).toBeCloseTo(0.03057334620355062, 12);
    expect(linear('shift').p_holm as number).toBeCloseTo(2 * 0.03057334620355062, 12);
    expect(linear('noise').p as number).toBeCloseTo(0.04264088693947274, 12);
    expect(linear('noise').p_holm as number).toBeCloseTo(2 * 0.03057334620355062, 12);
    expect(linear('rotation')).toMatchObject({ some_seeds: '4 of 5', p: null, p_holm: null });
    expect(found.map(({ target, verdict }) => [target, verdict])).toEqual([
      ['label', 'more readable'],
      ['noise', 'undecided'],
      ['rotation', 'undecided'],
      ['shift', 'undecided'],
    ]);
  });

  it('is of what is read, whatever was expected', async () => {
    expect(await testOf('less', [1, 1.1, 0.9])).toMatchObject({ verdict: 'more readable', as_expected: false });
    expect(await testOf('less', [-1, -1.1, -0.9])).toMatchObject({ verdict: 'less readable', as_expected: true });
    expect(await testOf('more', [-1, -1.1, -0.9])).toMatchObject({ verdict: 'less readable', as_expected: false });
  });

  it('is undecided by one seed, by one that diverged, and by seeds without a spread', async () => {
    expect(await testOf('more', [1])).toMatchObject({ difference_se: null, verdict: 'undecided' });
    expect(await testOf('more', [1, 1.1, 0.9, null])).toMatchObject({ some_seeds: '3 of 4', verdict: 'undecided' });
    expect(await testOf('more', [null, null])).toMatchObject({ difference: null, verdict: 'undecided' });
    expect(await testOf('more', [1, 1, 1])).toMatchObject({ t: null, verdict: 'undecided' });
  });
});

describe('the summary of mutual-information', () => {
  const summaryOf = async (values: readonly string[]) => {
    const columns =
      'study, activation, sigma_w2, seed, noise_scale, noise, noise_scales, noises, bound, phase, xi_c, layer, layer_predicted, layer_formula';
    const table = `information_collapse(${columns}) as (values ${values.join(', ')})`;
    const { summary } = studies.find(({ name }) => name === 'mutual-information')!;
    const sql = (await summary.query("'m'")).replace(/^\s*with/, `with ${table},`);
    return toObjects(await store.query(sql));
  };

  it('has the mean over the networks that pass half of ln M, and says of how many of them', async () => {
    const rows = [
      [1, 'lower', [13, 12, 14], 13.1],
      [1, 'upper', [18, 17, 19], 18.1],
      [1.5, 'lower', [null, 54, 56], null],
      [1.5, 'upper', [null, null, null], null],
    ] as const;
    const values = rows.flatMap(([sigmaW2, bound, layers, predicted]) =>
      layers.map(
        (layer, seed) =>
          `('m', 'tanh', ${sigmaW2}, ${seed}, 'layer', 0.1, '["layer"]', '[0.1]', '${bound}', 'ordered', 3.6, ${layer}::double, ${predicted}::double, 1)`,
      ),
    );
    const found = await summaryOf(values);
    expect(found).toMatchObject([
      { sigma_w2: 1, lower: 13, lower_predicted: 13.1, upper: 18, upper_predicted: 18.1, lower_seeds: null },
      {
        sigma_w2: 1.5,
        lower: 55,
        lower_se: 1,
        lower_seeds: '2 of 3',
        lower_predicted: null,
        upper: null,
        upper_se: null,
      },
    ]);
    expect(found[0]!.lower_se).toBeCloseTo(1 / Math.sqrt(3), 12);
  });

  it('counts no network twice where two cells have a noise in common', async () => {
    const values = ['[0.1]', '[1,0.1]'].flatMap((noises) =>
      ['lower', 'upper'].flatMap((bound) =>
        [12, 14].map(
          (layer, seed) =>
            `('m', 'tanh', 1, ${seed}, 'layer', 0.1, '["layer"]', '${noises}', '${bound}', 'ordered', 3.6, ${layer}, 13, 1)`,
        ),
      ),
    );
    const found = await summaryOf(values);
    expect(found.map(({ noises, lower, lower_se }) => [noises, lower, lower_se])).toEqual([
      ['[0.1]', 13, 1],
      ['[1,0.1]', 13, 1],
    ]);
  });
});
