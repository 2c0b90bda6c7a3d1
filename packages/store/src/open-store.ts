import type { DuckDBConnection } from '@duckdb/node-api';
import { type Attachment, attach, attachMemory, OF_A_READER, ownerOf } from './attach.js';
import { takeAttachment } from './begun-attachment.js';
import { OpenStore } from './bound-ports.js';
import { Catalogue } from './catalogue.js';
import { CodeHeads } from './code-heads.js';
import { registerCrossingFunction } from './crossing-function.js';
import { DigestTable } from './digest-table.js';
import type { DuckDbStore } from './duckdb-store.js';
import { messageOf, StoreAccessError, StoreDamagedError, StoreFormatError, StoreInUseError } from './errors.js';
import { registerEstimateFunction } from './estimate-function.js';
import { explainError } from './explain-error.js';
import type { FetchObject } from './fetched-objects.js';
import { NEWEST_RUN_VIEW } from './newest-run.js';
import { Objects } from './objects.js';
import { ensureSchema, MAKE_LATER_TABLES } from './schema.js';
import type { Snapshot } from './snapshot.js';
import { identifier, literal } from './sql-text.js';
import { registerStatisticsFunctions } from './statistics-functions.js';
import type { StoreMode } from './store-path.js';
import { StoredResults } from './stored-results.js';
import { registerTensorFunctions } from './tensor-functions.js';

export interface OpenOptions {
  /** 'write' (the default) makes the file if need be and keeps every other process out; 'read' admits other readers. */
  readonly mode?: StoreMode;
  /** Who opens it, for the message to whoever comes second. */
  readonly owner?: string;
  /** Files and folders that queries may read besides the store; none if not given. */
  readonly read?: readonly string[];
  /** Files that whoever opens it attaches himself, there or not yet; none if not given. */
  readonly reach?: readonly string[];
  /** Awaited before anything in the store is changed, and false if it is not to be; at once true if not given. */
  readonly wanted?: Promise<boolean>;
}

/**
 * Opens the store in a DuckDB file.
 *
 * In write mode the parent folder and the file are made if need be, and runs that a killed process left 'running' become
 * 'interrupted': we hold the lock, so nobody else runs. A store of an earlier format is converted, also in read mode.
 *
 * @param file  Path of the database file.
 * @throws {StoreInUseError}   if another process, or this one, holds it.
 * @throws {StoreFormatError}  if it is not a DuckDB database, not a store, of a newer store format, or of an earlier one
 *                             and cannot be written.
 * @throws {StoreDamagedError} if DuckDB finds it damaged.
 * @throws {StoreAccessError}  if it or its folder cannot be read, written or made.
 */
export async function openStore(file: string, options: OpenOptions = {}): Promise<DuckDbStore> {
  const { mode = 'write', owner = ownerOf(), read = [], reach = [] } = options;
  const isPlain = mode === 'write' && read.length === 0 && reach.length === 0;
  const attachment = await ((isPlain ? takeAttachment(file) : null) ?? attach(file, mode, owner, read, reach));
  try {
    return await bind(attachment, mode, 'stored', options.wanted);
  } catch (error) {
    if (error instanceof Outdated) {
      await convertFile(attachment.file, owner);
      return openStore(file, options);
    }
    throw error;
  }
}

/**
 * An empty store in memory, for queries on nothing but the files that they may read.
 *
 * @throws {StoreAccessError} if one of them is not there.
 */
export async function openMemoryStore({ read = [] }: Pick<OpenOptions, 'read'> = {}): Promise<DuckDbStore> {
  return bind(await attachMemory(read), 'write');
}

/**
 * A store in memory that holds what another one had when the snapshot was taken. Its objects are fetched one by one.
 *
 * @throws {StoreAccessError} if a file that is to be read is not there.
 */
