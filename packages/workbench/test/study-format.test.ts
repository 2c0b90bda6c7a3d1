import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { studyFileNames, studyFolder } from '@rgflow/studies';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { askFile } from '../src/ask.js';
import { listStudies } from '../src/list-studies.js';
import { prepareStudy } from '../src/prepared-study.js';
import { runStudy } from '../src/run-study.js';
import { examples, expectEnd } from './format-examples.js';

vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-format-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the worked examples of the page', () => {
  test('are fifteen', () => {
    expect(examples.map(({ number }) => Number(number))).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  });

  test.each(examples)('$number has the cells that it says', async ({ number, cells, text }) => {
    const file = join(folder, `example-${number}.yaml`);
    writeFileSync(file, text);
    const { allCells, plan, cells: planned } = await prepareStudy(file);
    expect([allCells, planned]).toEqual([cells, cells]);
    expect(plan.nodes.length).toBeGreaterThan(0);
  });

  test('run, and have the values that they say', async () => {
    const store = join(folder, 'examples.duckdb');
    for (const example of examples.filter(({ text, end }) => text.startsWith('study: ising-1d') && end === null)) {
      const file = join(folder, `example-${example.number}.yaml`);
      const { result } = await runStudy(await prepareStudy(file), { store, jobs: 1 });
      expect(result.status).toBe('complete');
    }
    const cells = await askFile(store)(
      'select distinct name, coupling, field from newest.ising_flow order by name, coupling, field',
    );
    expect(cells.map(({ name, coupling, field }) => `${name} ${coupling} ${field}`)).toEqual([
      'diagonal 0.5 0',
      'diagonal 1 0.25',
      'diagonal 1.5 0.5',
      'diagonal 2 0.75',
      'diagonal 2.5 1',
      ...[0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5].map((coupling) => `even ${coupling} 0`),
    ]);
  });

  test.each(examples.filter(({ number }) => ['11', '12', '14'].includes(number)))(
    '$number goes on from its results to the cells that it says',
    (example) => expectEnd(example, folder),
  );

  test('follow formulas and merge what they have in common', async () => {
    const paramsOf = async (number: number) => {
      const { configured } = await prepareStudy(join(folder, `example-${number}.yaml`));
      return [...configured.cells()] as { network: Record<string, unknown>; training: Record<string, unknown> }[];
    };
    const wide = await paramsOf(9);
    expect(wide.map(({ network, training }) => [network.width, training.learningRate])).toEqual([
      [128, 0.005],
      [256, 0.002],
      [512, 0.002],
    ]);
    const common = await paramsOf(10);
    expect(common.map(({ network }) => [network.width, network.activation, network.sigmaB2])).toEqual(
      [48, 48, 96, 96].map((width) => [width, 'relu', 0.05]),
    );
  });
});

test('the list of studies has every file with its cells, and the study files of a folder', async () => {
  const mine = mkdtempSync(join(tmpdir(), 'rgflow-list-'));
  try {
    writeFileSync(join(mine, 'mine.yaml'), 'study: ising-1d\ntitle: Mine\ncost: 1 s\nsweep: { coupling: [1, 2] }\n');
    writeFileSync(join(mine, 'other.yaml'), 'version: 3\n');
    const listed = await listStudies(mine);
    expect(listed.map(({ file }) => file).sort()).toEqual(['./mine.yaml', ...studyFileNames()].sort());
    expect(listed).toContainEqual({
      file: './mine.yaml',
      name: 'mine',
      study: 'ising-1d',
      title: 'Mine',
      cells: 2,
      cost: '1 s',
    });
    expect(listed.find(({ file }) => file === 'trainability-coarse')).toMatchObject({ cells: 54, cost: '12 min' });
    expect((await listStudies(studyFolder)).map(({ name }) => name).sort()).toEqual(studyFileNames());
  } finally {
    rmSync(mine, { recursive: true });
  }
});
