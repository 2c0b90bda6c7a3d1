import { type Ask, sqlLiteral } from './ask.js';
import { UsageError } from './usage-error.js';
import { withTables } from './with-tables.js';

/** Of a row of `run`, whether it is a round of a study that goes on from its results. */
export const IS_ROUND = "((config -> '$.refine') is not null or (config -> '$.replicate') is not null)";

/** Of a row of `run`, whether it goes on, was interrupted, or is the run of its name that is shown. */
export const IS_NEWEST_OR_OPEN = "(status in ('running', 'interrupted') or run_id in (select run_id from newest_run))";

/** The newest run of a study under a name, finished or not. */
export interface NewestRun {
  readonly status: 'running' | 'complete' | 'partial' | 'interrupted';
  /** Whether it is a round of a study that goes on from its results: another run may follow. */
  readonly isRound: boolean;
  /** Asks what the plain tables would answer if this run had ended now. */
  readonly ask: Ask;
}

/**
 * The newest run of a study whose results have a name, null if there is none. The plain tables show the newest run that has
 * ended; here each stands for what this run has so far. As there, a run that ended without ever having an instance does not
 * count, nor a part of a sweep that has ended beside a run of the whole.
 */
export async function newestRun(study: string, ask: Ask, name = study): Promise<NewestRun | null> {
  const [run] = await ask(
    `select run_id, status, ${IS_ROUND} as is_round
     from run where study = ${sqlLiteral(study)} and name = ${sqlLiteral(name)}
       and ${IS_NEWEST_OR_OPEN}
     order by sequence desc limit 1`,
  );
  if (run === undefined) return null;
  const status = run.status as NewestRun['status'];
  return { status, isRound: run.is_round === true, ask: await askOfRun(String(run.run_id), ask) };
}

/** Asks with each plain table standing for what a run has: by a common table expression of its name over `history`. */
export async function askOfRun(runId: string, ask: Ask): Promise<Ask> {
  const tables = await tablesOfRun(runId, ask);
  return (sql) => ask(withTables(tables, sql));
}

/** The common table expressions by which each plain table stands for what a run has. */
export async function tablesOfRun(runId: string, ask: Ask): Promise<readonly string[]> {
  const tables = await ask("select table_name from information_schema.tables where table_schema = 'history'");
  return tables.map(({ table_name }) => {
    const name = `"${String(table_name)}"`;
    return `${name} as (select * exclude (run_id) from history.${name} where run_id = ${sqlLiteral(runId)})`;
  });
}

/** Whether a study was ever run, under whatever name. */
export async function everRun(study: string, ask: Ask): Promise<boolean> {
  return (await ask(`select 1 from run where study = ${sqlLiteral(study)} limit 1`)).length > 0;
}

/** What is said where a study was never run. */
export function neverRun(study: string): UsageError {
  return new UsageError(`${study}: the store has no run of this study; \`rgflow run ${study}\` starts one.`);
}

/** The column that a statement of ours names and the tables of the store lack, by the message of DuckDB; else null. */
export function missingColumn(message: string): string | null {
  const [, referenced, named] =
    /Referenced column "([^"]+)" not found|does not have a column named "([^"]+)"/.exec(message) ?? [];
  return referenced ?? named ?? null;
}

/** What is said where a table of a study lacks a column that is asked for, with both reasons that it may have. */
export function ofEarlierVersion(study: string, column: string): UsageError {
  return new UsageError(
    `${study}: its tables in the store have no column ${column}: the run was not asked for what fills it, or an earlier version of rgflow ran it; \`rgflow run ${study}\` runs it as its file says.`,
  );
}
