import { performance } from 'node:perf_hooks';
import type { CodeSnapshot } from '../key/code-snapshot.js';
import type { Plan } from '../plan/plan.js';
import { takeThreads } from './begun-threads.js';
import { growSlowly } from './heap-growth.js';
import { SlotMemory } from './slot-memory.js';
import { Threads } from './threads.js';
import type { Task, TaskFailure, TaskResult } from './worker.js';

/**
 * The first thread works alone until it has been in stages for so long, which is what starting another takes of processor
 * time: what is over by then needs none, and what takes longer does not lose much.
 */
const ALONE_MS = 100;
/** Between two looks whether it has. */
const LOOK_MS = 25;

/** The worker threads of a run, started with the first task or before. Slots number the tasks under way, 0 to jobs - 1. */
export class WorkerPool {
  /** Resolved once there may be more than one thread. */
  readonly opened: Promise<void>;
  readonly #memory: SlotMemory;
  readonly #free: number[];
  #threads: Promise<Threads> | null = null;
  #destroyed: Promise<void> | null = null;
  #isOpen: boolean;
  #open: () => void = () => {};
  #looks: NodeJS.Timeout | undefined;

  constructor(
    readonly jobs: number,
    private readonly plan: Plan,
    /** Asked when the threads are started. */
    private readonly code: () => Promise<CodeSnapshot>,
    /** Told of every slot that is free again. */
    private readonly packing: { release(slot: number): void } = { release: () => {} },
  ) {
    this.#memory = SlotMemory.of(jobs);
    this.#isOpen = jobs === 1;
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.#free = Array.from({ length: jobs }, (_, i) => jobs - 1 - i);
  }

  /** Starts a thread for tasks that will come. */
  begin(): void {
    if (this.plan.nodes.length === 0) return;
    this.#threads ??= this.#start();
    // Told to the first task.
    this.#threads.catch(() => undefined);
  }

  get idle(): boolean {
    return this.#free.length > (this.#isOpen ? 0 : this.jobs - 1);
  }

  /** Takes a free slot; call only while `idle`. */
  take(): number {
    const slot = this.#free.pop();
    if (slot === undefined) throw new Error('WorkerPool.take: every slot is taken.');
    this.#memory.begin(slot, 0);
    return slot;
  }

  give(slot: number): void {
    this.#free.push(slot);
    this.packing.release(slot);
  }

  /** The fraction done of what runs in a slot. */
  progressOf(slot: number): number {
    return this.#memory.progressOf(slot);
  }

  /** Which of the tasks that were sent together runs in a slot, or ran last. */
  placeOf(slot: number): number {
    return this.#memory.placeOf(slot);
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
    this.#threads ??= this.#start();
    const threads = await this.#threads;
    if (this.#destroyed !== null) throw new Error('the worker threads have been stopped');
    const buffers: ArrayBuffer[] = [];
    for (const { inputs } of tasks) {
      for (const name in inputs) for (const { bytes } of inputs[name]!) buffers.push(bytes.buffer as ArrayBuffer);
    }
    const outcomes = await threads.run(tasks, buffers);
    return outcomes.map((outcome) => {
      if ('outdated' in outcome) return { status: 'rejected', reason: new OutdatedCode(outcome.outdated) };
      if ('thrown' in outcome) return { status: 'rejected', reason: asError(outcome) };
      return { status: 'fulfilled', value: outcome };
    });
  }

  /** Ends the threads at once; tasks under way are rejected, and so is every later one. */
  destroy(): Promise<void> {
    clearInterval(this.#looks);
    this.#destroyed ??= (async () => (await this.#threads)?.destroy())();
    return this.#destroyed;
  }

  async #start(): Promise<Threads> {
    const { nodes } = this.plan;
    growSlowly(nodes.length);
    const modules = [...new Set(nodes.map(({ stage }) => stage.module as string))];
    const code = await this.code();
    const threads = await (takeThreads(this.jobs) ?? Threads.begin(this.jobs));
    threads.order({ modules, code, memory: this.#memory.shared });
    if (!this.#isOpen) this.#looks = setInterval(() => this.#look(), LOOK_MS).unref();
    return threads;
  }

  /** Lets others be started if the first has worked for long enough. */
  #look(): void {
    if (this.#memory.msInStages(performance.timeOrigin + performance.now()) < ALONE_MS) return;
    clearInterval(this.#looks);
    this.#isOpen = true;
    this.#open();
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
