import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDbStore, openStore, toObjects } from '@rgflow/store';
import { studies } from '@rgflow/studies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFigure } from '../src/figures.js';

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

describe('a claim of the study nuisance', () => {
  const figure = async () => (await findFigure('nuisance-claims')).figure;

  async function testOf(expected: 'more' | 'less', differences: readonly (number | null)[]) {
    const rows = differences.map(
      (difference, seed) =>
        `('nuisance', 10, ${seed}, 'a', '${expected}', ${difference}::double, if(${difference} is null, 'diverged', null))`,
    );
    const claims = `nuisance_claim(study, depth, seed, comparison, expected, difference, reason) as (values ${rows.join(', ')})`;
    const sql = (await figure()).queries("'nuisance'").tests!.replace(/^\s*with/, `with ${claims},`);
    const found = toObjects(await store.query(sql));
    expect(found.length).toBe(1);
    return found[0]!;
  }

  it('is decided by Student’s t at one percent', async () => {
    // Mean 2, standard deviation 1, so t = 2 √n: 4.47 for five seeds, below 4.604, and 4.90 for six, above 4.032.
    const five = [2 - Math.sqrt(2), 2, 2, 2, 2 + Math.sqrt(2)];
    const undecided = await testOf('more', five);
    expect(undecided).toMatchObject({ seeds: 5, verdict: 'undecided' });
    expect(undecided.threshold).toBeCloseTo(4.604, 3);
    expect(undecided.difference).toBeCloseTo(2, 12);
    expect(undecided.difference_se).toBeCloseTo(1 / Math.sqrt(5), 12);
    expect(undecided.t).toBeCloseTo(2 * Math.sqrt(5), 12);
    const six = [2 - Math.sqrt(2.5), 2, 2, 2, 2, 2 + Math.sqrt(2.5)];
    const supported = await testOf('more', six);
    expect(supported).toMatchObject({ seeds: 6, verdict: 'supported' });
    expect(supported.threshold).toBeCloseTo(4.032, 3);
  });

  it('is contradicted on the other side', async () => {
    expect(await testOf('less', [1, 1.1, 0.9])).toMatchObject({ verdict: 'contradicted' });
    expect(await testOf('less', [-1, -1.1, -0.9])).toMatchObject({ verdict: 'supported' });
    expect(await testOf('more', [-1, -1.1, -0.9])).toMatchObject({ verdict: 'contradicted' });
  });

  it('is undecided by one seed, by one that diverged, and by seeds without a spread', async () => {
    expect(await testOf('more', [1])).toMatchObject({ difference_se: null, verdict: 'undecided' });
    expect(await testOf('more', [1, 1.1, 0.9, null])).toMatchObject({ some_seeds: '3 of 4', verdict: 'undecided' });
    expect(await testOf('more', [null, null])).toMatchObject({ difference: null, verdict: 'undecided' });
    expect(await testOf('more', [1, 1, 1])).toMatchObject({ t: null, verdict: 'undecided' });
  });

  it('has a threshold for any number of seeds', async () => {
    const many = Array.from({ length: 40 }, (_, seed) => seed % 2);
    const of40 = await testOf('more', many);
    expect(of40).toMatchObject({ seeds: 40, verdict: 'supported' });
    expect(of40.threshold).toBeCloseTo(2.708, 3);
    const of300 = await testOf('more', [...many, ...many, ...many, ...many, ...many, ...many, ...many, ...many]);
    expect(of300).toMatchObject({ seeds: 320, verdict: 'supported' });
    expect(of300.threshold).toBeCloseTo(2.626, 3);
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
