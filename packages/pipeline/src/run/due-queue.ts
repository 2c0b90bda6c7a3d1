import type { PlanNode } from '../plan/plan.js';

/** So many are looked up before anything else has its turn. */
export const AT_ONCE = 2000;

/**
 * Instances that are to be looked up, those nearest to an end first and among equals the first that came: what is found of
 * the beginning of a chain is remembered until its end was looked up, so that a plan that was looked up stage by stage would
 * have all of it in memory.
 */
export class DueQueue {
  /** By the stages on the way to an end; of each, those before its place were taken. */
  readonly #byHeight: { nodes: PlanNode[]; from: number }[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(node: PlanNode): void {
    while (this.#byHeight.length <= node.height) this.#byHeight.push({ nodes: [], from: 0 });
    this.#byHeight[node.height]!.nodes.push(node);
    this.#size++;
  }

  /** At most so many. */
  take(most = Number.POSITIVE_INFINITY): readonly PlanNode[] {
    const taken: PlanNode[] = [];
    for (const queue of this.#byHeight) {
      const { nodes, from } = queue;
      const end = Math.min(nodes.length, from + most - taken.length);
      for (let i = from; i < end; i++) taken.push(nodes[i]!);
      queue.from = end;
      if (end === nodes.length && end > 0) {
        queue.nodes = [];
        queue.from = 0;
      }
      if (taken.length === most) break;
    }
    this.#size -= taken.length;
    return taken;
  }
}
