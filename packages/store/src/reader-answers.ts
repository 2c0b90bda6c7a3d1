import { Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { answerQuery, REFUSAL_TRAILER, sendRefusal } from './answer-query.js';
import { lowerPriority } from './low-priority.js';
import { createServer } from './node-http.js';
import { objectsBehind } from './object-channel.js';
import { openReplica } from './open-store.js';
import { type ReaderQuestion, TAKEN_TRAILER } from './reader-question.js';

const CHANNEL = 3;
const OBJECTS = 4;
const WATCH_MS = 20;
/** What is worked at a low priority between two rests. */
const STINT_MS = 5;

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
        refusal = await answerQuery(store.queries, sql, format, response, abort.signal, () => share.rest());
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

/**
 * What a question may take of the processors at the priority of the run. Beyond that the priority is lowered, and whatever
 * comes in many parts rests half of the time: two processors may share a core, which no priority gives back.
 */
class Share {
  readonly #began = process.cpuUsage();
  #rested = 0;
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

  /** After a part: as long as was worked since. */
  async rest(): Promise<void> {
    if (this.#taken === null) return;
    const worked = this.#sinceBegin() - this.#rested;
    if (worked < STINT_MS) return;
    await pause(worked);
    this.#rested = this.#sinceBegin();
  }

  #look(): void {
    if (this.#taken !== null || this.#sinceBegin() < this.ownMs) return;
    this.#taken = this.#sinceBegin();
    this.#rested = this.#taken;
    lowerPriority('low');
  }

  #sinceBegin(): number {
    const { user, system } = process.cpuUsage(this.#began);
    return (user + system) / 1000;
  }
}
