import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { askFile } from '../src/ask.js';
import { explainInstances } from '../src/explanation.js';
import { drawFigure } from '../src/figure-file.js';
import { figureOfStudy, figureToWatch } from '../src/figures.js';
import { forget } from '../src/keeping.js';
import { prepareStudy } from '../src/prepared-study.js';
import { type RunReport, runStudy } from '../src/run-study.js';
import { writeAnswer } from '../src/sql.js';
import { withTables } from '../src/with-tables.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-names-'));
const store = join(folder, 'names.duckdb');
const write = (file: string, text: string): string => {
  writeFileSync(join(folder, file), text);
  return join(folder, file);
};
const own = write('ising-1d.yaml', 'study: ising-1d\nparams: { steps: 3 }\nsweep: { coupling: [1, 2] }\n');
const other = write('mine.yaml', 'study: ising-1d\nparams: { steps: 3 }\nsweep: { coupling: [3] }\n');
const named = write('some.yaml', 'study: ising-1d\nname: weak\nparams: { steps: 3 }\nsweep: { coupling: [0.5] }\n');
const run = async (file: string, options: object = {}): Promise<RunReport> =>
  runStudy(await prepareStudy(file, options), { store, jobs: 1 });

/** The answer as CSV without its head, and what is said beside it. */
async function sql(statement: string, options: object = {}): Promise<{ rows: string[]; said: readonly string[] }> {
  const parts: Uint8Array[] = [];
  const said = await writeAnswer(statement, 'csv', (part) => void parts.push(part), { store, ...options });
  return { rows: Buffer.concat(parts).toString().trim().split(/\r?\n/).slice(1), said };
}
const COUPLINGS = 'select distinct coupling from ising_flow order by coupling';

