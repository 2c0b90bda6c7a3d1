import { Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { answerQuery, REFUSAL_TRAILER, sendRefusal } from './answer-query.js';
import { lowerPriority } from './low-priority.js';
import { createServer } from './node-http.js';
import { objectsBehind } from './object-channel.js';
import { openReplica } from './open-store.js';
import { type ReaderQuestion, TAKEN_TRAILER } from './reader-question.js';

const CHANNEL = 3;
const OBJECTS = 4;
const WATCH_MS = 20;

/** Answers what comes by HTTP on descriptor 3, one question after the other; asks for objects on 4. */
export function answerQuestions(): void {
  const fetchObject = objectsBehind(OBJECTS);
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
    const taken = String(share.end());
    response.addTrailers({ [TAKEN_TRAILER]: taken, ...(refusal !== null && { [REFUSAL_TRAILER]: refusal }) });
    response.end();
  });
  const channel = new Socket({ fd: CHANNEL });
  // Not by `exit`, for a query that cannot be interrupted would hold it up.
  channel.on('close', () => process.kill(process.pid, 'SIGKILL'));
  server.emit('connection', channel);
}

/** What a question may take of the processors at the priority of the run; beyond that the priority is lowered. */
class Share {
  readonly #began = process.cpuUsage();
  readonly #watch: NodeJS.Timeout;
  #taken: number | null = null;

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
    lowerPriority('low');
  }

  #sinceBegin(): number {
    const { user, system } = process.cpuUsage(this.#began);
    return (user + system) / 1000;
  }
}
