import { UsageError } from './usage-error.js';

/** Blanks and comments before the first word. */
const BEFORE = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;

/**
 * Common table expressions put before those that a query has itself. They are on a line of their own, so that the places
 * that DuckDB tells of are those of the query.
 *
 * @throws {UsageError} if the statement is none that takes them.
 */
export function withTables(tables: readonly string[], sql: string): string {
  if (tables.length === 0) return sql;
  const query = sql.slice(BEFORE.exec(sql)![0].length);
  const list = tables.join(', ');
  const own = /^with\s+(recursive\s+)?/i.exec(query);
  if (own !== null) return `with ${own[1] ?? ''}${list},\n${query.slice(own[0].length)}`;
  // What describes a table or sums it up is said of a query as well.
  const [, about, what] = /^(describe|desc|summarize)\s+([\s\S]*)$/i.exec(query) ?? [];
  if (about !== undefined)
    return `${about} ${withTables(tables, /^"?\w+"?\s*;?\s*$/.test(what!) ? `from ${what}` : what!)}`;
  if (/^(select|from|values|pivot|unpivot|table|\()/i.test(query)) return `with ${list}\n${query}`;
  throw new UsageError(
    `${query.split(/\s/, 1)[0]}: --name, --run, --tables and --study go with a query, as in select or from; without them history.<table> has the rows of every run.`,
  );
}
