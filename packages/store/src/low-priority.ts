import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Of a thread of this priority a processor that others want does 4 % (Linux: a weight of 36 beside their 1024). */
const LOW = 15;

/** Lets this process have little but what others leave of the processors. It cannot be taken back. */
export function lowerPriority(): void {
  try {
    // On Linux a priority is of a thread; those that begin later take that of the thread that starts them.
    for (const thread of threads()) setPriority(thread, LOW);
  } catch {
    // Where it is not allowed, or a thread has just ended, we go on as we are.
  }
}

function threads(): readonly number[] {
  if (process.platform !== 'linux') return [0];
  return readdirSync('/proc/self/task').map(Number);
}
