import {
  type DuckDBConnection,
  DuckDBTimestampValue,
  type DuckDBValue,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import type {
  Commit,
  Digest,
  ExecutionRecord,
  OutputRecord,
  RecipeRecord,
  RunRecord,
  RunStageRecord,
  RunStatus,
  StoredObject,
} from '@rgflow/pipeline';
import { appendColumns, columnsOf } from './append.js';
import type { Catalogue } from './catalogue.js';
import type { Objects } from './objects.js';
import type { OwnRows } from './table-columns.js';

/** What is written in batches. */
export type Operation =
  | { readonly kind: 'begin'; readonly run: RunRecord }
  | { readonly kind: 'stage'; readonly record: RunStageRecord }
  | { readonly kind: 'execution'; readonly record: ExecutionRecord }
  /** `rows` are the decoded tables of the commit, by output name. */
  | { readonly kind: 'commit'; readonly commit: Commit; readonly rows: ReadonlyMap<string, OwnRows> }
  | { readonly kind: 'end'; readonly runId: string; readonly status: RunStatus }
  /** Objects that nothing needs, or, if `damaged`, that cannot be read. */
  | { readonly kind: 'drop'; readonly digests: readonly Digest[]; readonly damaged: boolean };

/**
 * Writes operations in one transaction: all of them, or none and an error.
 *
 * Keys are unique because this is the only writer and it looks before it inserts. A recipe that is committed again with
 * the same output is written once; with another output (an ephemeral tensor recomputed on other hardware), the later one
 * replaces the earlier, for else its consumers would look for objects that nobody makes any more.
 */
export async function writeBatch(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  objects: Objects,
  operations: readonly Operation[],
): Promise<void> {
  await connection.run('BEGIN');
  try {
    const commits: Extract<Operation, { kind: 'commit' }>[] = [];
    const stages: RunStageRecord[] = [];
    const executions: ExecutionRecord[] = [];
    // The last word on each object: one that is dropped and made again in one batch stays.
    const fate = new Map<Digest, Uint8Array | 'drop'>();
    for (const operation of operations) {
      switch (operation.kind) {
        case 'begin':
          await writeRun(connection, catalogue, operation.run);
          break;
        case 'commit':
          commits.push(operation);
          if (operation.commit.execution !== null) executions.push(operation.commit.execution);
          for (const { digest, bytes } of objectsOf(operation.commit)) fate.set(digest, bytes);
          break;
        case 'stage':
          stages.push(operation.record);
          break;
        case 'execution':
          executions.push(operation.record);
          break;
        case 'drop':
          if (operation.damaged) objects.seal();
          for (const digest of operation.digests) fate.set(digest, 'drop');
          break;
        case 'end':
          break; // after the rows of the run, below
        default:
          operation satisfies never;
      }
    }
    await writeStages(connection, stages);
    await writeObjects(connection, objects, fate);
    await writeExecutions(connection, executions);
    await writeRecipes(connection, catalogue, commits);
    await catalogue.writeViews(connection);
    for (const operation of operations) {
      if (operation.kind !== 'end') continue;
      await connection.run('UPDATE main.run SET status = $2, ended_at = $3 WHERE run_id = $1', [
        operation.runId,
        operation.status,
        timestamp(new Date()),
      ]);
      await objects.touch(connection, operation.runId);
    }
    await connection.run('COMMIT');
  } catch (error) {
    await rollBack(connection, catalogue, objects);
    throw error;
  }
}

/** Undoes the open transaction and what is kept in memory of it. */
export async function rollBack(connection: DuckDBConnection, catalogue: Catalogue, objects: Objects): Promise<void> {
  try {
    await connection.run('ROLLBACK');
    await catalogue.load(connection);
    await objects.load(connection);
  } catch {
    // A fatal error has closed the database (disk full, damage); the first error says why, and is thrown by the caller.
  }
}

export function timestamp(date: Date): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(date.getTime()) * 1000n);
}

async function writeRun(connection: DuckDBConnection, catalogue: Catalogue, run: RunRecord): Promise<void> {
  await connection.run("INSERT INTO main.run VALUES ($1, $2, $3, $4, NULL, 'running', $5)", [
    run.runId,
    run.study,
    json(run.config),
    timestamp(run.startedAt),
    json(run.provenance),
  ]);
  for (const table of run.tables) await catalogue.declare(connection, run.study, table);
}

async function writeStages(connection: DuckDBConnection, records: readonly RunStageRecord[]): Promise<void> {
  await appendColumns(
    connection,
    'main',
    'run_stage',
    columnsOf(
      6,
      records.map(({ runId, recipeKey, stage, cell, outcome, reason }) => [
        runId,
        recipeKey,
        stage,
        json(cell),
        outcome,
        reason,
      ]),
    ),
  );
}

/** Every object that a commit brings. */
export function objectsOf(commit: Commit): readonly StoredObject[] {
  return [...Object.values(commit.tables), ...commit.objects];
}

