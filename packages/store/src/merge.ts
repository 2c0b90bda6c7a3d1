import { existsSync, rmSync, statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { shellWord } from '@rgflow/pipeline/shell-text';
import { Catalogue } from './catalogue.js';
import { messageOf, StoreAccessError, StoreDamagedError, StoreFormatError, StoreInUseError } from './errors.js';
import { explainError } from './explain-error.js';
import { type JoinedRun, joinShards } from './join-shards.js';
import { MergedObjects } from './merge-objects.js';
import { addAbsent, type MergedCounts } from './merge-records.js';
import { type MixedRun, standingOfMixed } from './mixed-runs.js';
import { openStore } from './open-store.js';
import { literal } from './sql-text.js';
import { realStorePath } from './store-path.js';
import { type Variant, VariantError } from './variants.js';
import { verifyStore } from './verify.js';

/** What came of one store. */
export interface MergedStore extends MergedCounts {
  readonly store: string;
}

/** A store of which nothing was taken, and why. */
export interface RefusedStore {
  readonly store: string;
  readonly because: string;
  readonly failure: 'usage' | 'store-in-use' | 'store-damaged';
}

export interface Merging {
  readonly merged: readonly MergedStore[];
  readonly refused: readonly RefusedStore[];
  /** Results of one key that the stores had with two digests, of which one was kept. */
  readonly variants: readonly Variant[];
  /** Runs of the others in which results that were kept take the place of their own. */
  readonly mixed: readonly MixedRun[];
  /** Runs that were made of the shards of a sweep. */
  readonly joined: readonly JoinedRun[];
}

export interface MergeOptions {
  /** Told of each store when it is done. */
  readonly onStore?: (done: MergedStore | RefusedStore) => void;
}

/**
 * Adds what other stores have and this one has not: results by their keys with their rows and objects, and the runs, each
 * store in one transaction. To do it again adds nothing, and after a kill the same command goes on. Each store is verified
 * first, and nothing is taken of one that is not whole. Then the shards of each sweep are joined to one run, so that its
 * tables are those of one machine. Where nothing was taken, nothing is written.
 *
 * @param path   of the store to add to; made if it is not there
 * @param paths  of the others, which are only read, but that one of an earlier format is converted first; none to join the
 *               shards that are there
 * @throws {StoreInUseError}  if a run, or anybody else, has the store open.
 * @throws {StoreAccessError} if it cannot be written.
 */
export async function mergeStores(
  path: string,
  paths: readonly string[],
  { onStore = () => undefined }: MergeOptions = {},
): Promise<Merging> {
  const target = realStorePath(path);
  const sources = [...new Set(paths.map((each) => realStorePath(each)))];
  const merged: MergedStore[] = [];
  const refused: RefusedStore[] = [];
  const variants: Variant[] = [];
  const refuse = (refusal: RefusedStore): void => {
    refused.push(refusal);
    onStore(refusal);
  };
  const itself = () => refusal(target, new StoreAccessError(`${target}: is the store that is merged into.`));
  if (sources.length === 1 && sources[0] === target) {
    refuse(itself());
    return { merged, refused, variants, mixed: [], joined: [] };
  }
  const isNew = !existsSync(target);
  const readable = sources.flatMap((file) => [file, `${file}.wal`]);
  const store = await openStore(target, { owner: 'rgflow merge', reach: readable });
  const connection = await store.queries.attachment.connect();
  try {
    const catalogue = new Catalogue();
    await catalogue.load(connection);
    const objects = await MergedObjects.of(connection);
    const mixed: string[] = [];
    for (const source of sources) {
      const done = source === target ? itself() : await mergeOne(connection, target, source, { catalogue, objects });
      if ('because' in done) refuse(done);
      else {
        merged.push(done.counts);
        for (const variant of done.variants) variants.push(variant);
        for (const run of done.mixed) mixed.push(run);
        onStore(done.counts);
      }
    }
    if (sources.length > 0 && merged.length === 0) return { merged, refused, variants, mixed: [], joined: [] };
    const joined = await inTransaction(connection, target, () => joinShards(connection));
    return { merged, refused, variants, mixed: await standingOfMixed(connection, mixed), joined };
  } finally {
    connection.closeSync();
    await store.close();
    if (isNew && merged.length === 0) rmSync(target, { force: true });
  }
}

interface Into {
  readonly catalogue: Catalogue;
  readonly objects: MergedObjects;
}

interface Added {
  readonly counts: MergedStore;
  readonly variants: readonly Variant[];
  readonly mixed: readonly string[];
}

/** @throws what is wrong with the store that is added to; what is wrong with the other is told. */
async function mergeOne(
  connection: DuckDBConnection,
  target: string,
  source: string,
  { catalogue, objects }: Into,
): Promise<Added | RefusedStore> {
  try {
    await attachVerified(connection, source);
  } catch (error) {
    return refusal(source, error);
  }
  try {
    const { counts, ...told } = await inTransaction(connection, target, () =>
      addAbsent(connection, source, { catalogue, objects }),
    );
    objects.committed();
    return { counts: { store: source, ...counts }, ...told };
  } catch (error) {
    await catalogue.load(connection);
    objects.rolledBack();
    if (error instanceof VariantError) return refusal(source, error);
    throw error;
  } finally {
    await connection.run('DETACH theirs').catch(() => undefined);
  }
}

/** Verified, and brought to this format if need be, is what is attached: nobody has written to it in between. */
async function attachVerified(connection: DuckDBConnection, source: string): Promise<void> {
  for (;;) {
    const { damages } = await verifyStore(source);
    if (damages.length > 0) {
      const [{ kind, name, fault }] = damages as [(typeof damages)[0]];
      const more = damages.length === 1 ? '' : ` and ${damages.length - 1} more`;
      throw new StoreDamagedError(
        `${source}: ${kind} ${name.slice(0, 40)}: ${fault}${more}; nothing of it was merged. \`rgflow verify --store ${shellWord(source)}\` says more, ` +
          'with --drop it drops what is damaged.',
      );
    }
    const state = stateOf(source);
    try {
      await connection.run(`ATTACH ${literal(source)} AS theirs (READ_ONLY)`);
    } catch (error) {
      throw explainError(error, source, 'read');
    }
    if (stateOf(source) === state) return;
    await connection.run('DETACH theirs');
  }
}

function stateOf(file: string): string {
  const { ino, size, mtimeMs } = statSync(file);
  return [ino, size, mtimeMs].join(' ');
}

async function inTransaction<Result>(
  connection: DuckDBConnection,
  file: string,
  body: () => Promise<Result>,
): Promise<Result> {
  await connection.run('BEGIN');
  try {
    const result = await body();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw explainError(error, file, 'write');
  }
}

const EXPECTED = [StoreAccessError, StoreDamagedError, StoreFormatError, StoreInUseError, VariantError];

function refusal(store: string, error: unknown): RefusedStore {
  const known = EXPECTED.find((each) => error instanceof each);
  if (known === undefined) throw error;
  return { store, because: messageOf(error), failure: (error as StoreAccessError | StoreDamagedError).failure };
}
