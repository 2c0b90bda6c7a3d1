import { type Ask, askFile, sqlLiteral } from './ask.js';
import { labelInstances } from './instance-label.js';
import { selectInstances } from './instance-selector.js';
import { instancesOf } from './run-instances.js';
import { findRun, listRuns, type StoredRun } from './runs.js';
import { UsageError } from './usage-error.js';
import { defaultStore } from './workspace.js';

/** What is recorded of one instance of a run. */
export interface InstanceLog {
  readonly instance: string;
  readonly outcome: string;
  readonly reason: string;
  readonly recipeKey: string | null;
  /** Its executions in this run and before, the last first. */
  readonly executions: readonly LoggedExecution[];
  readonly warnings: readonly string[];
}

interface LoggedExecution {
  readonly runId: string;
  readonly status: string;
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly wallMs: number;
  readonly cpuMs: number | null;
  readonly maxRssBytes: number;
  /** Message and stack of a failure. */
  readonly error: string | null;
}

/**
 * What is recorded of the instances that `kl@{sigmaW2=1.5}` names, in the newest run that has the stage, or in `run`.
 *
 * @throws {UsageError} if there is no such run, stage or instance.
 */
export async function instanceLogs(
  selector: string,
  { store = defaultStore(), run }: { readonly store?: string | undefined; readonly run?: string | undefined } = {},
): Promise<{ readonly run: StoredRun; readonly logs: readonly InstanceLog[] }> {
  const ask = askFile(store);
  const of = run === undefined ? await newestWith(ask, /^[^@{]*/.exec(selector.trim())![0]) : await findRun(ask, run);
  const instances = await instancesOf(ask, of.runId);
  const label = labelInstances(instances);
  const selected = selectInstances({ nodes: instances }, selector);
  const keys = selected.flatMap(({ recipeKey }) => (recipeKey === null ? [] : [sqlLiteral(recipeKey)]));
  const executions = new Map<string, LoggedExecution[]>();
  const warnings = new Map<string, string[]>();
  if (keys.length > 0) {
    const rows = await ask(
      `select recipe_key, run_id, e.status, attempt, strftime(e.started_at, '%Y-%m-%dT%H:%M:%SZ') as started_at, wall_ms, cpu_ms,
         max_rss_bytes, error
       from execution e join run r using (run_id) where recipe_key in (${keys.join(', ')}) order by sequence desc, attempt desc`,
    );
    for (const row of rows) {
      const key = String(row.recipe_key);
      executions.set(key, [
        ...(executions.get(key) ?? []),
        {
          runId: String(row.run_id),
          status: String(row.status),
          attempt: Number(row.attempt),
          startedAt: String(row.started_at),
          wallMs: Number(row.wall_ms),
          cpuMs: row.cpu_ms === null ? null : Number(row.cpu_ms),
          maxRssBytes: Number(row.max_rss_bytes),
          error: row.error === null ? null : String(row.error),
        },
      ]);
    }
    const told = await ask(`select recipe_key, message from warning where recipe_key in (${keys.join(', ')})`);
    for (const { recipe_key, message } of told) {
      warnings.set(String(recipe_key), [...(warnings.get(String(recipe_key)) ?? []), String(message)]);
    }
  }
  const logs = selected.map(({ stage, cell, outcome, reason, recipeKey }) => ({
    instance: label(stage.name, cell),
    outcome,
    reason,
    recipeKey,
    executions: executions.get(recipeKey ?? '') ?? [],
    warnings: warnings.get(recipeKey ?? '') ?? [],
  }));
  return { run: of, logs };
}

async function newestWith(ask: Ask, stage: string): Promise<StoredRun> {
  const where = `run_id in (select run_id from run_stage where stage = ${sqlLiteral(stage)})`;
  const [newest] = await listRuns(ask, { most: 1, where });
  if (newest === undefined)
    throw new UsageError(`${stage}: no run of the store has such a stage; \`rgflow runs\` lists the runs.`);
  return newest;
}