export async function openReplica(
  { statements, tables }: Snapshot,
  fetch: FetchObject,
  { read = [] }: Pick<OpenOptions, 'read'> = {},
): Promise<DuckDbStore> {
  const attachment = await attachMemory(read, OF_A_READER, async (connection) => {
    await connection.run(statements.join(';\n'));
    for (const { schema, name, file } of tables) {
      await connection.run(
        `INSERT INTO rgflow.${identifier(schema)}.${identifier(name)} FROM read_parquet(${literal(file)})`,
      );
    }
    // Of an owner that is older than we are, and goes on.
    await connection.run(`${MAKE_LATER_TABLES}\n${NEWEST_RUN_VIEW}`);
    await (await import('./fetched-objects.js')).registerFetchedObjects(connection, fetch);
  });
  return bind(attachment, 'read', 'fetched');
}

/** Makes a store of an attached database. On an error it lets go of it. */
async function bind(
  attachment: Attachment,
  mode: StoreMode,
  objectsAre: 'stored' | 'fetched' = 'stored',
  wanted: Promise<boolean> = Promise.resolve(true),
): Promise<DuckDbStore> {
  const demandWanted = async (): Promise<void> => {
    if (!(await wanted)) throw new StoreAccessError(`${attachment.file}: the store is not wanted.`);
  };
  const connections: DuckDBConnection[] = [];
  let catalogued: Promise<boolean> = Promise.resolve(false);
  try {
    const connect = async (): Promise<DuckDBConnection> => {
      const connection = await attachment.connect();
      connections.push(connection);
      return connection;
    };
    const [writer, reader] = await Promise.all([connect(), connect()]);
    const digests = new DigestTable();
    const memory = {
      catalogue: new Catalogue(),
      objects: new Objects(digests),
      results: new StoredResults(digests),
      heads: new CodeHeads(),
    };
    // Begun before it is known whether its tables are there: the two at once.
    catalogued = memory.catalogue.load(reader).then(
      () => true,
      () => false,
    );
    const { format, complete, leftovers } = await ensureSchema(writer, attachment.file, mode, demandWanted);
    if (!complete && mode === 'read') throw new Outdated();
    registerStatisticsFunctions(writer);
    const macros = [
      ...registerTensorFunctions(writer, objectsAre),
      ...registerEstimateFunction(writer),
      ...registerCrossingFunction(writer),
    ];
    if (!complete) {
      await Promise.all([catalogued, demandWanted()]);
      await (await import('./convert.js')).convert(writer, memory, format);
    }
    await writer.run(macros.join(';\n'));
    await memory.objects.load(writer);
    await memory.results.load(writer);
    if (!(await catalogued)) await memory.catalogue.load(writer);
    if (mode === 'write' && leftovers) {
      await demandWanted();
      await interruptLeftovers(writer);
    }
    await attachment.whole;
    attachment.guard?.begin();
    return new OpenStore(attachment, writer, reader, memory);
  } catch (error) {
    // Of a file that is cut off, that says more than what was found first.
    const told: unknown = await attachment.whole.then(
      () => error,
      (cutOff: unknown) => cutOff,
    );
    await catalogued;
    for (const connection of connections) connection.closeSync();
    await attachment.detach().catch(() => undefined);
    throw explainError(told, attachment.file, mode);
  }
}

/** Thrown by a reader that finds a store of an earlier format. */
class Outdated extends Error {}

/** Opening a store for writing converts it. */
async function convertFile(file: string, owner: string): Promise<void> {
  try {
    await (await openStore(file, { mode: 'write', owner })).close();
  } catch (error) {
    if (error instanceof StoreInUseError || error instanceof StoreDamagedError) throw error;
    throw new StoreFormatError(
      `${file}: the store was made by an earlier rgflow; it is converted when it is first opened, and it cannot be written; ` +
        `copy it to where it can be (${messageOf(error)}).`,
    );
  }
}

/**
 * A run that is still 'running' when we get the lock was killed; it ended with its last execution, as far as is known. (The
 * last that was written: by its time it may be an earlier one, where the clock was set back.)
 */
async function interruptLeftovers(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    `UPDATE main.run SET status = 'interrupted', ended_at = coalesce(
       (SELECT arg_max(e.started_at + to_milliseconds(e.wall_ms), e.rowid) FROM internal.execution e WHERE e.run = run.sequence),
       started_at)
     WHERE status = 'running'`,
  );
}
