/** How long a result may wait for company before it is written, in milliseconds. */
const BATCH_MS = 250;
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
    if (this.#waitingBytes >= BATCH_BYTES) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), BATCH_MS);
  }

  /** Writes what is queued; resolves when all of it was written or refused. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#writing !== undefined) await this.#writing;
    if (this.#waiting.length === 0) return;
    this.#writing = this.#drain().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        await this.#write(batch.map(({ operation }) => operation));
        for (const { written } of batch) written?.resolve();
      } catch (error) {
        if (batch.length === 1) this.#refuse(batch[0]!, error);
        else await this.#writeEach(batch);
      }
    }
  }

  /** The longest run of queued operations that fits one transaction, at least one. */
  #take(): Waiting<Operation>[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      if (count > 0 && bytes + waiting.bytes > BATCH_BYTES) break;
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
