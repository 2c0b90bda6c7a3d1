/** How long a result may wait for company before it is written, in milliseconds. */
const BATCH_MS = 250;
/**
 * A transaction takes milliseconds for each table whatever it brings, and holds this thread up meanwhile: where that is
 * much, the next waits for this many times as long, up to so many milliseconds.
 */
const PAUSE = 3;
const LONGEST_BATCH_MS = 500;
/** How many bytes may wait before they are written at once, and how many go into one transaction. */
const BATCH_BYTES = 64 * 2 ** 20;

interface Waiting<Operation> {
  readonly operation: Operation;
  readonly bytes: number;
  /** Null where nobody waits. */
  readonly written: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | null;
}

/**
 * A queue whose operations are written in order, many to a transaction: one transaction each would cost about a
 * millisecond per operation.
 *
 * When a batch fails, each of its operations is tried alone, so that one bad operation does not take the others with it.
 */
export class BatchQueue<Operation> {
  readonly #write: (operations: readonly Operation[]) => Promise<void>;
  #waiting: Waiting<Operation>[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  /** Whether a flush was asked for because many bytes wait. */
  #full = false;
  /** What the last batch took, in milliseconds. */
  #tookMs = 0;

  /**
   * @param write   Writes all of its operations in one transaction, or throws having written none.
   * @param failed  Told why an operation that nobody waits for could not be written.
   */
  constructor(
    write: (operations: readonly Operation[]) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#write = write;
  }

  /** Queues an operation; resolves when it is durable. */
  push(operation: Operation, bytes: number): Promise<void> {
    return new Promise((resolve, reject) => this.#add({ operation, bytes, written: { resolve, reject } }));
  }

  /** Queues an operation that nobody waits for. */
  post(operation: Operation, bytes: number): void {
    this.#add({ operation, bytes, written: null });
  }

  #add(waiting: Waiting<Operation>): void {
    this.#waiting.push(waiting);
    this.#waitingBytes += waiting.bytes;
    if (this.#waitingBytes >= BATCH_BYTES) {
      if (this.#full) return;
      this.#full = true;
      void this.flush();
    } else {
      this.#timer ??= setTimeout(() => void this.flush(), this.#waitMs);
    }
  }

  get #waitMs(): number {
    return Math.min(LONGEST_BATCH_MS, Math.max(BATCH_MS, PAUSE * this.#tookMs));
  }

  /** Writes what is queued; resolves when all of it was written or refused. What comes meanwhile waits for the next. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#writing !== undefined) await this.#writing;
    this.#full = false;
    if (this.#waiting.length === 0) return;
    this.#writing = this.#drain(this.#waiting.length).finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** Writes those that came first. */
  async #drain(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const batch = this.#take(left);
      left -= batch.length;
      const began = performance.now();
      try {
        await this.#write(batch.map(({ operation }) => operation));
        for (const { written } of batch) written?.resolve();
      } catch (error) {
        if (batch.length === 1) this.#refuse(batch[0]!, error);
        else await this.#writeEach(batch);
      }
      this.#tookMs = performance.now() - began;
    }
  }

  /** The longest run of the first queued operations that fits one transaction, at least one and at most so many. */
  #take(most: number): Waiting<Operation>[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      if (count === most || (count > 0 && bytes + waiting.bytes > BATCH_BYTES)) break;
      bytes += waiting.bytes;
      count += 1;
    }
    this.#waitingBytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  async #writeEach(batch: readonly Waiting<Operation>[]): Promise<void> {
    for (const waiting of batch) {
      try {
        await this.#write([waiting.operation]);
        waiting.written?.resolve();
      } catch (error) {
        this.#refuse(waiting, error);
      }
    }
  }

  #refuse({ written }: Waiting<Operation>, error: unknown): void {
    if (written === null) this.failed(error);
    else written.reject(error);
  }
}