describe('results of several files of one study', () => {
  let reports: RunReport[];
  beforeAll(async () => {
    reports = [await run(other), await run(named)];
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are called as the file, or as it says', async () => {
    expect((await prepareStudy(other)).name).toBe('mine');
    expect((await prepareStudy(named)).name).toBe('weak');
    expect((await prepareStudy('trainability-coarse')).name).toBe('trainability-coarse');
    expect((await prepareStudy(other, { name: 'strong' })).name).toBe('strong');
    await expect(prepareStudy(other, { name: 'a/b' })).rejects.toThrow('--name a/b: a name has letters, digits');
    const bad = write('bad.yaml', 'study: ising-1d\nname: ../x\n');
    await expect(prepareStudy(bad)).rejects.toThrow('bad.yaml:2: name: a name has letters, digits');
  });

  it('are told of where plain tables and figures have none of the own name', async () => {
    const { rows, said } = await sql(COUPLINGS);
    expect(rows).toEqual([]);
    expect(said).toEqual([
      'ising_flow: the store has no results called ising-1d, but weak, mine: --name weak shows the newest.',
    ]);
    await expect(figureOfStudy('ising-1d-flow', { store })).rejects.toThrow('but weak, mine: --name weak');
  });

  it('never hide one another, in tables, figures and folders', async () => {
    reports.push(await run(own));
    expect(reports.map(({ summary }) => summary!.map(({ coupling }) => coupling))).toEqual([[3], [0.5], [1, 2]]);
    const folders = reports.map(({ figures }) => basename(join(figures[0]!, '..')));
    expect(folders).toEqual(['mine', 'weak', 'ising-1d']);
    expect(reports.flatMap(({ figures }) => figures).every((file) => existsSync(file))).toBe(true);
    expect((await sql(COUPLINGS)).rows).toEqual(['1', '2']);
    expect((await sql(COUPLINGS, { name: 'mine' })).rows).toEqual(['3']);
    expect((await sql('select distinct name, coupling from newest.ising_flow order by all')).rows).toEqual([
      'ising-1d,1',
      'ising-1d,2',
      'mine,3',
      'weak,0.5',
    ]);
    const draw = async (name?: string) => {
      const { study, ask, ...figure } = await figureOfStudy('ising-1d-flow', { store, name });
      return (await drawFigure(figure, study, ask)).svg;
    };
    const drawn = readFileSync(join(folder, 'figures', 'weak', 'ising-1d-flow.svg'), 'utf8');
    expect(drawn).toContain(await draw('weak'));
    expect(drawn).not.toContain(await draw());
    expect(await figureToWatch('ising-1d-flow', { store, name: 'weak' })).toMatchObject({ called: 'weak' });
  });

  it('are asked for by a run as well', async () => {
    const [{ result }] = reports as [RunReport];
    expect((await sql(COUPLINGS, { run: result.runId })).rows).toEqual(['3']);
    expect((await sql(COUPLINGS, { run: result.runId.slice(0, -1) })).rows).toEqual(['3']);
    await expect(sql(COUPLINGS, { run: '2' })).rejects.toThrow('--run 2: several runs begin so');
    await expect(sql(COUPLINGS, { run: 'x' })).rejects.toThrow('--run x: the store has no such run');
    await expect(sql(COUPLINGS, { run: 'x', name: 'mine' })).rejects.toThrow('give one of them');
    await expect(sql(COUPLINGS, { name: 'weka' })).rejects.toThrow('no results of that name; did you mean weak?');
    await expect(figureOfStudy('kl-by-depth', { store, name: 'weak' })).rejects.toThrow('is no figure of ising-1d');
  });

  it('are what an instance is compared with', async () => {
    const prepared = await prepareStudy(own, { set: ['coupling=[3]', 'steps=2'] });
    const differencesTo = async (of: object) => {
      const { explanations } = await explainInstances(prepared, 'chain-flow', { store, ...of });
      return explanations[0]!.nearest!.differences.map(({ name, before }) => `${name} ${before}`);
    };
    expect(await differencesTo({ name: 'weak' })).toEqual(expect.arrayContaining([expect.stringContaining('0.5')]));
    expect((await differencesTo({ name: 'mine' })).join()).not.toContain('coupling');
  });

  it('are taken the place of by those of the same file only, and not in silence', async () => {
    const again = await run(own);
    expect(again.replaced).toBeNull();
    const replacing = await run(own, { set: ['coupling=[4]', 'steps=2'] });
    expect(replacing.replaced).toEqual({
      runId: again.result.runId,
      name: 'ising-1d',
      differing: ['steps', 'coupling'],
    });
    const second = write('second.yaml', 'study: ising-1d\nname: weak\n');
    await expect(run(second)).rejects.toThrow(
      /second\.yaml: the results called 'weak' in .* are those of .*some\.yaml/,
    );
    await expect(run('ising-1d')).rejects.toThrow("the file ising-1d.yaml of rgflow: the results called 'ising-1d'");
    await expect(run('mean-field', { name: 'weak' })).rejects.toThrow('those of the study ising-1d');
    expect(await askFile(store)("select count(*) as runs from run where name = 'weak'")).toEqual([{ runs: 1 }]);
  });

  it('are kept by name, and forgotten where another run of the name took their place', async () => {
    const { runIds } = await forget([], { store, superseded: true });
    expect(runIds).toHaveLength(2);
    const left = await askFile(store)('select distinct name from newest.ising_flow order by name');
    expect(left.map(({ name }) => name)).toEqual(['ising-1d', 'mine', 'weak']);
  });
});

describe('a statement with tables of its own', () => {
  it.each([
    ['select * from t', 'with t as (x)\nselect * from t'],
    ['  -- a remark\n from t', 'with t as (x)\nfrom t'],
    ['with a as (from t) from a', 'with t as (x),\na as (from t) from a'],
    ['with recursive a as (from t) from a', 'with recursive t as (x),\na as (from t) from a'],
    ['describe t', 'describe with t as (x)\nfrom t'],
    ['summarize select 1', 'summarize with t as (x)\nselect 1'],
  ])('is %s', (statement, expected) => {
    expect(withTables(['t as (x)'], statement)).toBe(expected);
  });

  it('is refused where it takes none', () => {
    expect(() => withTables(['t as (x)'], 'show tables')).toThrow(
      'show: --name, --run, --tables and --study go with a query',
    );
  });
});
