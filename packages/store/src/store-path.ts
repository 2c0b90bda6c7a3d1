import { closeSync, existsSync, lstatSync, openSync, readlinkSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { shellText } from '@rgflow/pipeline/shell-text';
import { StoreAccessError, StoreDamagedError, StoreFormatError, sentenceOf } from './errors.js';
import { type LogScan, scanLog } from './log-scan.js';
import { makeFolder } from './make-folder.js';

export type StoreMode = 'write' | 'read';

/**
 * The real path of a store, also of one that is yet to be made: its log, its socket and its temporary files lie beside
 * what a link leads to, and later openings look for them there.
 *
 * @throws {StoreAccessError} if links lead round in a circle.
 */
export function realStorePath(path: string): string {
  let at = resolve(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    if (existsSync(at)) return realpathSync(at);
    const folder = dirname(at);
    if (!existsSync(folder) || !statSync(folder).isDirectory()) return at;
    const real = join(realpathSync(folder), basename(at));
    if (lstatSync(real, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return real;
    at = resolve(dirname(real), readlinkSync(real));
  }
  throw new StoreAccessError(`${path}: its symbolic links lead round in a circle; give the path of a file.`);
}

const MOST_LINKS = 40;

/** Makes the parent folder and returns the real path. Opens no descriptor on the file. */
export function prepareFile(given: string, mode: StoreMode): string {
  const path = realStorePath(given);
  refuseLogInTheWay(path);
  if (existsSync(path)) {
    const found = statSync(path);
    if (found.isDirectory()) {
      throw new StoreAccessError(
        `${path} is a directory; give the store's file, for example ${join(path, 'rgflow.duckdb')}.`,
      );
    }
    // A pipe would be waited for without end.
    if (!found.isFile())
      throw new StoreAccessError(`${path} is a pipe, a socket or a device; give the path of a file.`);
    return path;
  }
  if (mode === 'read') {
    throw new StoreAccessError(`${given}: there is no store yet; it is made by the first \`rgflow run\`.`);
  }
  try {
    makeFolder(dirname(path));
  } catch (error) {
    throw new StoreAccessError(`cannot make the folder of the store: ${sentenceOf(error)}`);
  }
  return join(realpathSync(dirname(path)), basename(path));
}

/** @throws {StoreAccessError} if what has the name of the log is no file. */
function refuseLogInTheWay(file: string): void {
  const log = `${file}.wal`;
  if (!existsSync(log) || statSync(log).isFile()) return;
  throw new StoreAccessError(`${log}, the place of the store's log, is not a file; move it away.`);
}

/**
 * A log is what was committed since the file was last written. Where it is damaged, or its file is gone, DuckDB would go on
 * without a word, and delete it.
 */
export function refuseDamagedLog(file: string): void {
  const log = scanLog(file);
  if (log === null || log.bytes === 0) return;
  if (!existsSync(file)) {
    throw new StoreDamagedError(
      `${file}: the store is gone, but ${file}.wal, the log of what was last written to it, is there. ` +
        'Put the store back beside it, or move the log away to begin a new one.',
    );
  }
  if (log.damaged) throw new StoreDamagedError(damagedLog(file, log));
}

/** What is said of a log that cannot be read to its end. */
export function damagedLog(
  file: string,
  { readable, bytes, commits }: Pick<LogScan, 'readable' | 'bytes' | 'commits'>,
): string {
  return (
    `${file} is damaged: its log, ${file}.wal, cannot be read from byte ${readable} of ${bytes} on. The file and the ` +
    `${commits} commits before that can be saved: ${salvageCommand(file)}`
  );
}

/** What a person says to save what can be read. */
export function salvageCommand(file: string): string {
  return shellText(['rgflow', 'salvage', '--store', file]);
}

const MAGIC = 'DUCK';
const MAGIC_OFFSET = 8;

/**
 * Reads the first bytes of a file that this process does not hold: closing a descriptor on a file it holds would drop
 * its lock.
 */
export function refuseForeignFile(file: string): void {
  if (!existsSync(file)) return;
  const head = Buffer.alloc(32);
  let length: number;
  try {
    const descriptor = openSync(file, 'r');
    try {
      length = readSync(descriptor, head, 0, head.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new StoreAccessError(`cannot read the store: ${sentenceOf(error)}`);
  }
  if (head.toString('latin1', MAGIC_OFFSET, MAGIC_OFFSET + MAGIC.length) === MAGIC) return;
  const start = length === 0 ? 'is empty' : `starts with ${printable(head.subarray(0, Math.min(length, 16)))}`;
  throw new StoreFormatError(`${file} is not a DuckDB database (${start}); give another --store or move it away.`);
}

function printable(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return /^[\x20-\x7e]+/.test(text)
    ? JSON.stringify(/^[\x20-\x7e]+/.exec(text)![0])
    : `bytes ${bytes.toString('hex', 0, 8)}`;
}
