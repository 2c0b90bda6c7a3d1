import type { Commit } from '../records.js';
import type { ResultStore } from '../result-store.js';

/** Results waiting to be written may hold this many bytes before new instances have to wait. */
const FULL_BYTES = 512 * 2 ** 20;

/** The results on their way into the store. */
export class WriteBacklog {
  #writes = 0;
  #bytes = 0;
  #hurrying = false;

  /**
   * @param written  called when a write has ended
   * @param failed   called before that, with the error of a write that failed
   */
  constructor(
    private readonly store: Pick<ResultStore, 'commit' | 'flush'>,
    private readonly written: () => void,
    private readonly failed: (error: unknown) => void,
    private readonly fullBytes = FULL_BYTES,
  ) {}

  get empty(): boolean {
    return this.#writes === 0;
  }

  /** Whether so much waits that nothing new should begin. */
  get full(): boolean {
    return this.#bytes > this.fullBytes;
  }

  /** Has what waits written at once, as nothing comes that it could go with; tells whether nothing waits. */
  hurry(): boolean {
    if (this.#hurrying || this.empty) return this.empty;
    this.#hurrying = true;
    void this.store
      .flush()
      .catch((error: unknown) => this.failed(error))
      .finally(() => {
        this.#hurrying = false;
      });
    return false;
  }

  /** @param told  called before all others: whether it was written */
  write(commit: Commit, told: (written: boolean) => void): void {
    const bytes = bytesOf(commit);
    this.#writes++;
    this.#bytes += bytes;
    void this.store
      .commit(commit)
      .then(
        () => told(true),
        (error: unknown) => {
          told(false);
          this.failed(error);
        },
      )
      .finally(() => {
        this.#writes--;
        this.#bytes -= bytes;
        this.written();
      });
  }
}

function bytesOf({ tables, objects }: Commit): number {
  return [...Object.values(tables), ...objects].reduce((sum, object) => sum + object.bytes.byteLength, 0);
}
