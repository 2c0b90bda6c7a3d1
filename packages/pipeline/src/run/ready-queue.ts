import type { PlanNode } from '../plan/plan.js';

/** Instances that are ready, in the order in which they may start. */
export interface Ready {
  readonly size: number;
  /** The one that is taken next; null if there is none. */
  readonly first: PlanNode | null;
  add(node: PlanNode): void;
  take(): PlanNode | null;
}

/**
 * Instances that may start, those nearest to an end first and among equals the earliest in the plan: what a network
 * is measured by goes before its next epoch, and a sweep finishes its cells one after the other, so that few
 * intermediates wait in memory and results come early. A binary heap, O(log n) each way.
 */
export class ReadyQueue implements Ready {
  readonly #heap: PlanNode[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The one that is taken next; null if there is none. */
  get first(): PlanNode | null {
    return this.#heap[0] ?? null;
  }

  add(node: PlanNode): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!comesBefore(node, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = node;
  }

  take(): PlanNode | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && comesBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!comesBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

/** Whether one goes before another: nearer to an end, or as near and earlier in the plan. */
export function comesBefore(a: PlanNode, b: PlanNode): boolean {
  return a.height < b.height || (a.height === b.height && a.index < b.index);
}
