import { Piscina } from 'piscina';
import type { Task, TaskResult, WorkerStart } from './worker.js';

/** The worker threads of a run, started with the first task. Slots number the tasks under way, 0 to jobs - 1. */
export class WorkerPool {
  readonly #progress: Float64Array;
  readonly #free: number[];
  readonly #shared: SharedArrayBuffer;
  #piscina: Piscina | null = null;

  constructor(
    readonly jobs: number,
    private readonly modules: readonly string[],
  ) {
    this.#shared = new SharedArrayBuffer(8 * jobs);
    this.#progress = new Float64Array(this.#shared);
    this.#free = Array.from({ length: jobs }, (_, i) => jobs - 1 - i);
  }

  get idle(): boolean {
    return this.#free.length > 0;
  }

  /** Takes a free slot; call only while `idle`. */
  take(): number {
    const slot = this.#free.pop();
    if (slot === undefined) throw new Error('WorkerPool.take: every slot is taken.');
    this.#progress[slot] = 0;
    return slot;
  }

  give(slot: number): void {
    this.#free.push(slot);
  }

  /** The fraction done of what runs in a slot. */
  progressOf(slot: number): number {
    return this.#progress[slot] ?? 0;
  }

  /** Runs one task; its input buffers are moved to the worker. */
  run(task: Task): Promise<TaskResult> {
    this.#piscina ??= new Piscina({
      filename: new URL('../dist/worker.js', import.meta.url).href,
      minThreads: this.jobs,
      maxThreads: this.jobs,
      concurrentTasksPerWorker: 1,
      workerData: { modules: this.modules, progress: this.#shared } satisfies WorkerStart,
    });
    const buffers = Object.values(task.inputs).flatMap((objects) => objects.map((o) => o.bytes.buffer as ArrayBuffer));
    return this.#piscina.run(task, { transferList: [...new Set(buffers)] }) as Promise<TaskResult>;
  }

  /** Ends the threads at once; tasks under way are rejected. */
  async destroy(): Promise<void> {
    await this.#piscina?.destroy();
    this.#piscina = null;
  }
}
