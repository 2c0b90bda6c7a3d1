import { didYouMean } from '@rgflow/pipeline';
import { type Ask, sqlLiteral } from './ask.js';
import { UsageError } from './usage-error.js';

/** Whose results are asked for: those of a name, of one run, or, if neither is given, what the plain tables show. */
export interface ResultsOptions {
  /** What the results are called: the newest run of this name that has ended. */
  readonly name?: string | undefined;
  /** A run by its id, or by a beginning of it that no other has. */
  readonly run?: string | undefined;
}

/** A run that was asked for. */
export interface FoundRun {
  readonly runId: string;
  readonly study: string;
  readonly name: string;
}

/**
 * The run that is asked for; null if none is.
 *
 * @throws {UsageError} if there is none of that name or id, several, or both are given.
 */
export async function findResults({ name, run }: ResultsOptions, ask: Ask): Promise<FoundRun | null> {
  if (name !== undefined && run !== undefined) {
    throw new UsageError('--name and --run: each says whose results are meant; give one of them.');
  }
  if (name !== undefined) return runOfName(name, ask);
  return run === undefined ? null : runOfId(run, ask);
}

async function runOfName(name: string, ask: Ask): Promise<FoundRun> {
  const [found] = await ask(
    `select run_id, study, name from newest_run where name = ${sqlLiteral(name)} order by sequence desc limit 1`,
  );
  if (found !== undefined) return foundRun(found);
  const [begun] = await ask(`select run_id from run where name = ${sqlLiteral(name)} order by sequence desc limit 1`);
  if (begun !== undefined) {
    const run = String(begun.run_id);
    throw new UsageError(`--name ${name}: no run of that name has ended; --run ${run} shows what there is so far.`);
  }
  const names = (await ask('select distinct name from run order by name')).map((row) => String(row.name));
  const hint = didYouMean(name, names);
  const there = hint !== '' || names.length === 0 ? hint : `; there are ${names.slice(0, 8).join(', ')}`;
  throw new UsageError(`--name ${name}: the store has no results of that name${there}`);
}

async function runOfId(run: string, ask: Ask): Promise<FoundRun> {
  const found = await ask(
    `select run_id, study, name from run where starts_with(run_id, ${sqlLiteral(run)}) order by sequence desc limit 3`,
  );
  const one = found.find(({ run_id }) => run_id === run) ?? found[0];
  if (one === undefined) {
    throw new UsageError(
      `--run ${run}: the store has no such run; rgflow sql "select run_id, name, started_at from run" lists them.`,
    );
  }
  if (found.length > 1 && one.run_id !== run) {
    throw new UsageError(
      `--run ${run}: several runs begin so, ${found.map((row) => row.run_id).join(', ')}; give more of it.`,
    );
  }
  return foundRun(one);
}

function foundRun(row: Readonly<Record<string, unknown>>): FoundRun {
  return { runId: String(row.run_id), study: String(row.study), name: String(row.name) };
}
