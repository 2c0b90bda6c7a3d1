import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configureStudy, parametersOf, studyNameOf } from '@rgflow/pipeline';
import { studies, studyFolder } from '@rgflow/studies';
import { afterAll, describe, expect, it, test, vi } from 'vitest';
import { prepareStudy } from '../src/prepared-study.js';
import { type RunReport, runStudy } from '../src/run-study.js';
import { writeAnswer } from '../src/sql.js';
import { sweptBeside } from '../src/swept-beside.js';

vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-closing-'));
afterAll(() => rmSync(folder, { recursive: true }));
let stores = 0;

async function ran(study: string, ...set: readonly string[]): Promise<RunReport> {
  return runStudy(await prepareStudy(study, { set }), { store: join(folder, `${stores++}.duckdb`), jobs: 1 });
}

const SMALL = ['network.depth=5', 'network.width=20', 'network.sigmaW2=1.5', 'dataset.train=200', 'kl.images=4'];
const FEW = [...SMALL, 'dataset.validation=100', 'kl.samples=20', 'fit.skipLast=0', 'training.epochs=1'];
const learned = (...set: readonly string[]) => ran('quickstart', ...FEW, ...set);

describe('the closing table of networks', () => {
  it('averages over seeds, and over nothing else that is swept', async () => {
    const { summary, apart } = await learned('training.learningRate=[0.001, 0.5]', 'seed=[0, 1]');
    expect(apart).toEqual(['training.learningRate']);
    expect(summary!.map((row) => [row['training.learningRate'], row.seeds])).toEqual([
      [0.001, 2],
      [0.5, 2],
    ]);
    const [slow, fast] = summary!;
    expect(slow!.init_a).toBe(fast!.init_a);
    expect(slow!.final_a).not.toBe(fast!.final_a);
    // As each has it alone.
    const { summary: alone, apart: none } = await learned('training.learningRate=0.5', 'seed=[0, 1]');
    expect(none).toEqual([]);
    expect(alone).toEqual([Object.fromEntries(Object.entries(fast!).filter(([name]) => !name.includes('.')))]);
  });

  it('tells apart what only the fits have, and what all have', async () => {
    const { summary, apart } = await learned('fit.skipLast=[0, 1]', 'network.width=[20, 30]');
    expect([...apart].sort()).toEqual(['fit.skipLast', 'network.width']);
    expect(summary).toHaveLength(4);
    expect(new Set(summary!.map((row) => `${row.final_a} ${row.final_b}`)).size).toBe(4);
    expect(new Set(summary!.map((row) => row.accuracy)).size).toBeLessThanOrEqual(2);
    for (const row of summary!) expect(row.seeds).toBe(1);
  });

  it('has a trained network after as many epochs as it was trained', async () => {
    const { summary, apart } = await learned('training.epochs=[1, 2]');
    expect(apart).toEqual([]);
    expect(summary!.map(({ epoch, seeds }) => [epoch, seeds])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(summary![0]!.final_a).not.toBe(summary![1]!.final_a);
    const { summary: alone } = await learned('training.epochs=1');
    expect(alone).toEqual([summary![0]]);
  });
});

it('parts of a table that is a choice of its rows say of how many', async () => {
  const { summary, apart, store } = await ran('ising-1d', 'coupling={ from: 0.1, to: 2, points: 20 }', 'steps=[2, 3]');
  expect(apart).toEqual(['steps']);
  expect(new Set(summary!.map((row) => `${row.steps} ${row.all_rows}`))).toEqual(new Set(['2 40', '3 40']));
  const said = (options: object) =>
    writeAnswer('select count(*) from closing', 'json', () => undefined, { store, ...options });
  const remark = expect.stringMatching(
    /^closing, claims: they take steps for seeds, which the run sweeps; .* its values/,
  );
  expect(await said({ study: 'ising-1d' })).toEqual([remark]);
  expect(await said({ study: 'ising-1d', name: 'ising-1d' })).toEqual([remark]);
});

it('of many combinations some are asked, and that is said', async () => {
  const { summary, remarks } = await ran('ising-1d', 'coupling=1', 'steps={ from: 1, to: 41, step: 1 }');
  expect(summary).toHaveLength(40);
  expect(remarks).toContain('the closing table has 40 of 41 combinations of steps, evenly spread');
});

const files = ['', 'tiny'].flatMap((inner) =>
  readdirSync(join(studyFolder, inner))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(studyFolder, inner, file)),
);

test.each(studies.map(({ name, summary }) => [name, summary] as const))(
  'the closing table of %s says what it tells apart, which its study has',
  async (name, { tellsApart }) => {
    const { study } = await studies.find((each) => each.name === name)!.study();
    const known = parametersOf(study.params).map(({ path }) => path);
    expect(known).toEqual(expect.arrayContaining([...tellsApart!]));
  },
);

test('the studies that come with rgflow sweep what their closing tables tell apart', async () => {
  for (const file of files) {
    const source = { text: readFileSync(file, 'utf8'), file };
    const published = studies.find(({ name }) => name === studyNameOf(source))!;
    const { axes } = configureStudy((await published.study()).study, source, []);
    const beside = sweptBeside(
      published.summary.tellsApart,
      axes.map(({ path }) => path),
    );
    // Two images of one network are told apart by asking for each.
    expect(beside, file).toEqual(file.endsWith('relative-entropy-image.yaml') ? ['kl.image'] : []);
  }
});
