import { writeFileSync } from 'node:fs';
import { lowerPriority } from './low-priority.js';
import { LOW } from './reader-question.js';

/**
 * A process that answers queries for the one that has the store, from snapshots of it. A query that takes all memory, never
 * ends, or brings DuckDB down, is the end of this process and of nothing else.
 */

// Before DuckDB is loaded, which is most of the work of starting.
if (process.argv.includes(LOW)) lowerPriority('starting');

// A Ctrl-C on the terminal is for the run; this process ends when the run lets go of it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

// Where the system has to end a process for want of memory, it is to be this one.
try {
  if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // some containers do not let us
}

const { answerQuestions } = await import('./reader-answers.js');
answerQuestions();
