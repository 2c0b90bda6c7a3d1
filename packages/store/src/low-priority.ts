import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Of a thread of the low priority a processor that one other wants does 4 % (Linux: a weight of 36 beside its 1024); of one
 * that starts, for a moment, 10 %: what nobody has an answer from yet is not to take for ever.
 */
const PRIORITIES = { starting: 10, low: 15 } as const;

/** Lets this process have little but what others leave of the processors. It cannot be taken back. */
export function lowerPriority(to: keyof typeof PRIORITIES): void {
  try {
    // On Linux a priority is of a thread; those that begin later take that of the thread that starts them.
    for (const thread of threads()) setPriority(thread, PRIORITIES[to]);
  } catch {
    // Where it is not allowed, or a thread has just ended, we go on as we are.
  }
}

function threads(): readonly number[] {
  if (process.platform !== 'linux') return [0];
  return readdirSync('/proc/self/task').map(Number);
}
