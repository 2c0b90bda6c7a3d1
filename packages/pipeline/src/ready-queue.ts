import type { PlanNode } from './plan.js';

/**
 * Instances that may start, the deepest first and among equals the earliest in the plan: a sweep finishes its cells
 * one after the other, so that few intermediates wait in memory.
 */
export class ReadyQueue {
  readonly #byDepth: PlanNode[][] = [];
  #size = 0;

  get empty(): boolean {
    return this.#size === 0;
  }

  add(node: PlanNode): void {
    this.#byDepth[node.depth] ??= [];
    const level = this.#byDepth[node.depth]!;
    let at = level.length;
    while (at > 0 && level[at - 1]!.index < node.index) at--;
    level.splice(at, 0, node);
    this.#size++;
  }

  take(): PlanNode | null {
    for (let depth = this.#byDepth.length - 1; depth >= 0; depth--) {
      const node = this.#byDepth[depth]?.pop();
      if (node !== undefined) {
        this.#size--;
        return node;
      }
    }
    return null;
  }
}
