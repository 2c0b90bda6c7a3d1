import type { Piscina } from 'piscina';
import type { CodeSnapshot } from '../key/code-snapshot.js';
import type { Plan } from '../plan/plan.js';
import { growSlowly } from './heap-growth.js';
import type { Task, TaskFailure, TaskOutcome, TaskResult, WorkerStart } from './worker.js';

/** The worker threads of a run, started with the first task or before. Slots number the tasks under way, 0 to jobs - 1. */
export class WorkerPool {
  readonly #progress: Float64Array;
  readonly #free: number[];
  readonly #shared: SharedArrayBuffer;
  #piscina: Promise<Piscina> | null = null;
  #destroyed: Promise<void> | null = null;

  constructor(
    readonly jobs: number,
    private readonly plan: Plan,
    /** Asked when the threads are started. */
    private readonly code: () => Promise<CodeSnapshot>,
    /** Told of every slot that is free again. */
    private readonly packing: { release(slot: number): void } = { release: () => {} },
  ) {
    this.#shared = new SharedArrayBuffer(2 * 8 * jobs);
    this.#progress = new Float64Array(this.#shared);
    this.#free = Array.from({ length: jobs }, (_, i) => jobs - 1 - i);
  }

  /** Starts threads for tasks that will come: as many as there are roots of the plan, at most all. */
  begin(): void {
    const roots = this.plan.nodes.filter(({ depth }) => depth === 0).length;
    if (roots === 0) return;
    this.#piscina ??= this.#start(Math.min(this.jobs, roots));
    // Told to the first task.
    this.#piscina.catch(() => undefined);
  }

  get idle(): boolean {
    return this.#free.length > 0;
  }

  /** Takes a free slot; call only while `idle`. */
  take(): number {
    const slot = this.#free.pop();
    if (slot === undefined) throw new Error('WorkerPool.take: every slot is taken.');
    this.#progress[slot] = 0;
    this.#progress[this.jobs + slot] = 0;
    return slot;
  }

  give(slot: number): void {
    this.#free.push(slot);
    this.packing.release(slot);
  }

  /** The fraction done of what runs in a slot. */
  progressOf(slot: number): number {
    return this.#progress[slot] ?? 0;
  }

  /** Which of the tasks that were sent together runs in a slot, or ran last. */
  placeOf(slot: number): number {
    return this.#progress[this.jobs + slot] ?? 0;
  }

  /**
   * Runs one task; its input buffers are moved to the worker. Rejected if the stage throws, its thread dies, or
   * the pool is destroyed.
   *
   * @throws {OutdatedCode} if a file behind its key is no longer what it was when the run began.
   */
  async run(task: Task): Promise<TaskResult> {
    const [outcome] = await this.runTogether([task]);
    if (outcome!.status === 'rejected') throw outcome!.reason;
    return outcome!.value;
  }

  /**
   * Runs tasks of one slot one after the other on one thread, and tells of each what `run` would. Rejected if the thread
   * dies or the pool is destroyed.
   */
  async runTogether(tasks: readonly Task[]): Promise<readonly PromiseSettledResult<TaskResult>[]> {
    this.#piscina ??= this.#start();
    const piscina = await this.#piscina;
    if (this.#destroyed !== null) throw new Error('the worker threads have been stopped');
    const buffers: ArrayBuffer[] = [];
    for (const { inputs } of tasks) {
      for (const name in inputs) for (const { bytes } of inputs[name]!) buffers.push(bytes.buffer as ArrayBuffer);
    }
    const outcomes = (await piscina.run(tasks, { transferList: buffers })) as readonly TaskOutcome[];
    return outcomes.map((outcome) => {
      if ('outdated' in outcome) return { status: 'rejected', reason: new OutdatedCode(outcome.outdated) };
      if ('thrown' in outcome) return { status: 'rejected', reason: asError(outcome) };
      return { status: 'fulfilled', value: outcome };
    });
  }

  /** Ends the threads at once; tasks under way are rejected, and so is every later one. */
  destroy(): Promise<void> {
    this.#destroyed ??= (async () => (await this.#piscina)?.destroy())();
    return this.#destroyed;
  }

  async #start(atOnce = 1): Promise<Piscina> {
    const { nodes } = this.plan;
    growSlowly(nodes.length);
    const modules = [...new Set(nodes.map(({ stage }) => stage.module as string))];
    const { Piscina } = await import('piscina');
    const code = await this.code();
    const piscina = new Piscina({
      filename: new URL('../../dist/run/worker.js', import.meta.url).href,
      minThreads: atOnce,
      maxThreads: this.jobs,
      // A thread that waits for the next task is not ended meanwhile: starting another takes half a second of CPU.
      idleTimeout: 60_000,
      concurrentTasksPerWorker: 1,
      // Threads that wait in their event loop can load modules, and die, between two tasks.
      atomics: 'disabled',
      workerData: { modules, code, progress: this.#shared } satisfies WorkerStart,
    });
    // A thread that dies between two tasks, by something its last stage left behind, is replaced; nobody waits for it.
    piscina.on('error', () => {});
    return piscina;
  }
}

/** Whether the thread of a task came to its end under it, for want of memory or by `process.exit`: nothing was thrown. */
export function wasLost(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return wantsMemory(error) || /^worker exited with code/.test(error.message);
}

/** Whether it was lost because it took more memory than threads may. */
export function wantsMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** The results of a run can no longer be those of its keys, because files that threads read themselves have changed. */
export class OutdatedCode extends Error {
  override readonly name = 'OutdatedCode';
  readonly failure = 'usage';

  constructor(files: readonly string[]) {
    super(
      `the code changed while the run was going on: ${files.join(', ')}. What was finished before is kept; run again, and it goes on from there.`,
    );
  }
}

/** What was warned of before a stage threw. */
export interface Warned {
  readonly warnings?: readonly string[];
}

/** The error as it was thrown, but for its class; its stack begins with the name of that. */
function asError({ thrown: { name, message, stack }, warnings }: TaskFailure): Error & Warned {
  const error = Object.assign(new Error(message), { warnings });
  error.name = name;
  error.stack = stack?.replace(/^[A-Za-z]*Error(?=:|\n|$)/, name) ?? `${name}: ${message}`;
  return error;
}
