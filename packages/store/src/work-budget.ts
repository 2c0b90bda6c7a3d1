import { performance } from 'node:perf_hooks';

/** Of all time, on average, and how many milliseconds at once where little was done before. */
const SHARE = 0.05;
const AT_ONCE_MS = 700;

/**
 * What a process that has more important things to do spends on others: a twentieth of the time, with something to spare for
 * whoever asks once in a while. What goes beyond waits.
 */
export class WorkBudget {
  #left = AT_ONCE_MS;
  #counted = performance.now();
  #turn: Promise<unknown> = Promise.resolve();

  /** Milliseconds that may be spent now. */
  get left(): number {
    const now = performance.now();
    this.#left = Math.min(AT_ONCE_MS, this.#left + SHARE * (now - this.#counted));
    this.#counted = now;
    return this.#left;
  }

  spend(milliseconds: number): void {
    this.#left = this.left - milliseconds;
  }

  /** Does a piece of work when its turn has come and there is something left, and counts how long it took. */
  do<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(async () => {
      while (this.left <= 0) await new Promise((wake) => setTimeout(wake, 10 - this.left / SHARE));
      const began = performance.now();
      try {
        return await work();
      } finally {
        this.spend(performance.now() - began);
      }
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
