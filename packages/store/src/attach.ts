import { existsSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { takeInstance } from './begun-instance.js';
import { confine, readable } from './confine.js';
import { refuseCutOff, saidLength } from './cut-off.js';
import { StoreAccessError, StoreInUseError } from './errors.js';
import { explainError, isLockConflict } from './explain-error.js';
import { FileGuard } from './file-guard.js';
import { Scratch } from './scratch.js';
import { literal } from './sql-text.js';
import { prepareFile, refuseDamagedLog, refuseForeignFile, type StoreMode } from './store-path.js';

/** The database file attached under the fixed name `rgflow` to an in-memory instance, and the way to let go of it. */
export interface Attachment {
  readonly file: string;
  readonly mode: StoreMode;
  /** A connection whose unqualified names are those of the store. */
  connect(): Promise<DuckDBConnection>;
  readonly instance: DuckDBInstance;
  /** Whether queries may read files that were named. */
  readonly readsFiles: boolean;
  /** Where queries may write what does not last. */
  readonly scratch: Scratch;
  /** Watches that the file stays the one that was opened; null where nothing is written. */
  readonly guard: FileGuard | null;
  /** Rejected with what `refuseCutOff` says of the file; to be awaited before anything else is told of it. */
  readonly whole: Promise<void>;
  /**
   * Checkpoints, detaches and frees the file. Every connection must have been closed.
   *
   * @throws {StoreLostError} if the file is not the one that was opened; what it held is saved beside it.
   */
  detach(): Promise<void>;
}

/** Who opens a store, for the message to whoever comes second. */
export function ownerOf(): string {
  return process.argv.slice(1).join(' ') || 'this process';
}

/**
 * Opens a database file, or makes it in write mode. Aborted by `giveUp`, it does not wait until a reader lets go of it.
 *
 * The file is attached to an in-memory instance rather than opened as its main database, so that its catalogue always has
 * the same name: a file called `history.duckdb` would otherwise make `history.kl_layer` ambiguous.
 *
 * @throws {StoreInUseError}   if another process, or this one, holds the file.
 * @throws {StoreFormatError}  if it is not a DuckDB database.
 * @throws {StoreDamagedError} if DuckDB finds it damaged.
 * @throws {StoreAccessError}  if it or its folder cannot be read, written or made.
 */
export async function attach(
  path: string,
  mode: StoreMode,
  owner: string,
  read: readonly string[] = [],
  reach: readonly string[] = [],
  giveUp?: AbortSignal,
): Promise<Attachment> {
  if (!isMainThread) {
    // DuckDB would open a second, independent database on the same file, and the rows of one of the two would be lost.
    throw new StoreAccessError(
      `openStore: ${path} must be opened by the main thread; workers hand their results to it.`,
    );
  }
  const file = prepareFile(path, mode);
  const holder = openFiles.get(file);
  if (holder !== undefined) throw new StoreInUseError(file, process.pid, holder);
  refuseForeignFile(file);
  refuseDamagedLog(file);
  const said = existsSync(file) ? saidLength(file) : null;

  const named = readable(read);
  openFiles.set(file, owner);
  let instance: DuckDBInstance | undefined;
  try {
    const scratch = new Scratch();
    const spills = mode === 'write' ? `${file}.tmp` : `${scratch.folder}.tmp`;
    const made = await takeInstance();
    instance = made.instance;
    try {
      // Small row groups: a checkpoint rewrites the last row group of every table that grew.
      const options = mode === 'read' ? 'READ_ONLY' : 'ROW_GROUP_SIZE 16384';
      const confined = confine({ folders: [...named.folders, scratch.folder], files: [...named.files, ...reach] });
      // Together: each is another turn of a thread that has modules to load.
      const statements = [...settings(spills), `ATTACH ${literal(file)} AS rgflow (${options})`, ...confined];
      await whenFree(mode, () => made.connection.run(statements.join(';\n')), giveUp);
    } finally {
      made.connection.closeSync();
    }
    const guard = mode === 'write' ? new FileGuard(file) : null;
    const whole = said === null ? Promise.resolve() : refuseCutOff(await instance.connect(), file, said);
    whole.catch(() => undefined);
    return new OpenAttachment(file, mode, instance, read.length > 0, scratch, guard, whole);
  } catch (error) {
    instance?.closeSync();
    openFiles.delete(file);
    if (said === null && mode === 'write' && !isLockConflict(error)) removeBegun(file);
    throw explainError(error, file, mode);
  }
}

/** Removes a file that this process could not finish making: with less than its three headers it is no database. */
function removeBegun(file: string): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY) < 12_288) rmSync(file);
}

/**
 * A database in memory in the place of the file.
 *
 * @param fill  Puts into it what it is to hold, while files can still be read.
 */
