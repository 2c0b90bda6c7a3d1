import { systemError } from '@rgflow/pipeline/system-error';

/** What can be wrong with a store. `failure` says what kind of failure it is for whoever runs the program. */

/** Another process, or this one, holds the database file. */
export class StoreInUseError extends Error {
  override readonly name = 'StoreInUseError';
  readonly failure = 'store-in-use';
  constructor(
    readonly file: string,
    /** Process that holds the file, when the database tells it. */
    readonly pid: number | null,
    /** Command of that process, when the database or the process itself tells it. */
    readonly command: string | null,
    /** What is known besides, and what to do about it. */
    advice = 'one process owns a store at a time. Wait for it to end, stop it, or give another --store.',
  ) {
    const holder = [command, pid === null ? null : `pid ${pid}`].filter((part) => part !== null).join(', ');
    super(`${file}: the store is in use${holder === '' ? ' by another process' : ` by ${holder}`}; ${advice}`);
  }
}

/** The file is there but is not a store this version can use. */
export class StoreFormatError extends Error {
  override readonly name = 'StoreFormatError';
  readonly failure = 'store-damaged';
}

/** The file is a store, and DuckDB found a block of it that does not match its checksum. */
export class StoreDamagedError extends Error {
  override readonly name = 'StoreDamagedError';
  readonly failure = 'store-damaged';
}

/** The file was deleted, replaced or written over by somebody else while it was open. */
export class StoreLostError extends Error {
  override readonly name = 'StoreLostError';
  readonly failure = 'store-damaged';
}

/** The file or its folder cannot be read, written or made. */
export class StoreAccessError extends Error {
  override readonly name = 'StoreAccessError';
  readonly failure = 'usage';
}

/** A shared cache does not answer, or says that it cannot at the moment. */
export class CacheSilentError extends StoreAccessError {}

/** A query was refused or failed; the message is for the person who wrote it. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly failure = 'usage';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What the system says of a file or folder, in words; of another error its message. */
export function sentenceOf(error: unknown): string {
  return systemError(error) ?? messageOf(error);
}

/** Whether DuckDB met a block that does not match its checksum, or a file that ends too soon or cannot be made sense of. */
export function isDamage(error: unknown): boolean {
  return DAMAGE.test(messageOf(error));
}

const DAMAGE =
  /Corrupt (?:database|WAL)|computed checksum|serialization error|deserializ|truncated|Could not read enough bytes|WAL (?:file|does|version)/i;
