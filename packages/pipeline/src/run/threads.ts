import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { Orders, Task, TaskOutcome, WorkerStart } from './worker.js';

/**
 * Worker threads, which load what they need for any run, and then wait to be told of theirs: they may be begun before it is
 * known what is to be run.
 */
export class Threads {
  readonly #channel: BroadcastChannel;
  #orders: Orders | null = null;

  private constructor(
    /** How many there may be. */
    readonly most: number,
    private readonly piscina: Piscina,
    channel: string,
  ) {
    this.#channel = new BroadcastChannel(channel);
    // A thread that waits asks; one that is started later finds that it is known already.
    this.#channel.onmessage = () => this.#tell();
    this.#channel.unref();
  }

  /** One now, and others, so many at most, once there is more to do than there are threads for. */
  static async begin(most: number): Promise<Threads> {
    const { Piscina } = await import('piscina');
    const channel = `rgflow ${randomUUID()}`;
    const piscina = new Piscina({
      filename: new URL('../../dist/run/worker.js', import.meta.url).href,
      minThreads: 1,
      maxThreads: most,
      // A thread that waits for the next task is not ended meanwhile: starting another takes half a second of CPU.
      idleTimeout: 60_000,
      concurrentTasksPerWorker: 1,
      // Threads that wait in their event loop can load modules, and die, between two tasks.
      atomics: 'disabled',
      workerData: { channel } satisfies WorkerStart,
    });
    // A thread that dies between two tasks, by something its last stage left behind, is replaced; nobody waits for it.
    piscina.on('error', () => {});
    return new Threads(most, piscina, channel);
  }

  /** What their tasks will be of, before the first of them. */
  order(orders: Omit<Orders, 'environment'>): void {
    // A thread has a copy of its own of what the environment was when it was begun.
    this.#orders = { ...orders, environment: { ...process.env } };
    this.#tell();
  }

  /** Runs tasks one after the other on one thread; these buffers are moved there. */
  run(tasks: readonly Task[], buffers: ArrayBuffer[]): Promise<readonly TaskOutcome[]> {
    return this.piscina.run(tasks, { transferList: buffers });
  }

  /** Ends them at once. */
  async destroy(): Promise<void> {
    this.#channel.close();
    await this.piscina.destroy();
  }

  #tell(): void {
    if (this.#orders !== null) this.#channel.postMessage(this.#orders);
  }
}
