import { performance } from 'node:perf_hooks';
import type { PlanNode } from '../plan/plan.js';
import type { Running } from './execution.js';
import type { LiveFigures } from './live-figures.js';
import { type WorkerPool, wasLost } from './pool.js';
import type { Task, TaskResult } from './worker.js';

/** When an execution began, and how long ago that was when it ended, in milliseconds. */
export interface Timed {
  readonly startedAt: Date;
  readonly wallMs: number;
}

/** Told what became of instances that were sent to a thread. */
export interface Receiver {
  readonly succeeded: (node: PlanNode, timed: Timed, result: TaskResult) => void;
  readonly failed: (node: PlanNode, timed: Timed, error: unknown) => void;
  /** The thread of an instance was lost under another, with which it had been sent. */
  readonly unharmed: (node: PlanNode) => void;
  /** All of the instances that were sent together are done, or there may be more threads than before. */
  readonly mayStart: () => void;
}

interface Sent {
  readonly slot: number;
  /** Its place among those that were sent together. */
  readonly place: number;
  readonly began: number;
  readonly done: Promise<void>;
}

/** The instances on worker threads: one for each thread, or some that are sent together and run one after the other. */
export class UnderWay {
  readonly #sent = new Map<PlanNode, Sent>();

  constructor(
    private readonly pool: WorkerPool,
    private readonly receiver: Receiver,
    private readonly figures: LiveFigures,
  ) {
    void pool.opened.then(() => receiver.mayStart());
  }

  get none(): boolean {
    return this.#sent.size === 0;
  }

  /** What is running now; of those that were sent together that is one. */
  running(): readonly Running[] {
    const now = performance.now();
    return [...this.#sent].flatMap(([node, { slot, place, began }]) => {
      if (this.pool.placeOf(slot) !== place) return [];
      const { stage, cell } = node;
      const [fraction, figures] = [this.pool.progressOf(slot), this.figures.before(node)];
      return [{ stage: stage.name, cell, fraction, elapsedMs: now - began, figures }];
    });
  }

  /** Sends instances to the thread of a slot. */
  send(slot: number, nodes: readonly PlanNode[], tasks: readonly Task[]): void {
    const startedAt = new Date();
    const began = performance.now();
    const timed = (): Timed => ({ startedAt, wallMs: performance.now() - began });
    const done = this.pool
      .runTogether(tasks)
      .then(
        (outcomes) => {
          for (const [i, outcome] of outcomes.entries()) {
            if (outcome.status === 'fulfilled') this.#succeeded(nodes[i]!, timed(), outcome.value);
            else this.receiver.failed(nodes[i]!, timed(), outcome.reason);
          }
        },
        (error: unknown) => {
          const place = wasLost(error) ? this.pool.placeOf(slot) : null;
          for (const [i, node] of nodes.entries()) {
            if (place === null || place === i) this.receiver.failed(node, timed(), error);
            else this.receiver.unharmed(node);
          }
        },
      )
      .then(() => {
        for (const node of nodes) this.#sent.delete(node);
        this.pool.give(slot);
        this.receiver.mayStart();
      });
    for (const [place, node] of nodes.entries()) this.#sent.set(node, { slot, place, began, done });
  }

  #succeeded(node: PlanNode, timed: Timed, result: TaskResult): void {
    this.figures.take(node, result);
    this.receiver.succeeded(node, timed, result);
  }

  /** Resolves when all are done. */
  async ended(): Promise<void> {
    await Promise.all([...this.#sent.values()].map(({ done }) => done));
  }
}