export async function attachMemory(
  read: readonly string[] = [],
  limits: Limits = OF_A_STORE,
  fill: (connection: DuckDBConnection) => Promise<void> = async () => {},
): Promise<Attachment> {
  const named = readable(read);
  const scratch = new Scratch();
  const { instance, connection } = await takeInstance();
  try {
    try {
      const statements = [...settings(`${scratch.folder}.tmp`, limits), "ATTACH ':memory:' AS rgflow", 'USE rgflow'];
      await connection.run(statements.join(';\n'));
      await fill(connection);
      await connection.run(confine({ ...named, folders: [...named.folders, scratch.folder] }).join(';\n'));
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    instance.closeSync();
    throw error;
  }
  return new OpenAttachment(':memory:', 'read', instance, read.length > 0, scratch, null, Promise.resolve());
}

/**
 * Real paths open in this process, with who opened them; on the global object because two copies of this module
 * may be loaded.
 */
const openFiles: Map<string, string> = openFilesOfProcess();

function openFilesOfProcess(): Map<string, string> {
  const key = Symbol.for('@rgflow/store/open-files');
  const holder = globalThis as { [key]?: Map<string, string> };
  holder[key] ??= new Map();
  return holder[key];
}

class OpenAttachment implements Attachment {
  constructor(
    readonly file: string,
    readonly mode: StoreMode,
    readonly instance: DuckDBInstance,
    readonly readsFiles: boolean,
    readonly scratch: Scratch,
    readonly guard: FileGuard | null,
    readonly whole: Promise<void>,
  ) {}

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.instance.connect();
    await connection.run("SET search_path = 'rgflow,memory.main'");
    return connection;
  }

  async detach(): Promise<void> {
    try {
      const isWhole = await this.whole.then(
        () => true,
        () => false,
      );
      const connection = await this.instance.connect();
      const checkpoint = async (): Promise<void> => {
        if (this.mode === 'write') await connection.run('CHECKPOINT rgflow');
      };
      try {
        if (this.guard?.isLost() === true) await this.guard.save(checkpoint, isDatabase);
        else await checkpoint();
        if (isWhole) this.guard?.fillUp();
        await connection.run('DETACH rgflow');
      } finally {
        connection.closeSync();
      }
    } catch (error) {
      throw explainError(error, this.file, this.mode);
    } finally {
      this.instance.closeSync();
      this.guard?.close();
      this.scratch.remove();
      openFiles.delete(this.file);
    }
  }
}

/** Whether DuckDB opens a file. */
async function isDatabase(file: string): Promise<boolean> {
  const { instance, connection } = await takeInstance();
  try {
    await connection.run(`ATTACH ${literal(file)} AS saved (READ_ONLY)`);
    return true;
  } catch {
    return false;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** What an instance may take of the machine. */
export interface Limits {
  readonly threads: number;
  /** Of its memory, and at most so many gigabytes. */
  readonly memoryShare: number;
  readonly mostGigabytes: number;
  /** Of the room that there is for temporary files, what does not fit into memory may take this. */
  readonly diskShare: number;
}

const OF_A_STORE: Limits = { threads: 2, memoryShare: 1 / 4, mostGigabytes: 8, diskShare: 0.9 };
export const OF_A_READER: Limits = { threads: 1, memoryShare: 1 / 8, mostGigabytes: 4, diskShare: 0.25 };

/** Statements. Spills never land in the working directory. */
function settings(
  spills: string,
  { threads, memoryShare, mostGigabytes, diskShare }: Limits = OF_A_STORE,
): readonly string[] {
  const gigabyte = 2 ** 30;
  const memory = Math.min(mostGigabytes * gigabyte, Math.max(gigabyte, totalmem() * memoryShare));
  const set = (name: string, value: string): string => `SET GLOBAL ${name} = ${literal(value)}`;
  return [
    set('threads', String(threads)),
    set('memory_limit', `${Math.round(memory / 2 ** 20)}MiB`),
    set('temp_directory', spills),
    ...(diskShare === OF_A_STORE.diskShare
      ? []
      : [set('max_temp_directory_size', `${Math.round((diskShare * freeBytes(tmpdir())) / 2 ** 20)}MiB`)]),
  ];
}

/** Room in the file system of a folder. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** A reader holds the file for the length of one query only, so a writer waits a moment before it gives up. */
async function whenFree(
  mode: StoreMode,
  attach: () => Promise<unknown>,
  giveUp: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + (mode === 'write' ? 1000 : 0);
  for (;;) {
    try {
      await attach();
      return;
    } catch (error) {
      if (!isLockConflict(error) || Date.now() >= deadline || giveUp?.aborted === true) throw error;
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
}
