/** Lets pieces of work take turns: each begins when those before it are over, however they ended. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all so far are over. */
  async over(): Promise<void> {
    await this.#last;
  }
}
