import { readFileSync } from 'node:fs';
import {
  isDamage,
  messageOf,
  QueryError,
  StoreAccessError,
  StoreDamagedError,
  StoreFormatError,
  StoreInUseError,
  StoreLostError,
} from './errors.js';
import { logUpTo } from './log-scan.js';
import { adviceOnStopped, isStopped } from './stopped-owner.js';
import { damagedLog, type StoreMode, salvageCommand } from './store-path.js';

/**
 * What DuckDB says of a store, as a sentence with what to do about it, in the class of whose it is to mend. What is no
 * fault of the store stays as it is.
 */
export function explainError(error: unknown, file: string, mode: StoreMode): unknown {
  if (OURS.some((own) => error instanceof own)) return error;
  const message = messageOf(error);
  if (isLockConflict(error)) {
    const held = /held in (.+?) \(PID (\d+)\)/.exec(message);
    const pid = held === null ? null : Number(held[2]);
    const advice = isStopped(pid) ? adviceOnStopped(pid) : undefined;
    return new StoreInUseError(file, pid, commandOf(pid) ?? held?.[1] ?? null, advice);
  }
  if (/File too large/i.test(message)) {
    return new StoreAccessError(
      `${file}: the store has become longer than is allowed; raise the limit (ulimit -f), or give another --store. What was ` +
        'finished before is kept.',
    );
  }
  if (/No space left on device|Disk quota exceeded|not enough space on the disk/i.test(message)) {
    return new StoreAccessError(
      `${file}: the disk is full; make room on it, or give another --store. What was finished before is kept, and the same ` +
        'command goes on from there.',
    );
  }
  if (/Too many open files/i.test(message)) {
    return new StoreAccessError(
      `${file}: too many files are open in this process; raise the limit (ulimit -n 4096), or use fewer --jobs.`,
    );
  }
  if (/Input\/output error|fsync failed/i.test(message)) {
    return new StoreAccessError(
      `${file}: the disk cannot be read or written (${firstLine(message)}); look for its faults, and copy the store to another.`,
    );
  }
  if (/newer version|older version|storage version|version number/i.test(message)) {
    return new StoreFormatError(`${file} was written by another version of DuckDB: ${message}`);
  }
  if (/not a valid DuckDB database/i.test(message)) {
    return new StoreFormatError(`${file} is not a DuckDB database; give another --store or move it away.`);
  }
  const at = /Corrupt WAL file: entry at byte position (\d+)/.exec(message)?.[1];
  if (at !== undefined) return new StoreDamagedError(damagedLog(file, logUpTo(file, Number(at))));
  if (isDamage(error)) {
    return new StoreDamagedError(
      `${file} is damaged: ${firstLine(message)}. What can be read of it can be saved: ${salvageCommand(file)}`,
    );
  }
  if (/permission denied|read-only file system|cannot open/i.test(message)) {
    const verb = mode === 'write' ? 'write' : 'read';
    return new StoreAccessError(
      `${file}: cannot ${verb} the store; check the rights on it and on its folder (${firstLine(message)}).`,
    );
  }
  return error;
}

const OURS = [QueryError, StoreAccessError, StoreDamagedError, StoreFormatError, StoreInUseError, StoreLostError];

export function isLockConflict(error: unknown): boolean {
  return /could not set lock|conflicting lock|being used by another process/i.test(messageOf(error));
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!;
}

/** The command line of a process, where the system shows it. */
function commandOf(pid: number | null): string | null {
  if (pid === null) return null;
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return text === '' ? null : text;
  } catch {
    return null; // not Linux, or the process has ended
  }
}
