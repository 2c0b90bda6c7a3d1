import type { SqlRow } from '@rgflow/drawing';
import { type AxisValue, canonical, PlanBuilder, type PlanNode, tableDeclarations } from '@rgflow/pipeline';
import { ALL_ROWS } from '@rgflow/studies';
import { type Ask, sqlLiteral } from './ask.js';
import type { PreparedStudy } from './prepared-study.js';
import { sweptBeside } from './swept-beside.js';
import { withTables } from './with-tables.js';

/** The rows of a closing table. */
export interface ClosingTable {
  readonly rows: readonly SqlRow[];
  /** What is swept and its SQL would take for seeds: columns of the rows, which are asked for each of its values. */
  readonly apart: readonly string[];
  /** How many combinations of these values there are; the rows are of `MOST_PARTS` of them if they are more. */
  readonly parts: number;
}

/** Combinations of values that are asked one by one. */
export const MOST_PARTS = 40;

/**
 * Asks for the closing table of a run. Its SQL averages over all that it does not name, as if that were seeds; so where
 * something else is swept, it is asked for each value with the rows of the instances of these cells alone.
 *
 * @param ask    answers with the rows of the run in the plain tables
 * @param store  answers with all that the store has
 */
export async function closingTable(
  prepared: Pick<PreparedStudy, 'published' | 'study' | 'configured'>,
  runId: string,
  ask: Ask,
  store: Ask,
): Promise<ClosingTable> {
  const { published, configured } = prepared;
  const closing = await published.summary.query(sqlLiteral(published.name));
  const swept = configured.axes.filter(({ values }) => values.length > 1).map(({ path }) => path);
  const apart = sweptBeside(published.summary.tellsApart, swept);
  if (apart.length === 0) return { rows: await ask(closing), apart, parts: 1 };
  const all = partsOf(prepared, apart);
  const step = Math.max(1, all.length / MOST_PARTS);
  const chosen = all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const filled = await store("select table_name from information_schema.tables where table_schema = 'history'");
  const names = new Set(filled.map(({ table_name }) => String(table_name)));
  const answers: (readonly SqlRow[])[] = [];
  for (const { values, tables } of chosen) {
    const own = [...tables]
      .filter(([table]) => names.has(table))
      .map(([table, rows]) => {
        return `"${table}" as (select t.* exclude (run_id) from history."${table}" as t where run_id = ${sqlLiteral(runId)} and ${rows})`;
      });
    answers.push((await store(withTables(own, closing))).map((row) => ({ ...values, ...row })));
  }
  const total = answers.reduce((sum, rows) => sum + Number(rows[0]?.[ALL_ROWS] ?? rows.length), 0);
  const rows = answers.flat().map((row) => (ALL_ROWS in row ? { ...row, [ALL_ROWS]: total } : row));
  return { rows, apart, parts: all.length };
}

interface Part {
  /** Of what is swept, by path. */
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** Conditions on the tables `t`, by their names, that leave the rows of its instances. */
  readonly tables: ReadonlyMap<string, string>;
}

function partsOf(
  { study, configured }: Pick<PreparedStudy, 'study' | 'configured'>,
  apart: readonly string[],
): readonly Part[] {
  const builder = new PlanBuilder();
  const found = new Map<string, { values: Part['values']; instances: Set<number> }>();
  for (const { values, params } of configured.sweptCells()) {
    const own = Object.fromEntries(apart.map((path) => [path, shown(values[path] ?? null)]));
    const key = canonical(own);
    const part = found.get(key) ?? { values: own, instances: new Set<number>() };
    found.set(key, part);
    for (const instance of builder.touchedBy(() => study.build(builder, params))) part.instances.add(instance);
  }
  const { nodes } = builder.build();
  const declared = tableDeclarations(nodes).map(({ name, cellColumns }) => {
    const filling = nodes.filter((node) => fills(node, name));
    const varied = cellColumns.filter(({ key }) => new Set(filling.map(({ cell }) => cell[key] ?? null)).size > 1);
    return { name, varied };
  });
  return [...found.values()].map(({ values, instances }) => {
    const own = [...instances].map((instance) => nodes[instance]!);
    const tables = declared.map(({ name, varied }): [string, string] => {
      const filling = own.filter((node) => fills(node, name));
      const rows = new Set(
        filling.map(({ cell }) => `(${varied.map(({ key, type }) => literal(cell[key] ?? null, type)).join(', ')})`),
      );
      if (rows.size === 0) return [name, 'false'];
      if (varied.length === 0) return [name, 'true'];
      const columns = varied.map((column) => `"${column.name}"`);
      const same = columns.map((column) => `t.${column} is not distinct from part.${column}`).join(' and ');
      return [
        name,
        `exists (select 1 from (values ${[...rows].join(', ')}) as part(${columns.join(', ')}) where ${same})`,
      ];
    });
    return { values, tables: new Map(tables) };
  });
}

function fills({ stage }: PlanNode, table: string): boolean {
  return (stage.outputs as Readonly<Record<string, { readonly kind: string }>>)[table]?.kind === 'table';
}

function shown(value: AxisValue): string | number | boolean | null {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

function literal(value: string | number | boolean | null, type: string): string {
  return `${typeof value === 'string' ? sqlLiteral(value) : String(value)}::${type}`;
}
