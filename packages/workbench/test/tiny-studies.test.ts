import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isHere } from '@rgflow/dataset/breadth';
import type { SqlRow } from '@rgflow/drawing';
import { type DuckDbStore, openStore } from '@rgflow/store';
import { studies, studyFolder } from '@rgflow/studies';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { type Ask, askStore, sqlLiteral } from '../src/ask.js';
import { drawFigure } from '../src/figure-file.js';
import { prepareStudy } from '../src/prepared-study.js';
import { type RunReport, runStudy } from '../src/run-study.js';
import { expectSameBits, knowsBits, SAME_BITS_TINY } from './same-bits.js';

/**
 * Every study runs once, tiny, in one store; then everything that figures, closing tables and pages ask in SQL is asked of
 * it.
 */
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rgflow-tiny-'));
const file = join(folder, 'tiny.duckdb');
const reports = new Map<string, RunReport>();
let store: DuckDbStore;
let ask: Ask;

beforeAll(async () => {
  for (const { name } of studies) {
    // In the place of the study's own results.
    const prepared = await prepareStudy(join(studyFolder, 'tiny', `${name}.yaml`), { name });
    reports.set(name, await runStudy(prepared, { store: file, jobs: 1 }));
  }
  store = await openStore(file, { mode: 'read', read: [join(root, 'docs/results')] });
  ask = askStore(store);
});
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true });
});

/** Queries that a tiny run answers with no row, each by a part of it that no other query has, and why. */
const emptyWhenTiny: readonly (readonly [part: string, why: string])[] = [
  ['depth = 30 and width = 784', 'the notebook is compared with networks of its own size only'],
  ['and layer = 19 and sigma_w2 = 2.5', 'one variance less'],
  ['and depth = 62 and sigma_w2 = 1 ', 'a shallower network'],
  ['having count(distinct verdict) > 1', 'one seed, by which nothing is decided'],
  ['by_network - by_line', 'one seed, by which nothing is decided'],
  ["from kl_plateau where study = 'plateau' and depth = 40", 'shallower networks'],
  ["from kl_fit where study = 'plateau' and depth = 40", 'shallower networks'],
  ['and depth in (8, 40)', 'shallower networks'],
  ['and sigma_b2 = 0 and', 'biases at every point'],
  ['shallow.depth = 8 and deep.depth = 40', 'other depths'],
  ['in ((8, 12), (12, 20), (20, 40))', 'other depths, and one epoch'],
  ["where name = 'enough'", 'no tiny study goes on from its results'],
  ['.se * sqrt(count(*)) as scatter', 'one variance a side'],
  ["as loss from training where study = 'plateau' and epoch = 12", 'one epoch'],
  ["as accuracy from training where study = 'plateau' and epoch = 12", 'one epoch'],
  ["and status = 'stopped' order by", 'one epoch, and no network is given up before the second'],
];

/** Figures that cannot be drawn of a tiny run, for the same reasons. */
const notDrawnWhenTiny: readonly string[] = ['kl-notebook'];

/** Names of columns that hold an uncertainty under another name than `x_se` or `x_bound`. */
function otherErrors(rows: readonly SqlRow[]): readonly string[] {
  return Object.keys(rows[0] ?? {}).filter((column) => /(^|_)(err|error|errors|uncertainty)(_|$)|^se$/.test(column));
}

/** Rows for every query, but none for the exceptions: one that has come to have rows is none any more. */
function expectRows(rows: readonly SqlRow[], sql: string, name = 'the query'): void {
  if (!isHere('fashion-mnist') && sql.includes("'digits+fashion'") && !sql.includes('docs/results')) return;
  const exception = emptyWhenTiny.find(([part]) => sql.includes(part));
  if (exception === undefined) expect(rows.length, name).toBeGreaterThan(0);
  else expect(rows, `${name} has rows; it stands among the exceptions for "${exception[1]}"`).toEqual([]);
}

