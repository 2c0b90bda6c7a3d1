import type { Attachment } from './attach.js';
import { Scratch } from './scratch.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';
import type { WorkBudget } from './work-budget.js';

/** A snapshot that somebody uses; its files stay until it is released. */
export interface TakenSnapshot {
  readonly snapshot: Snapshot;
  release(): void;
}

interface Kept {
  readonly snapshot: Snapshot;
  readonly scratch: Scratch;
  readonly sql: string | null;
  /** What the store had written when it was taken. */
  readonly written: number;
  users: number;
}

/**
 * The snapshots of a store that is being written. The last one serves again while nothing is written and the same is asked:
 * a figure that is watched costs nothing while there is nothing new.
 */
export class Snapshots {
  #last: Kept | null = null;

  constructor(
    private readonly attachment: Attachment,
    /** Counts what the store has written. */
    private readonly written: () => number,
    private readonly budget: WorkBudget,
  ) {}

  /**
   * Of what a statement is about, or of all tables.
   *
   * @param gone  Aborted when nobody waits for it any more.
   */
  async take(sql: string | null, gone: AbortSignal): Promise<TakenSnapshot> {
    const kept = await this.budget.do(async () => {
      const written = this.written();
      if (this.#last?.written === written && this.#last.sql === sql) {
        this.#last.users++;
        return this.#last;
      }
      const scratch = new Scratch(this.attachment.scratch);
      try {
        const snapshot = await takeSnapshot(this.attachment, scratch, sql);
        const taken: Kept = { snapshot, scratch, sql, written, users: 2 };
        this.forget();
        this.#last = taken;
        return taken;
      } catch (error) {
        scratch.remove();
        throw error;
      }
    }, gone);
    let released = false;
    return {
      snapshot: kept.snapshot,
      release: () => {
        if (!released) this.#leave(kept);
        released = true;
      },
    };
  }

  /** Removes the files of the last one, as soon as nobody uses them. */
  forget(): void {
    if (this.#last !== null) this.#leave(this.#last);
    this.#last = null;
  }

  #leave(kept: Kept): void {
    kept.users--;
    if (kept.users === 0) kept.scratch.remove();
  }
}
