import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PublishedStudy } from '@rgflow/studies';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  calculate,
  drawFigure,
  explainInstances,
  figureOfStudy,
  planStudy,
  prepareStudy,
  type RunReport,
  runStudy,
  writeFigure,
} from '../src/index.js';

/**
 * A study of somebody else's, in a folder of theirs: stage, figure, closing table, calculator and meanings in modules of
 * their own.
 */
const modules = {
  'package.json': '{ "name": "coins", "version": "1.0.0", "type": "module" }',
  'entropy.stage.js': `
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { entropy } from './entropy.js';
export const entropyStage = defineStage({
  name: 'coin-entropy',
  module: import.meta.url,
  params: z.strictObject({ bias: z.number() }),
  inputs: {},
  outputs: { coin: table({ entropy: 'float64' }) },
  run: ({ params: { bias } }) => ({ coin: [{ entropy: entropy(bias) }] }),
});`,
  'entropy.js': 'export const entropy = (p) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);',
  'coins.study.js': `
import { defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { entropyStage } from './entropy.stage.js';
export const study = defineStudy({
  name: 'coins',
  title: 'The entropy of coins',
  params: z.strictObject({ bias: z.number().gt(0).lt(1).default(0.5).describe('probability of heads') }),
  build: (plan, { bias }) => plan.add(entropyStage, { params: { bias }, inputs: {} }),
});
export const tables = { coin: { about: 'Coins, one a row', columns: { entropy: { unit: 'nats', meaning: 'Shannon entropy' } } } };`,
  'coins.figure.js': `
export const figure = {
  title: 'Coins',
  caption: 'Entropy of coins.',
  queries: (study) => ({ coins: 'select bias, entropy from coin where study = ' + study + ' order by bias' }),
  draw: ({ coins }) => '<svg xmlns="http://www.w3.org/2000/svg">' + coins.map(({ entropy }) => '<text>' + entropy.toFixed(4) + '</text>').join('') + '</svg>',
};`,
  'crooked.figure.js': `
import { figure as coins } from './coins.figure.js';
export const figure = {
  ...coins,
  ofSomeRuns: true,
  queries: (study) => ({ coins: 'select bias, entropy from coin where bias > 0.9 and study = ' + study }),
};`,
  'coin.calculator.js': `
import { entropy } from './entropy.js';
export const answer = ({ bias }) => ({ json: { entropy: entropy(bias) }, values: [{ symbol: 'S', value: entropy(bias), meaning: 'nats' }] });`,
  'index.js': `
export const coins = {
  name: 'coins',
  study: () => import('./coins.study.js'),
  summary: {
    query: (study) => 'select bias, entropy from coin where study = ' + study + ' order by bias',
    columns: [{ header: 'p', value: 'bias' }, { header: 'S', value: 'entropy', digits: 4 }],
  },
  figures: { coins: () => import('./coins.figure.js'), crooked: () => import('./crooked.figure.js') },
  calculators: {
    coin: {
      summary: 'the entropy of a coin', description: 'The entropy of a coin, in nats.', example: '--bias 0.5',
      options: { bias: { kind: 'number', symbol: 'p', meaning: 'probability of heads', required: true } },
      answer: () => import('./coin.calculator.js'),
    },
  },
};`,
  'coins.yaml': 'study: coins\nsweep: { bias: [0.5, 0.75] }\n',
};

const folder = mkdtempSync(join(tmpdir(), 'rgflow-door-'));
const file = join(folder, 'coins.yaml');
const store = join(folder, 'coins.duckdb');
let studies: readonly PublishedStudy[];
let report: RunReport;

beforeAll(async () => {
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text);
  symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'), 'dir');
  const { coins } = (await import(pathToFileURL(join(folder, 'index.js')).href)) as { coins: PublishedStudy };
  studies = [coins];
  report = await runStudy(await prepareStudy(file, {}, studies), { store, jobs: 1 });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('runs, with its closing table', () => {
  expect(report.remarks).toEqual([]);
  expect(report.result).toMatchObject({ status: 'complete', counts: { executed: 2, hit: 0 } });
  expect(report.summary).toMatchObject([{ bias: 0.5 }, { bias: 0.75 }]);
  expect(report.summary![1]!.entropy).toBeCloseTo(0.5623, 4);
});

it('has nothing to do the second time, and says why if a module of it has changed', async () => {
  const prepared = await prepareStudy(file, {}, studies);
  expect((await planStudy(prepared, { store })).stages).toMatchObject([{ stage: 'coin-entropy', hits: 2, toRun: 0 }]);
  const changed = modules['entropy.js'].replace('-p *', '-1 * p *');
  writeFileSync(join(folder, 'entropy.js'), changed);
  const { explanations } = await explainInstances(prepared, 'coin-entropy@{bias=0.75}', { store });
  expect(explanations).toMatchObject([{ outcome: 'run', reason: expect.stringMatching(/^code: .*entropy/) }]);
  writeFileSync(join(folder, 'entropy.js'), modules['entropy.js']);
});

it('is drawn', async () => {
  const { study, ask, ...figure } = await figureOfStudy('coins', { store }, studies);
  await writeFigure(await drawFigure(figure, study, ask), join(folder, 'coins.svg'));
  expect(readFileSync(join(folder, 'coins.svg'), 'utf8')).toContain('0.5623');
  await expect(figureOfStudy('coin', { store }, studies)).rejects.toThrow('did you mean coins?');
});

it('is silent about a figure that only some runs have rows of, and draws it where there are some', async () => {
  const drawn = ({ figures }: RunReport) =>
    figures.filter((figure) => figure.endsWith('.svg')).map((figure) => basename(figure));
  expect(drawn(report)).toEqual(['coins.svg']);
  const prepared = await prepareStudy(file, { set: ['bias=[0.5, 0.95]'] }, studies);
  expect(drawn(await runStudy(prepared, { store: join(folder, 'crooked.duckdb'), jobs: 1 }))).toEqual([
    'coins.svg',
    'crooked.svg',
  ]);
});

it('calculates', async () => {
  expect((await calculate('coin', { bias: 0.5 }, studies)).json.entropy).toBeCloseTo(Math.log(2), 12);
  await expect(calculate('coin', {}, studies)).rejects.toThrow('calc coin: bias is missing; give a number.');
  await expect(calculate('coin', { bias: 0.5, base: 2 }, studies)).rejects.toThrow('base is no option');
});

it('says what its tables hold', async () => {
  const { ask } = await figureOfStudy('coins', { store }, studies);
  const comments = await ask(
    "select column_name, comment from duckdb_columns() where table_name = 'coin' and comment is not null",
  );
  expect(comments).toContainEqual({ column_name: 'entropy', comment: 'nats; Shannon entropy' });
  expect(comments).toContainEqual({ column_name: 'bias', comment: 'probability of heads' });
});
