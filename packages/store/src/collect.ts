import { rmSync, statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreInUseError } from './errors.js';
import { openStore } from './open-store.js';
import { openToRead } from './open-to-read.js';
import { ROOT_RUNS } from './roots.js';
import { rewritten, shrinkFile } from './shrink.js';
import { literal } from './sql-text.js';
import { realStorePath } from './store-path.js';

/** What of the runs that are kept is not to be kept all the same: tensors of this name, of one study or of all. */
export interface DropRule {
  readonly output: string;
  readonly study?: string | undefined;
}

/** Tensors of one output of one study: how many bytes stay, and how many go. */
export interface Collected {
  /** The study that used them last; null for objects that belong to no result any more. */
  readonly study: string | null;
  readonly output: string | null;
  readonly keptBytes: number;
  readonly droppedBytes: number;
  readonly droppedObjects: number;
}

/** A run that goes on, and its stages that have instances still to come. */
export interface RunUnderWay {
  readonly runId: string;
  readonly study: string;
  readonly pending: readonly string[];
}

export interface Collection {
  readonly outputs: readonly Collected[];
  readonly droppedObjects: number;
  readonly droppedBytes: number;
  /** Of the file, with its log, before and after; the same where nothing was done. */
  readonly fileBytes: { readonly before: number; readonly after: number };
  /** The run that goes on, what may yet be used of whose stages counts as kept; null if none does. */
  readonly during: RunUnderWay | null;
  /** Why the file is not shorter although something was dropped; null if there is no reason. */
  readonly notShortened: string | null;
}

/**
 * Drops the tensors that no kept run uses, and gives their space back to the disk. Tables, and all that is recorded of runs,
 * stay: a result whose tensors are gone is made anew when somebody asks for it. Without `apply` nothing is changed.
 *
 * A kill at any moment leaves the store as it was, or without the tensors: they are dropped in one transaction, and the
 * shorter file takes the place of the longer by one renaming, once it is whole.
 *
 * @param during  a run that goes on: tensors of stages that it has not done with count as kept, and what is no result's yet
 * @throws {StoreInUseError} if a run has the store open, and `apply`.
 */
export async function collectStore(
  path: string,
  {
    apply = false,
    drop = [],
    during = null,
  }: { readonly apply?: boolean; readonly drop?: readonly DropRule[]; readonly during?: RunUnderWay | null } = {},
): Promise<Collection> {
  const file = realStorePath(path);
  const before = bytesOf(file);
  // One that was killed has left it.
  if (apply) for (const ending of ['', '.wal']) rmSync(`${rewritten(file)}${ending}`, { force: true });
  const store = await (apply ? openStore(file, { owner: 'rgflow gc' }) : openToRead(file));
  let outputs: readonly Collected[];
  try {
    const connection = await store.queries.attachment.connect();
    try {
      await connection.run(garbageSql(drop, during));
      outputs = await accountOf(connection);
      if (apply) await connection.run('DELETE FROM internal.placement WHERE digest IN (SELECT digest FROM garbage)');
    } finally {
      connection.closeSync();
    }
  } finally {
    await store.close();
  }
  const sum = (of: (collected: Collected) => number): number => outputs.reduce((total, each) => total + of(each), 0);
  const dropped = {
    droppedObjects: sum((each) => each.droppedObjects),
    droppedBytes: sum((each) => each.droppedBytes),
  };
  if (!apply) return { outputs, ...dropped, fileBytes: { before, after: before }, during, notShortened: null };
  const notShortened = await shrinkFile(file).catch((error: unknown) => {
    if (!(error instanceof StoreInUseError)) throw error;
    return 'a run has begun meanwhile; the space is used again by what is written next, or given back by the next `gc`';
  });
  return { outputs, ...dropped, fileBytes: { before, after: bytesOf(file) }, during: null, notShortened };
}

/**
 * The digests of objects that go: of tensors that no kept run uses, or that a rule names, and that no table or other tensor
 * shares; and what belongs to no result, but during a run, which may have written it a moment ago.
 */
function garbageSql(drop: readonly DropRule[], during: RunUnderWay | null): string {
  const pending =
    during === null || during.pending.length === 0 ? 'false' : `s.stage IN (${during.pending.map(literal).join(', ')})`;
  const ofResult = during === null ? '' : 'SEMI JOIN use u USING (digest)';
  return `
CREATE OR REPLACE TEMP TABLE use AS
  SELECT t.digest, r.study, t.name, (s.run IN (${ROOT_RUNS}) AND NOT (${rulesSql(drop)})) OR ${pending} AS kept, s.run
  FROM internal.tensor t JOIN internal.run_stage s USING (recipe) JOIN main.run r ON r.sequence = s.run
  WHERE s.outcome IN ('executed', 'hit');
CREATE OR REPLACE TEMP TABLE garbage AS
  SELECT p.digest, p.bytes FROM internal.placement p ${ofResult}
  ANTI JOIN (SELECT digest FROM internal.output WHERE kind = 'table') o USING (digest)
  ANTI JOIN (SELECT digest FROM use WHERE kept) k USING (digest);
`;
}

function rulesSql(rules: readonly DropRule[]): string {
  const each = rules.map(({ output, study }) => {
    const named = `t.name = ${literal(output)}`;
    return study === undefined ? named : `(${named} AND r.study = ${literal(study)})`;
  });
  return each.length === 0 ? 'false' : each.join(' OR ');
}

/** Each object counts for the study and the output that used it last. */
async function accountOf(connection: DuckDBConnection): Promise<readonly Collected[]> {
  const found = await connection.runAndReadAll(
    `SELECT study, name, sum(p.bytes) FILTER (g.digest IS NULL), sum(p.bytes) FILTER (g.digest IS NOT NULL),
       count(*) FILTER (g.digest IS NOT NULL)
     FROM internal.placement p LEFT JOIN garbage g USING (digest)
     LEFT JOIN (SELECT digest, arg_max(study, run) AS study, arg_max(name, run) AS name FROM use GROUP BY digest) u USING (digest)
     WHERE g.digest IS NOT NULL OR u.digest IS NOT NULL GROUP BY ALL ORDER BY ALL`,
  );
  return found.getRowsJS().map(([study, output, kept, dropped, objects]) => ({
    study: study === null ? null : String(study),
    output: output === null ? null : String(output),
    keptBytes: Number(kept ?? 0),
    droppedBytes: Number(dropped ?? 0),
    droppedObjects: Number(objects),
  }));
}

/** Of the file and its log. */
export function bytesOf(file: string): number {
  const size = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size(file) + size(`${file}.wal`);
}
