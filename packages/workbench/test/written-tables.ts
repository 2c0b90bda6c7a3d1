import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDbStore, openStore, toObjects } from '@rgflow/store';
import { studies } from '@rgflow/studies';
import { findFigure } from '../src/figures.js';
import { withTables } from '../src/with-tables.js';

/** What studies ask in SQL of tables that a test writes down, in an empty store, which all files of tests share. */
let opened: Promise<DuckDbStore> | undefined;

function emptyStore(): Promise<DuckDbStore> {
  if (opened === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'rgflow-seeds-'));
    process.once('exit', () => rmSync(folder, { recursive: true }));
    opened = openStore(join(folder, 'seeds.duckdb'), { mode: 'write', owner: 'test' });
  }
  return opened;
}

type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/**
 * A table of these rows, of the study 's' and of tanh networks, its numbers as DOUBLE wherever one of them is missing or has
 * a fraction. What is measured of an untrained network is of no output.
 */
export function table(name: string, given: readonly Row[]): string {
  const rows = given.map((row): Row => {
    return { activation: 'tanh', output: row.snapshot === 'init' ? null : 'tanh', ...row };
  });
  const columns = Object.keys(rows[0]!);
  const literal = (value: Cell) => {
    if (typeof value === 'string') return `'${value}'`;
    return typeof value === 'number' && !Number.isInteger(value) ? `${value}::double` : `${value}`;
  };
  const values = rows.map((row) => `('s', ${columns.map((column) => literal(row[column]!)).join(', ')})`);
  return `${name}(study, ${columns.join(', ')}) as (values ${values.join(', ')})`;
}

export async function askFigure(name: string, query: string, tables: readonly string[]) {
  const sql = (await findFigure(name)).figure.queries("'s'")[query]!;
  return toObjects(await (await emptyStore()).query(withTables(tables, sql)));
}

export async function askSummary(study: string, tables: readonly string[]) {
  const { summary } = studies.find(({ name }) => name === study)!;
  return toObjects(await (await emptyStore()).query(withTables(tables, await summary.query("'s'"))));
}

export async function askSql(tables: readonly string[], sql: string) {
  return (await emptyStore()).query(withTables(tables, sql));
}

/** A row for each seed. */
export const ofSeeds = <T>(values: readonly T[], rowOf: (value: T) => Row): readonly Row[] =>
  values.map((value, seed) => ({ seed, ...rowOf(value) }));
