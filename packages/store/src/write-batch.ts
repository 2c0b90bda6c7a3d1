import type { DuckDBConnection } from '@duckdb/node-api';
import type {
  AcceptanceRecord,
  AuditRecord,
  Commit,
  Digest,
  ExecutionRecord,
  RunRecord,
  RunStageRecord,
  RunStatus,
  StoredObject,
  WarningRecord,
} from '@rgflow/pipeline';
import { type TakenBack, writeAcceptances, writeTakenBack } from './acceptances.js';
import type { Catalogue } from './catalogue.js';
import type { CodeHeads } from './code-heads.js';
import type { Objects } from './objects.js';
import { RecipeNumbers } from './recipe-numbers.js';
import { type RefinementRecord, writeRefinement } from './refinement.js';
import type { StoredResults } from './stored-results.js';
import type { OwnRows } from './table-columns.js';
import { type Variant, writeVariants } from './variants.js';
import {
  readRunNumbers,
  writeAudits,
  writeEnd,
  writeExecutions,
  writeRun,
  writeStages,
  writeWarnings,
} from './write-journal.js';
import { type DecodedCommit, writeRecipes } from './write-recipes.js';

/** What is written in batches. */
export type Operation =
  | { readonly kind: 'begin'; readonly run: RunRecord }
  | { readonly kind: 'stage'; readonly record: RunStageRecord }
  | { readonly kind: 'execution'; readonly record: ExecutionRecord }
  | { readonly kind: 'warning'; readonly record: WarningRecord }
  | { readonly kind: 'audit'; readonly record: AuditRecord }
  | { readonly kind: 'variant'; readonly variant: Variant }
  | { readonly kind: 'refinement'; readonly records: readonly RefinementRecord[] }
  /** `rows` are the decoded tables of the commit, by output name. */
  | { readonly kind: 'commit'; readonly commit: Commit; readonly rows: ReadonlyMap<string, OwnRows> }
  | { readonly kind: 'accept'; readonly records: readonly AcceptanceRecord[] }
  | { readonly kind: 'take-back'; readonly takenBack: TakenBack }
  | { readonly kind: 'end'; readonly runId: string; readonly status: RunStatus }
  /** Objects that nothing needs, or, if `damaged`, that cannot be read. */
  | { readonly kind: 'drop'; readonly digests: readonly Digest[]; readonly damaged: boolean };

/** What is kept in memory of the store that is written to. */
export interface InMemory {
  readonly catalogue: Catalogue;
  readonly objects: Objects;
  readonly results: StoredResults;
  readonly heads: CodeHeads;
}

/**
 * Writes operations in one transaction: all of them, or none and an error.
 *
 * Keys are unique because this is the only writer and it looks before it inserts. A recipe that is committed again with
 * the same output is written once; with another output (an ephemeral tensor recomputed on other hardware), the later one
 * replaces the earlier, for else its consumers would look for objects that nobody makes any more.
 */
export async function writeBatch(
  connection: DuckDBConnection,
  memory: InMemory,
  operations: readonly Operation[],
): Promise<void> {
  const { catalogue, objects, results } = memory;
  await connection.run('BEGIN');
  try {
    const commits: DecodedCommit[] = [];
    const stages: RunStageRecord[] = [];
    const executions: ExecutionRecord[] = [];
    const warnings: WarningRecord[] = [];
    const audits: AuditRecord[] = [];
    // The last word on each object: one that is dropped and made again in one batch stays.
    const fate = new Map<Digest, Uint8Array | 'drop'>();
    for (const operation of operations) {
      switch (operation.kind) {
        case 'begin':
          await writeRun(connection, catalogue, operation.run);
          break;
        case 'accept':
          await writeAcceptances(connection, operation.records);
          break;
        case 'refinement':
          await writeRefinement(connection, operation.records);
          break;
        case 'take-back':
          await writeTakenBack(connection, operation.takenBack);
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
        case 'warning':
          warnings.push(operation.record);
          break;
        case 'audit':
          audits.push(operation.record);
          break;
        case 'variant':
          await writeVariants(connection, [operation.variant]);
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
    const ended = operations.flatMap((operation) => (operation.kind === 'end' ? [operation] : []));
    const runs = await readRunNumbers(
      connection,
      new Set([...stages, ...executions, ...ended].map(({ runId }) => runId)),
    );
    await results.look(connection, () => keysOf(stages, executions, commits));
    const recipes = new RecipeNumbers(results);
    await writeStages(connection, stages, runs, recipes);
    await writeObjects(connection, objects, fate);
    await writeExecutions(connection, executions, runs, recipes);
    await writeWarnings(connection, warnings);
    await writeAudits(connection, audits);
    await writeRecipes(connection, commits, { ...memory, recipes });
    await recipes.write(connection);
    await catalogue.writeViews(connection);
    for (const { runId, status } of ended) {
      await writeEnd(connection, runId, status);
      await objects.touch(connection, runs.get(runId)!);
    }
    await connection.run('COMMIT');
    objects.committed();
    recipes.committed();
    for (const { commit } of commits)
      results.written(commit.recipe.recipeKey, recipes.of(commit.recipe.recipeKey), commit.recipe);
  } catch (error) {
    await rollBack(connection, memory);
    throw error;
  }
}

function keysOf(
  stages: readonly RunStageRecord[],
  executions: readonly ExecutionRecord[],
  commits: readonly DecodedCommit[],
): readonly Digest[] {
  const keys = [...stages, ...executions, ...commits.map(({ commit }) => commit.recipe)].map((each) => each.recipeKey);
  return [...new Set(keys)].filter((key) => key !== null);
}

/** Undoes the open transaction and what is kept in memory of it. */
export async function rollBack(connection: DuckDBConnection, { catalogue, objects, heads }: InMemory): Promise<void> {
  heads.forget();
  // A commit that fails (on a full disk) has ended the transaction itself.
  await connection.run('ROLLBACK').catch(() => undefined);
  try {
    await catalogue.load(connection);
    await objects.load(connection);
  } catch {
    // A fatal error has closed the database (damage, a full disk); the first error says why, and is thrown by the caller.
  }
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
