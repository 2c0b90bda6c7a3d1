import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StoreAccessError } from './errors.js';

/** The system's limit on the path of a unix domain socket is 104 to 108 bytes. */
const LONGEST_PATH = 100;

/**
 * Where the owner of a store may listen, best first: beside the file, or, when that path is too long for a socket or its
 * file system has none, in a folder of the user's own under the temporary folder. On Windows a named pipe.
 *
 * @param file  Real path of the database file.
 */
export function socketPaths(file: string): readonly string[] {
  const name = createHash('sha256').update(file).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return [`\\\\.\\pipe\\rgflow-${name}`];
  const beside = `${file}.sock`;
  const elsewhere = join(tmpdir(), `rgflow-${userNumber()}`, `${name}.sock`);
  return Buffer.byteLength(beside) <= LONGEST_PATH ? [beside, elsewhere] : [elsewhere];
}

/**
 * Makes the folder of the fallback, or checks that it is the user's alone: the temporary folder is everybody's, and who
 * owned the folder could answer in our place.
 *
 * @throws {StoreAccessError} if it is somebody else's or open to others.
 */
export function ownFolder(path: string, file: string): void {
  const folder = dirname(path);
  if (folder === dirname(file) || process.platform === 'win32') return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isOwn(folder)) {
    throw new StoreAccessError(
      `${folder}: must be a folder of yours that nobody else can enter; remove it or chmod 700 it.`,
    );
  }
}

/** Whether a socket's folder is beside the store or the user's alone. */
export function isTrusted(path: string, file: string): boolean {
  const folder = dirname(path);
  return folder === dirname(file) || process.platform === 'win32' || isOwn(folder);
}

function isOwn(folder: string): boolean {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  return status?.isDirectory() === true && status.uid === userNumber() && (status.mode & 0o077) === 0;
}

/** Asked of the process, not of the user database, in which a container's user need not be. */
function userNumber(): number {
  return process.getuid?.() ?? 0;
}
