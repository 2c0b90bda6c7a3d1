import { readFileSync } from 'node:fs';

/** Whether the system says that a process is stopped (SIGSTOP, Ctrl-Z); false where it does not tell. */
export function isStopped(pid: number | null): boolean {
  try {
    return /^\d+ \(.*\) [Tt]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** What to do about a store whose owner is stopped. */
export function adviceOnStopped(pid: number | null): string {
  return `it is stopped and answers nobody; \`kill -CONT ${pid}\` lets it go on, \`kill -KILL ${pid}\` ends it (what it has written is kept).`;
}
