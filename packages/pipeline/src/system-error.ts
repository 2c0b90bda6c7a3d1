import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** What the system says of files and programs, in words, and what to do about it. */
const SENTENCES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied; give another place, or change the rights on it and on its folder.',
  EPERM: 'the system does not allow it; give another place, or change the rights on it and on its folder.',
  EROFS: 'the file system is read-only; give another place.',
  ENOENT: 'there is no such file or folder; check the path.',
  ENOTDIR: 'a part of the path is a file and no folder; check the path.',
  EISDIR: 'is a folder; give the path of a file.',
  EEXIST: 'is there already; move it away, or give another place.',
  ENAMETOOLONG: 'the name is too long for the file system; give a shorter one.',
  ELOOP: 'the symbolic links go round in a circle; give the path of a file.',
  ENOSPC: 'no space left; make room, or give another place.',
  EDQUOT: 'your share of the disk is used up; make room, or give another place.',
  EFBIG: 'the file has become longer than is allowed; give another place, or raise the limit (ulimit -f).',
  EIO: 'the disk cannot be read or written; look for its faults before anything else.',
  EMFILE: 'too many files are open in this process; raise the limit (ulimit -n 4096), or use fewer --jobs.',
  ENFILE: 'too many files are open on this machine; close some programs.',
  ENOMEM: 'there is not enough memory; use fewer --jobs, or a machine with more.',
  EAGAIN: 'the system can start no more threads or processes; raise the limit (ulimit -u), or use fewer --jobs.',
};

/** Node takes a package for missing where it cannot open its files: too many are open. */
function isThere(message: string): boolean {
  const entry = /^Cannot find package '([^']+)'/.exec(message)?.[1];
  return entry !== undefined && isAbsolute(entry) && existsSync(join(dirname(entry), 'package.json'));
}

/** A sentence on an error of the system that a person can mend, null for any other. */
export function systemError(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ERR_MODULE_NOT_FOUND' && isThere(error.message)) return SENTENCES.EMFILE!;
  const sentence = code === undefined ? undefined : SENTENCES[code];
  if (sentence === undefined) return null;
  if (syscall?.startsWith('spawn') === true && code === 'ENOENT') {
    return `${path}: there is no such program; install it, or put its folder on the PATH.`;
  }
  return path === undefined ? sentence : `${path}: ${sentence}`;
}
