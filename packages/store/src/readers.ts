import { setTimeout as pause } from 'node:timers/promises';
import { QueryError, StoreAccessError } from './errors.js';
import type { SqlFormat } from './format.js';
import { Reader } from './reader.js';
import { type ReaderQuestion, TAKEN_TRAILER } from './reader-question.js';
import type { Snapshots } from './snapshots.js';
import type { WorkBudget } from './work-budget.js';

/** Queries that are answered at the same time; the others wait. */
const AT_ONCE = 3;
/** A reader that was asked nothing for so long is ended. */
const IDLE_MS = 60_000;
/** Processor time of a query at the priority of the run; what it takes beyond is what the run leaves. */
const OWN_MS = 250;
/** Processor time of a reader's start, and what of it one of low priority takes before that is low. */
const START_MS = 400;
const LOW_START_MS = 50;
/** With less than this left, a question goes to a reader whose priority is low already. */
const LITTLE_MS = 200;

/** An answer of a reader, to be read to its end. */
export interface ReaderAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  parts(): AsyncIterable<Buffer>;
  /** What stands behind the last part. */
  trailers(): Readonly<Record<string, string | undefined>>;
}

/**
 * The processes that answer the queries of others on a store that is being written: started when they are needed, and
 * ended with a query that is given up.
 */
export class Readers {
  readonly #idle = new Map<Reader, NodeJS.Timeout>();
  readonly #all = new Set<Reader>();
  readonly #waiting: (() => void)[] = [];
  readonly #closing = new AbortController();
  #answering = 0;

  constructor(
    private readonly snapshots: Snapshots,
    private readonly readObject: (digest: string) => Promise<Uint8Array | null>,
    private readonly budget: WorkBudget,
    /** Milliseconds after which a query is given up. */
    private readonly limitMs: number,
  ) {}

  /**
   * Has a statement answered; `use` is given the answer and reads it.
   *
   * @param gone  Aborted when nobody waits for the answer any more.
   * @throws {QueryError}       if it took too long or too much memory.
   * @throws {StoreAccessError} if the store is being closed.
   */
  async answer(
    sql: string,
    format: SqlFormat,
    gone: AbortSignal,
    use: (answer: ReaderAnswer) => Promise<void>,
  ): Promise<void> {
    const late = AbortSignal.timeout(this.limitMs); // the time that it waits for its turn included
    await this.#enter();
    const abort = AbortSignal.any([gone, late, this.#closing.signal]);
    let reader: Reader | undefined;
    try {
      abort.throwIfAborted();
      const taken = await this.snapshots.take(sql, abort);
      try {
        reader = this.#reader();
        await this.#ask(reader, { sql, format, snapshot: taken.snapshot }, abort, use);
      } finally {
        taken.release();
      }
    } catch (error) {
      if (reader !== undefined) await this.#end(reader);
      if (this.#closing.signal.aborted) throw new StoreAccessError('the store is being closed; ask again in a moment.');
      if (late.aborted) {
        throw new QueryError(
          `the query took longer than ${this.limitMs / 1000} s, which is the limit while a run has the store open, and it has ` +
            'of the processors what the run and others leave; ask for less, or again when the run has ended.',
        );
      }
      if (reader?.ended != null && !gone.aborted) throw tooMuch(reader.ended);
      throw error;
    } finally {
      this.#leave();
    }
  }

  /** Ends all. */
  close(): void {
    this.#closing.abort();
    for (const reader of this.#all) reader.kill();
    for (const timer of this.#idle.values()) clearTimeout(timer);
    this.#idle.clear();
  }

  async #ask(
    reader: Reader,
    question: Omit<ReaderQuestion, 'ownMs'>,
    abort: AbortSignal,
    use: (answer: ReaderAnswer) => Promise<void>,
  ): Promise<void> {
    const ownMs = reader.lowered ? 0 : Math.max(0, Math.min(OWN_MS, this.budget.left));
    const response = await reader.ask({ ...question, ownMs }, abort);
    await use({
      status: response.statusCode ?? 500,
      headers: response.headers,
      parts: () => response as AsyncIterable<Buffer>,
      trailers: () => response.trailers,
    });
    const taken = Number(response.trailers[TAKEN_TRAILER]);
    if (!reader.lowered) this.budget.spend(taken);
    reader.lowered ||= taken >= ownMs;
    this.#rest(reader);
  }

  /** One that is idle, or a new one; of the priority of the run while there is something left to spend. */
  #reader(): Reader {
    const idle = [...this.#idle.keys()].filter(({ ended }) => ended === null);
    const fast = idle.find(({ lowered }) => !lowered);
    const enough = this.budget.left >= LITTLE_MS + (fast === undefined ? START_MS : 0);
    const chosen = enough ? fast : (idle.find(({ lowered }) => lowered) ?? fast);
    if (chosen !== undefined) {
      clearTimeout(this.#idle.get(chosen));
      this.#idle.delete(chosen);
      return chosen;
    }
    // No more than can answer at the same time.
    for (const reader of idle.slice(0, Math.max(0, this.#all.size + 1 - AT_ONCE))) this.#retire(reader);
    const reader = new Reader(this.readObject, !enough);
    this.#all.add(reader);
    this.budget.spend(enough ? START_MS : LOW_START_MS);
    return reader;
  }

  #retire(reader: Reader): void {
    clearTimeout(this.#idle.get(reader));
    this.#idle.delete(reader);
    this.#all.delete(reader);
    reader.kill();
  }

  #rest(reader: Reader): void {
    const timer = setTimeout(() => this.#retire(reader), IDLE_MS);
    timer.unref();
    this.#idle.set(reader, timer);
  }

  /** Of one that has ended by itself it says how, if that is told in a moment. */
  async #end(reader: Reader): Promise<void> {
    for (let wait = 0; wait < 10 && reader.ended === null; wait++) await pause(10);
    this.#all.delete(reader);
    if (reader.ended === null) reader.kill();
  }

  async #enter(): Promise<void> {
    while (this.#answering >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#answering += 1;
  }

  #leave(): void {
    this.#answering -= 1;
    this.#waiting.shift()?.();
  }
}

function tooMuch(how: string): QueryError {
  return new QueryError(
    `the process that answered the query ended (${how}): most likely it needed more memory than it may have; ask for less. ` +
      'The run is not touched by it.',
  );
}
