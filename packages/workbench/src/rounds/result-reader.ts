import {
  type AxisValue,
  type Columns,
  didYouMean,
  type Expression,
  ExpressionError,
  type Forecast,
  type PlanNode,
  type ResultColumn,
  readExpression,
  type SweptCell,
  valueAt,
} from '@rgflow/pipeline';
import type { DuckDbStore } from '@rgflow/store';
import { toObjects } from '@rgflow/store/query-result';
import { UsageError } from '../usage-error.js';

/** A cell of a sweep with the instances that were planned for it. */
export interface PlannedCell {
  readonly cell: SweptCell;
  readonly nodes: readonly PlanNode[];
}

type Row = Readonly<Record<string, unknown>>;

/** Keys in one question. */
const AT_ONCE = 2000;

/** Reads one number of each cell from a table that its instances fill. */
export class ResultReader {
  readonly #names: readonly string[];
  readonly #where: Expression | null;
  /** Rows by key: what a round has read the next one has too. */
  readonly #rows = new Map<string, readonly Row[]>();

  /**
   * @param section  where it is said, for messages: 'refine.result'
   * @param place    the place of a path of the study file
   * @throws {UsageError} if no stage fills the table, it has no such column of numbers, or the condition is none.
   */
  constructor(
    private readonly result: ResultColumn,
    private readonly section: readonly string[],
    { nodes, parameters }: { readonly nodes: readonly PlanNode[]; readonly parameters: readonly string[] },
    private readonly place: (path: readonly PropertyKey[]) => string,
  ) {
    const { table, column, where } = result;
    const tables = tablesOf(nodes);
    const columns = tables.get(table);
    if (columns === undefined) {
      throw new UsageError(
        `${place([...section, 'table'])}: ${table}: no stage fills it${didYouMean(table, [...tables.keys()])}`,
      );
    }
    const type = Object.hasOwn(columns, column) ? columns[column] : undefined;
    if (type === undefined || !/^(float|int)/.test(type)) {
      const numbers = Object.keys(columns).filter((name) => /^(float|int)/.test(columns[name]!));
      const what = type === undefined ? `${table} has no such column` : 'is no column of numbers';
      throw new UsageError(`${place([...section, 'column'])}: ${column}: ${what}${didYouMean(column, numbers)}`);
    }
    this.#names = [...new Set([...Object.keys(columns), ...parameters])];
    this.#where = where === null ? null : this.#read(where);
  }

  /** The number of each cell; null of one that has none, or none that is finite. */
  async read(
    store: DuckDbStore,
    cells: readonly PlannedCell[],
    forecasts: readonly Forecast[],
  ): Promise<readonly (number | null)[]> {
    const keysOf = cells.map(({ nodes }) =>
      nodes.flatMap((node) => {
        if (!(this.result.table in node.stage.outputs)) return [];
        const key = forecasts[node.index]!.resolved?.recorded?.recipeKey;
        return key === undefined ? [] : [key];
      }),
    );
    await this.#fetch(store, new Set(keysOf.flat()));
    return cells.map(({ cell }, i) =>
      this.#numberOf(
        cell,
        keysOf[i]!.flatMap((key) => this.#rows.get(key) ?? []),
      ),
    );
  }

  #read(where: string): Expression {
    const numbers = new Map(this.#names.map((name, i) => [name, i]));
    try {
      return readExpression(where, (name) => numbers.get(name), this.#names);
    } catch (error) {
      throw this.#saying(error);
    }
  }

  #saying(error: unknown): unknown {
    if (!(error instanceof ExpressionError)) return error;
    return new UsageError(`${this.place([...this.section, 'where'])}: '${this.result.where}': ${error.message}.`);
  }

  async #fetch(store: DuckDbStore, keys: ReadonlySet<string>): Promise<void> {
    const wanted = [...keys].filter((key) => !this.#rows.has(key));
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const some = wanted.slice(from, from + AT_ONCE);
      const found = toObjects(
        await store.query(
          `select lower(hex(k.recipe_key)) as recipe_key, t.* exclude (recipe_number)
           from "rows"."${this.result.table}" t join internal.recipe_key k on k.recipe = t.recipe_number
           where k.recipe_key in (${some.map((key) => `unhex('${key}')`).join(', ')})`,
        ),
      );
      const byKey = new Map<string, Row[]>(some.map((key) => [key, []]));
      for (const row of found) byKey.get(String(row.recipe_key))!.push(row);
      for (const [key, rows] of byKey) this.#rows.set(key, rows);
    }
  }

  #numberOf(cell: SweptCell, rows: readonly Row[]): number | null {
    const fitting = rows.filter((row) => this.#holds(cell, row));
    if (fitting.length > 1) {
      const which = JSON.stringify(cell.values);
      throw new UsageError(
        `${this.place(this.section)}: the cell ${which} has ${fitting.length} such rows of ${this.result.table}; ` +
          `say which by a condition, as in where: epoch == training.epochs.`,
      );
    }
    const [row] = fitting;
    const number = Number(row?.[this.result.column] ?? Number.NaN);
    return Number.isFinite(number) ? number : null;
  }

  #holds({ params }: SweptCell, row: Row): boolean {
    if (this.#where === null) return true;
    const values = this.#names.map((name) => plain(Object.hasOwn(row, name) ? row[name] : valueAt(params, name)));
    try {
      const held = this.#where.of(values);
      if (typeof held === 'boolean') return held;
      throw new ExpressionError('is no condition; one is true or false, as in layer == 3');
    } catch (error) {
      throw this.#saying(error);
    }
  }
}

/** The tables that the instances fill, with the types of their columns. */
function tablesOf(nodes: readonly PlanNode[]): ReadonlyMap<string, Columns> {
  const tables = new Map<string, Columns>();
  for (const { stage } of nodes) {
    for (const [name, contract] of Object.entries(stage.outputs as Readonly<Record<string, { kind: string }>>)) {
      if (contract.kind === 'table') tables.set(name, (contract as unknown as { columns: Columns }).columns);
    }
  }
  return tables;
}

function plain(value: unknown): AxisValue | undefined {
  return typeof value === 'bigint' ? Number(value) : (value as AxisValue | undefined);
}