describe.each(studies.map((study) => [study.name, study] as const))('the tiny %s', (name, { summary, figures }) => {
  it('runs to its end, draws every figure and has its closing table', () => {
    const { result, figures: drawn, remarks } = reports.get(name)!;
    expect(result.failures).toEqual([]);
    const undrawn = Object.keys(figures).filter((figure) => notDrawnWhenTiny.includes(figure));
    expect(remarks).toEqual(undrawn.map((figure) => expect.stringMatching(`^figure ${figure}: .*no rows`)));
    expect(result.status).toBe('complete');
    expect(drawn).toHaveLength(2 * (Object.keys(figures).length - undrawn.length));
  });

  it('answers the closing table with the columns that are shown', async () => {
    const rows = await ask(await summary.query(sqlLiteral(name)));
    expect(rows.length).toBeGreaterThan(0);
    expect(otherErrors(rows)).toEqual([]);
    const shown = summary.columns.flatMap(({ value, standardError }) => [value, standardError ?? value]);
    expect(Object.keys(rows[0]!)).toEqual(expect.arrayContaining(shown));
  });

  test.each(Object.keys(figures))('has rows for every query of the figure %s', async (figureName) => {
    const { figure } = await figures[figureName]!();
    for (const [query, sql] of Object.entries(figure.queries(sqlLiteral(name)))) {
      const rows = await ask(sql);
      expectRows(rows, sql, query);
      expect(otherErrors(rows), query).toEqual([]);
    }
    if (notDrawnWhenTiny.includes(figureName)) return;
    const { svg } = await drawFigure({ name: figureName, figure }, name, ask);
    expect(svg).toContain('<svg');
    expect(svg).not.toContain('NaN');
  });
});

test.runIf(knowsBits).each(SAME_BITS_TINY)('the outputs of the tiny %s have the same bytes on every Node', (study) =>
  expectSameBits(ask, study, `tiny-${study}`),
);

/** The statements of a page: of `rgflow sql "..."`, and of blocks of SQL. */
function statementsOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const command = /rgflow sql (--read docs\/results )?(?:--name (\S+) )?"([^"]+)"/g;
  const commands = [...text.matchAll(command)].map(([whole, read, name, sql]) => {
    expect(read !== undefined, whole).toBe(sql!.includes("'docs/results/"));
    return sql!.replaceAll(`name = '${name}'`, 'true');
  });
  const blocks = [...text.matchAll(/```sql\n([\s\S]*?)```/g)].flatMap(([, sql]) => sql!.split(/;\s*\n/));
  return [...commands, ...blocks.filter((sql) => sql.trim() !== '')].map((sql) =>
    sql.replaceAll("'docs/", `'${root}docs/`),
  );
}

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(pages.filter((page) => statementsOf(page).length > 0))('%s', (page) => {
  test.each(statementsOf(page))('%s', async (sql) => {
    const rows = await ask(sql);
    expectRows(rows, sql);
    expect(otherErrors(rows)).toEqual([]);
  });
});

test('each exception is that of one query', async () => {
  const figures = studies.flatMap((study) => Object.values(study.figures).map((load) => ({ study: study.name, load })));
  const asked = await Promise.all(
    figures.map(async ({ study, load }) => Object.values((await load()).figure.queries(sqlLiteral(study)))),
  );
  const all = [...pages.flatMap(statementsOf), ...asked.flat()];
  const occurrences = emptyWhenTiny.map(([part]) => [part, all.filter((sql) => sql.includes(part)).length]);
  expect(occurrences).toEqual(emptyWhenTiny.map(([part]) => [part, 1]));
});

test('every column of every table says in DuckDB what it holds', async () => {
  const silent = await ask(
    `select distinct table_name || '.' || column_name as "column" from duckdb_columns()
     where database_name = current_database() and schema_name = 'main' and comment is null
       and table_name in (select table_name from information_schema.tables where table_schema = 'history')
     order by all`,
  );
  expect(silent.map(({ column }) => column)).toEqual([]);
});