async function writeObjects(
  connection: DuckDBConnection,
  objects: Objects,
  fate: ReadonlyMap<Digest, Uint8Array | 'drop'>,
): Promise<void> {
  const kept = new Map<Digest, Uint8Array>();
  const dropped: Digest[] = [];
  for (const [digest, bytes] of fate) {
    if (bytes === 'drop') dropped.push(digest);
    else kept.set(digest, bytes);
  }
  await objects.insert(connection, kept);
  await objects.remove(connection, dropped);
}

async function writeExecutions(connection: DuckDBConnection, records: readonly ExecutionRecord[]): Promise<void> {
  const rows = records.map((e): DuckDBValue[] => [
    e.executionId,
    e.runId,
    e.recipeKey,
    e.status,
    e.attempt,
    timestamp(e.startedAt),
    e.wallMs,
    e.cpuMs,
    BigInt(Math.round(e.maxRssBytes)),
    e.error,
    json(e.provenance),
  ]);
  await appendColumns(connection, 'main', 'execution', columnsOf(11, rows));
}

/** Recipes and outputs that are new or changed, with the rows of their tables. */
async function writeRecipes(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  commits: readonly Extract<Operation, { kind: 'commit' }>[],
): Promise<void> {
  if (commits.length === 0) return;
  const last = new Map(commits.map((operation) => [operation.commit.recipe.recipeKey, operation]));
  const known = await knownOutputs(connection, [...last.keys()]);
  const newRecipes: RecipeRecord[] = [];
  const outputs: { key: Digest; output: OutputRecord }[] = [];
  const tables = new Map<string, { recipeKey: Digest; rows: OwnRows }[]>();

  for (const [key, { commit, rows }] of last) {
    const { recipe } = commit;
    const before = known.get(key);
    if (before === undefined) newRecipes.push(recipe);
    for (const output of recipe.outputs) {
      const earlier = before?.get(output.name);
      if (earlier === output.digest) continue;
      if (earlier !== undefined) await removeOutput(connection, catalogue, key, output.name);
      outputs.push({ key, output });
      const own = rows.get(output.name);
      if (output.kind !== 'table' || own === undefined) continue;
      const parts = tables.get(output.name) ?? [];
      parts.push({ recipeKey: key, rows: own });
      tables.set(output.name, parts);
    }
  }

  await appendColumns(
    connection,
    'main',
    'recipe',
    columnsOf(
      3,
      newRecipes.map(({ recipeKey, stage, preimage }) => [recipeKey, stage, json(preimage)]),
    ),
  );
  await writeOutputs(connection, outputs);
  for (const [name, parts] of tables) await catalogue.append(connection, name, parts);
}

/** Digest of each recorded output of each recorded recipe among `keys`. */
async function knownOutputs(
  connection: DuckDBConnection,
  keys: readonly Digest[],
): Promise<Map<Digest, Map<string, Digest>>> {
  const found = await connection.runAndReadAll(
    `SELECT r.recipe_key, o.name, o.digest FROM main.recipe r LEFT JOIN main.output o USING (recipe_key)
     WHERE r.recipe_key IN (SELECT unnest($1))`,
    [listValue([...keys])],
    [LIST(VARCHAR)],
  );
  const known = new Map<Digest, Map<string, Digest>>();
  for (const [key, name, digest] of found.getRowsJS()) {
    const outputs = known.get(String(key)) ?? new Map<string, Digest>();
    if (name !== null) outputs.set(String(name), String(digest));
    known.set(String(key), outputs);
  }
  return known;
}

async function removeOutput(
  connection: DuckDBConnection,
  catalogue: Catalogue,
  key: Digest,
  name: string,
): Promise<void> {
  for (const table of ['main.output', 'main.tensor', 'internal.output_object']) {
    await connection.run(`DELETE FROM ${table} WHERE recipe_key = $1 AND name = $2`, [key, name]);
  }
  await catalogue.removeRows(connection, name, key);
}

async function writeOutputs(
  connection: DuckDBConnection,
  outputs: readonly { readonly key: Digest; readonly output: OutputRecord }[],
): Promise<void> {
  await appendColumns(
    connection,
    'main',
    'output',
    columnsOf(
      6,
      outputs.map(({ key, output: o }) => [key, o.name, o.digest, o.kind, BigInt(o.rows), BigInt(o.bytes)]),
    ),
  );
  await appendColumns(
    connection,
    'internal',
    'output_object',
    columnsOf(
      6,
      outputs.flatMap(({ key, output: { name, objects, tensors } }) =>
        objects.map((digest, position): DuckDBValue[] => {
          const tensor = tensors?.[position];
          return [
            key,
            name,
            position,
            digest,
            tensor?.layer ?? null,
            tensor === undefined ? null : BigInt(tensor.bytes),
          ];
        }),
      ),
    ),
  );
  await appendColumns(
    connection,
    'main',
    'tensor',
    columnsOf(
      10,
      outputs.flatMap(({ key, output: { name, tensors = [] } }) =>
        tensors.map((t): DuckDBValue[] => [
          key,
          name,
          t.layer,
          t.dtype,
          listValue([...t.shape]),
          t.mean,
          t.variance,
          t.min,
          t.max,
          t.digest,
        ]),
      ),
    ),
  );
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
