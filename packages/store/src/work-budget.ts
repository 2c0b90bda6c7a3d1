import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Turns } from './turns.js';

/** Of all time, on average, and how many milliseconds at once where little was done before. */
const SHARE = 0.05;
const AT_ONCE_MS = 700;
/** Nobody waits longer than this for what others had. */
const LONGEST_WAIT_MS = 60_000;

/**
 * What a process that has more important things to do spends on others: a twentieth of the time, with something to spare for
 * whoever asks once in a while. What goes beyond waits.
 */
export class WorkBudget {
  #left = AT_ONCE_MS;
  #counted = performance.now();
  readonly #turns = new Turns();

  /** Milliseconds that may be spent now. */
  get left(): number {
    const now = performance.now();
    this.#left = Math.min(AT_ONCE_MS, this.#left + SHARE * (now - this.#counted));
    this.#counted = now;
    return this.#left;
  }

  spend(milliseconds: number): void {
    this.#left = Math.max(-SHARE * LONGEST_WAIT_MS, this.left - milliseconds);
  }

  /**
   * Does a piece of work when its turn has come and there is something left, and counts how long it took: at most what this
   * process had of the processors meanwhile, for where others have them a short piece of work takes long.
   *
   * @param signal  Aborted when nobody waits for it any more; it is not begun then.
   */
  do<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    return this.#turns.take(async () => {
      while (this.left <= 0) await pause(10 - this.left / SHARE, undefined, { signal });
      signal?.throwIfAborted();
      const began = performance.now();
      const used = process.cpuUsage();
      try {
        return await work();
      } finally {
        const { user, system } = process.cpuUsage(used);
        this.spend(Math.min(performance.now() - began, (user + system) / 1000));
      }
    });
  }
}
