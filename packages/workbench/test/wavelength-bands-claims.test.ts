import { toObjects } from '@rgflow/store';
import { studies } from '@rgflow/studies';
import { expect, it } from 'vitest';
import { askFigure, askSql, askSummary, ofSeeds, type Row, table } from './written-tables.js';

/** The claims and tables of wavelength bands, asked of rows whose answers are known. */
const cell = { width: 20, depth: 4, sigma_w2: 2, sigma_b2: 0.05, images: 4 } as const;
const scatters = [-0.001, 0, 0.001];

/** Told: 2 in layer 0, and less by (slope ± scatter)|k| in layers 1 and 2; a narrow layer that does not count. */
const told = (snapshot: string, grid: string, slope: number, noise: number) =>
  [1, 2, 3].flatMap((wavenumber) =>
    [0, 1, 2, 3].flatMap((layer) =>
      ofSeeds(scatters, (scatter): Row => {
        const value = layer === 3 ? 99 : 2 - (layer === 0 ? 0 : (slope + scatter) * wavenumber);
        const head = { ...cell, snapshot, grid, band: wavenumber - 1, wavenumber, layer, noise };
        return { ...head, units: layer === 3 ? 10 : 20, mi_lower: value, mi_upper: value + 0.1, reader: value - 0.1 };
      }),
    ),
  );

const both = (snapshot: string, grid: string, slope: number) => [
  // Of the mean over the noises alone is the slope as said.
  ...told(snapshot, grid, slope + 0.05, 1),
  ...told(snapshot, grid, slope - 0.05, 0.1),
];

const tables = [
  table('band_information', [
    ...both('init', 'image', 0).map((row) => ({ ...row, seed: 2 - (row.seed as number) })),
    ...both('init', 'permuted', 0),
    ...both('final', 'image', 0.2),
    ...both('final', 'permuted', 0.1).map((row) => ({ ...row, seed: 2 - (row.seed as number) })),
  ]),
  table(
    'block_wavelength',
    ['majority', 'decimation'].flatMap((rule) =>
      [1, 2, 3].flatMap((wavenumber) =>
        ofSeeds(scatters, (scatter): Row => {
          const information = (rule === 'majority' ? 0.5 : 0.4) - 0.1 * wavenumber + scatter * wavenumber;
          return { coupling: 0.44, rule, wavenumber, information, unrelated: 0 };
        }),
      ),
    ),
  ),
];

it('claims are slopes of means over layers and noises, of one network each', async () => {
  const claims = await studies.find(({ name }) => name === 'wavelength-bands')!.claims!("'s'");
  const rows = toObjects(await askSql(tables, claims));
  const of = (family: string) => rows.filter((row) => row.family === family);
  const found = Object.fromEntries(of('lost').map((row) => [`${row.snapshot} ${row.measure}`, row]));
  expect(Object.keys(found).sort()).toEqual(
    ['final', 'init'].flatMap((snapshot) => ['lower', 'reader', 'upper'].map((measure) => `${snapshot} ${measure}`)),
  );
  for (const measure of ['lower', 'upper', 'reader']) {
    expect(found[`init ${measure}`]).toMatchObject({ difference: expect.closeTo(0, 12), verdict: 'undecided' });
    expect(found[`final ${measure}`]).toMatchObject({ difference: expect.closeTo(0.1, 12), verdict: 'higher' });
  }
  for (const row of of('lost, permuted').filter(({ snapshot }) => snapshot === 'final')) {
    expect(row).toMatchObject({ difference: expect.closeTo(0.1, 12), verdict: 'higher' });
  }
  for (const row of of('first layer')) expect(row.difference).toBeCloseTo(0, 12);
  for (const row of of('trained against random')) expect(row).toMatchObject({ verdict: 'higher' });
  for (const row of of('block rule')) {
    expect(row).toMatchObject({ difference: expect.closeTo(-0.1, 12), verdict: 'lower' });
  }
  expect(of('majority against decimation')).toHaveLength(3);
  for (const row of of('majority against decimation')) expect(row.difference).toBeCloseTo(0.1, 12);
});

it('the closing table has one line for each kind of network and measure', async () => {
  const rows = await askSummary('wavelength-bands', tables);
  expect(rows.map(({ snapshot, measure }) => `${snapshot} ${measure}`)).toEqual(
    ['init', 'final'].flatMap((snapshot) => ['lower', 'reader', 'upper'].map((measure) => `${snapshot} ${measure}`)),
  );
  expect(rows[3]).toMatchObject({
    lost: expect.closeTo(0.2, 12),
    permuted: expect.closeTo(0.1, 12),
    verdict: 'higher',
  });
});

it('the figure has what is lost of each band', async () => {
  const rows = await askFigure('wavelength-bands', 'lost', tables);
  const image = rows.filter(({ snapshot, grid }) => snapshot === 'final' && grid === 'image');
  expect(image.map(({ wavenumber }) => wavenumber)).toEqual([1, 2, 3]);
  image.forEach(({ lost, wavenumber }) => void expect(lost).toBeCloseTo(0.2 * Number(wavenumber), 12));
});
