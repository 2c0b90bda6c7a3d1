import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { answerQuery, REFUSAL_TRAILER, sendRefusal } from './answer-query.js';
import { lowerPriority } from './low-priority.js';
import { objectsBehind } from './object-channel.js';
import { openReplica } from './open-store.js';
import { type ReaderQuestion, TAKEN_TRAILER } from './reader-question.js';

/**
 * A process that answers queries for the one that has the store, from snapshots of it. A query that takes all memory, never
 * ends, or brings DuckDB down, is the end of this process and of nothing else.
 *
 * It is asked by HTTP on descriptor 3, one query after the other, and asks for objects on 4.
 */
const CHANNEL = 3;
const OBJECTS = 4;
const WATCH_MS = 20;

// A Ctrl-C on the terminal is for the run; this process ends when the run lets go of it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
dieFirst();

const fetchObject = objectsBehind(OBJECTS);
let lowered = false;

const server = createServer(async (request, response) => {
  const abort = new AbortController();
  response.on('close', () => abort.abort());
  const { sql, format, snapshot, ownMs } = (await json(request)) as ReaderQuestion;
  const share = new Share(ownMs);
  let refusal: string | null = null;
  try {
    const store = await openReplica(snapshot, fetchObject);
    try {
      refusal = await answerQuery(store.queries, sql, format, response, abort.signal);
    } finally {
      await store.close();
    }
  } catch (error) {
    refusal = sendRefusal(response, 500, error);
  }
  response.addTrailers({
    [TAKEN_TRAILER]: String(share.end()),
    ...(refusal !== null && { [REFUSAL_TRAILER]: refusal }),
  });
  response.end();
});

const channel = new Socket({ fd: CHANNEL });
// Not by `exit`, for a query that cannot be interrupted would hold it up.
channel.on('close', () => process.kill(process.pid, 'SIGKILL'));
server.emit('connection', channel);

/** What a question may take of the processors at the priority of the run; beyond that the priority is lowered. */
class Share {
  readonly #began = process.cpuUsage();
  readonly #watch: NodeJS.Timeout;
  #taken: number | null = lowered ? 0 : null;

  constructor(private readonly ownMs: number) {
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    this.#look();
  }

  /** Milliseconds taken. */
  end(): number {
    clearInterval(this.#watch);
    this.#look();
    return this.#taken ?? this.#sinceBegin();
  }

  #look(): void {
    if (this.#taken !== null || this.#sinceBegin() < this.ownMs) return;
    this.#taken = this.#sinceBegin();
    lowered = true;
    lowerPriority();
  }

  #sinceBegin(): number {
    const { user, system } = process.cpuUsage(this.#began);
    return (user + system) / 1000;
  }
}

/** Where the system has to end a process for want of memory, it is to be this one. */
function dieFirst(): void {
  try {
    if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // some containers do not let us
  }
}
