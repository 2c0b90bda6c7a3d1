import type { PlanNode } from '../plan/plan.js';
import { comesBefore, type Ready, ReadyQueue } from './ready-queue.js';

/** What an instance takes of the machine while it runs. */
export interface Demand {
  /** Of memory. */
  readonly bytes: number;
  readonly cores: number;
}

/** Says what instances take; of what it does not say that is one core, and no memory to speak of. */
export type DemandOf = (node: PlanNode) => Partial<Demand>;

/** So many others go before those that wait for room; then nothing starts until there is room for one of them. */
export const MOST_BEFORE = 32;

/** That something is ready, and an idle thread is left so, because it does not fit beside what runs. */
export interface Waiting {
  /** The first that waits. */
  readonly node: PlanNode;
  /** All that are ready. */
  readonly instances: number;
  readonly waitsFor: 'memory' | 'cores';
  /** What it takes of that, what is left of it, and what there is. */
  readonly takes: number;
  readonly left: number;
  readonly capacity: number;
}

/** Ready instances of one demand. */
interface Alike extends Demand {
  readonly queue: ReadyQueue;
}

/**
 * Instances that are ready, of which those may start that fit beside what runs: bytes within the memory, cores within those
 * that there are. The order is that of a `ReadyQueue`, but that what fits goes before what does not.
 *
 * - If nothing runs, the first starts, whatever it takes: what is larger than the machine runs alone.
 * - None waits for ever. While some wait for room, at most `MOST_BEFORE` others are started; then nothing is, until what
 *   runs has made room for one of their demand. Among those of one demand the order is the usual one.
 * - What is sent to a thread together runs one after the other, and takes what the largest of them takes.
 */
export class Packing implements Ready {
  readonly #alike = new Map<string, Alike>();
  readonly #reserved = new Map<number, Demand>();
  /** The demand that waits for room. */
  #waiting: string | null = null;
  #before = 0;
  #size = 0;
  #bytes = 0;
  #cores = 0;

  /** @param capacity  memory that instances may take together, and cores */
  constructor(
    private readonly capacity: Demand,
    private readonly demandOf: DemandOf = () => ({}),
  ) {}

  get size(): number {
    return this.#size;
  }

  /** The one that may start now; null if there is none, or none fits. */
  get first(): PlanNode | null {
    return this.#next()?.[1].queue.first ?? null;
  }

  /** What waits for room though a thread is idle; null if nothing does. */
  get waiting(): Waiting | null {
    const running = this.#reserved.size;
    if (this.#size === 0 || running === 0 || running >= this.capacity.cores || this.#next() !== null) return null;
    const [, alike] = this.#waiting === null ? this.#foremost(() => true)! : ['', this.#alike.get(this.#waiting)!];
    const { bytes, cores, queue } = alike;
    const [left, idle] = [this.capacity.bytes - this.#bytes, this.capacity.cores - this.#cores];
    const first = { node: queue.first!, instances: this.#size };
    return bytes > left
      ? { ...first, waitsFor: 'memory', takes: bytes, left, capacity: this.capacity.bytes }
      : { ...first, waitsFor: 'cores', takes: cores, left: idle, capacity: this.capacity.cores };
  }

  add(node: PlanNode): void {
    const demand = this.#demand(node);
    const key = `${demand.cores} ${demand.bytes}`;
    let alike = this.#alike.get(key);
    if (alike === undefined) {
      alike = { ...demand, queue: new ReadyQueue() };
      this.#alike.set(key, alike);
    }
    alike.queue.add(node);
    this.#size++;
  }

  take(): PlanNode | null {
    const next = this.#next();
    if (next === null) return null;
    const [key, { queue }] = next;
    const head = this.#foremost(() => true)![0];
    if (this.#waiting === null && key !== head) this.#waiting = head;
    if (key === this.#waiting) this.#waiting = null;
    this.#before = this.#waiting === null ? 0 : this.#before + 1;
    this.#size--;
    const node = queue.take();
    if (queue.size === 0) this.#alike.delete(key);
    return node;
  }

  /** Reserves for a slot what the instances take that are sent to its thread. */
  reserve(slot: number, nodes: readonly PlanNode[]): void {
    const demands = nodes.map((node) => this.#demand(node));
    const largest = (of: keyof Demand) => Math.max(...demands.map((demand) => demand[of]));
    this.#reserved.set(slot, { bytes: largest('bytes'), cores: largest('cores') });
    this.#add();
  }

  release(slot: number): void {
    this.#reserved.delete(slot);
    this.#add();
  }

  /** Added anew each time, so that nothing is left of rounding once nothing runs. */
  #add(): void {
    this.#bytes = 0;
    this.#cores = 0;
    for (const { bytes, cores } of this.#reserved.values()) {
      this.#bytes += bytes;
      this.#cores += cores;
    }
  }

  #next(): readonly [string, Alike] | null {
    if (this.#waiting !== null && this.#before >= MOST_BEFORE) {
      const alike = this.#alike.get(this.#waiting)!;
      return this.#fits(alike) ? [this.#waiting, alike] : null;
    }
    return this.#foremost((alike) => this.#fits(alike));
  }

  #foremost(may: (demand: Demand) => boolean): readonly [string, Alike] | null {
    let best: readonly [string, Alike] | null = null;
    for (const entry of this.#alike) {
      if (!may(entry[1])) continue;
      if (best === null || comesBefore(entry[1].queue.first!, best[1].queue.first!)) best = entry;
    }
    return best;
  }

  #fits({ bytes, cores }: Demand): boolean {
    if (this.#reserved.size === 0) return true;
    return this.#bytes + bytes <= this.capacity.bytes && this.#cores + cores <= this.capacity.cores;
  }

  #demand(node: PlanNode): Demand {
    const { bytes = 0, cores = 1 } = this.demandOf(node);
    return {
      bytes: bytes > 0 ? bytes : 0,
      cores: cores >= 1 ? Math.min(cores, this.capacity.cores) : 1,
    };
  }
}
