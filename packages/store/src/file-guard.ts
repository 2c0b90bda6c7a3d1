import { closeSync, createWriteStream, openSync, read, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { shellText } from '@rgflow/pipeline/shell-text';
import { fillUp } from './cut-off.js';
import { messageOf, StoreLostError } from './errors.js';

/** DuckDB's two headers: each checkpoint writes the one that is not in force. They begin with a checksum and a count. */
const HEADERS = { at: 4096, bytes: 8192, counts: [8, 4096 + 8] } as const;
const COPIED_AT_ONCE = 2 ** 20;
const OVERWRITTEN = 'was written over by another program';

/**
 * Watches a database file while it is open. What its path names may have become another file, and its log another or none:
 * a system lets one delete and replace what a process has open, and that process then writes where nobody finds it.
 *
 * Its descriptor is closed with the database and not before, for that would drop the lock on the file.
 */
export class FileGuard {
  readonly #descriptor: number;
  readonly #file: Identity;
  #headers: Uint8Array = new Uint8Array();
  #log: Identity | null = null;
  #lost: string | null = null;

  constructor(private readonly path: string) {
    this.#descriptor = openSync(path, 'r+');
    this.#file = identityOf(path)!;
    this.begin();
  }

  /** Takes what is there now for what it is to be; what was written before may have been many checkpoints. */
  begin(): void {
    this.#headers = this.#readHeaders();
    this.#log = identityOf(`${this.path}.wal`);
  }

  /**
   * Looks whether what was written is where it will be looked for.
   *
   * @returns false if the log is gone, in which case a checkpoint writes all that it said into the file.
   * @throws {StoreLostError} if the file is gone or is another.
   */
  check(): boolean {
    if (!this.isLost()) this.#lookIntoIt();
    this.demand();
    const log = identityOf(`${this.path}.wal`);
    const checkpointed = !this.#readHeaders().equals(this.#headers);
    const gone = !checkpointed && this.#log !== null && !(log !== null && isLater(log, this.#log));
    this.begin();
    return !gone;
  }

  /** @throws {StoreLostError} if the file was found to be gone or another, or its path says so now. */
  demand(): void {
    if (this.isLost()) throw this.#error(`what is written now would be lost. ${AGAIN}`);
  }

  /** Whether the path names no file, or another, now or at an earlier look. May be asked in the midst of a commit. */
  isLost(): boolean {
    if (this.#lost !== null) return true;
    const now = identityOf(this.path);
    if (now === null) this.#lost = 'was deleted or moved away';
    else if (now.inode !== this.#file.inode || now.device !== this.#file.device) {
      this.#lost = 'was replaced by another file';
    }
    return this.#lost !== null;
  }

  /** As `fillUp`, after a checkpoint of a file that is whole. */
  fillUp(): void {
    fillUp(this.#descriptor);
  }

  /**
   * Copies what the lost file holds to a file beside its path.
   *
   * @param checkpoint  Brings all that was committed into the file.
   * @param isDatabase  Whether DuckDB opens a file: what others have written over may be none any more.
   * @throws {StoreLostError} that says where it is, or why it is nowhere.
   */
  async save(checkpoint: () => Promise<void>, isDatabase: (file: string) => Promise<boolean>): Promise<never> {
    const target = `${this.path}.saved`;
    try {
      await this.#asideFromOthers(checkpoint);
      await pipeline(this.#content(), createWriteStream(target, { flags: 'wx' }));
    } catch (error) {
      throw this.#error(`what it held could not be saved as ${target} (${messageOf(error)}). ${AGAIN}`);
    }
    if (this.#lost === OVERWRITTEN) {
      if (await isDatabase(target)) {
        const verify = shellText(['rgflow', 'verify', '--store', target]);
        throw this.#error(`what is left in it is saved as ${target}: \`${verify}\` says what of it is whole.`);
      }
      rmSync(target);
      throw this.#error(
        `what it held is lost: no database is left in it. Put a copy of it back, or move it away, and run again.`,
      );
    }
    throw this.#error(`what it held is saved as ${target}: move it to ${this.path} and run again to go on from there.`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** A checkpoint deletes the log by its path: one that is not ours is put aside meanwhile. */
  async #asideFromOthers(checkpoint: () => Promise<void>): Promise<void> {
    const path = `${this.path}.wal`;
    const log = identityOf(path);
    const others = log !== null && (this.#log === null || log.inode !== this.#log.inode);
    if (others) renameSync(path, `${path}.aside`);
    try {
      await checkpoint();
    } finally {
      if (others) renameSync(`${path}.aside`, path);
    }
  }

  async *#content(): AsyncGenerator<Buffer> {
    for (let at = 0; ; ) {
      const part = Buffer.allocUnsafe(COPIED_AT_ONCE);
      const { bytesRead } = await promisify(read)(this.#descriptor, part, 0, part.length, at);
      if (bytesRead === 0) return;
      yield part.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  /** A checkpoint counts one on, and the log begins anew with it. A look follows each commit, which makes one at most. */
  #lookIntoIt(): void {
    const headers = this.#readHeaders();
    if (headers.equals(this.#headers)) return;
    const log = identityOf(`${this.path}.wal`);
    const newLog = log === null || this.#log === null || !isLater(log, this.#log);
    if (newLog && countIn(headers) === countIn(this.#headers) + 1n) return;
    this.#lost = OVERWRITTEN;
  }

  /** Nothing, if there are none. */
  #readHeaders(): Buffer {
    const headers = Buffer.alloc(HEADERS.bytes);
    const length = readSync(this.#descriptor, headers, 0, headers.length, HEADERS.at);
    return length === headers.length ? headers : Buffer.alloc(0);
  }

  #error(what: string): StoreLostError {
    return new StoreLostError(`${this.path}: the store ${this.#lost} while this process had it open; ${what}`);
  }
}

const AGAIN = 'Run again: it is made anew, or goes on from what is there.';

interface Identity {
  readonly device: bigint;
  readonly inode: bigint;
  readonly bytes: bigint;
}

function identityOf(path: string): Identity | null {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status === undefined ? null : { device: status.dev, inode: status.ino, bytes: status.size };
}

/** Whether a log is the one that it was, or that with more behind it. */
function isLater(log: Identity, earlier: Identity): boolean {
  return log.inode === earlier.inode && log.bytes >= earlier.bytes;
}

/** Checkpoints so far. */
function countIn(headers: Uint8Array): bigint {
  if (headers.length === 0) return -1n;
  const view = new DataView(headers.buffer, headers.byteOffset);
  const [one, other] = HEADERS.counts.map((at) => view.getBigUint64(at, true));
  return one! > other! ? one! : other!;
}
