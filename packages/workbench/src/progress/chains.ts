import type { Plan, PlanNode } from '@rgflow/pipeline';
import type { Behind } from './remaining-time.js';

/** Of each instance the one that waits for it and has the longest chain of others waiting behind it. */
export class Chains {
  /** By the number of an instance; -1 of the last one. */
  readonly #next: Int32Array;
  readonly #nodeOf = new Map<string, Map<PlanNode['cell'], PlanNode>>();

  /** @param unitsOf  what an instance amounts to */
  constructor(
    private readonly plan: Plan,
    private readonly unitsOf: (node: PlanNode) => number,
  ) {
    const { nodes } = plan;
    this.#next = new Int32Array(nodes.length).fill(-1);
    // Of what waits for an instance: it stands behind it in a plan, so that from the end on it is complete.
    const behind = new Float64Array(nodes.length);
    for (const node of nodes.toReversed()) {
      const chain = unitsOf(node) + behind[node.index]!;
      for (const { node: producer } of Object.values(node.inputs)) {
        if (chain <= behind[producer.index]!) continue;
        behind[producer.index] = chain;
        this.#next[producer.index] = node.index;
      }
      const ofStage = this.#nodeOf.get(node.stage.name);
      if (ofStage === undefined) this.#nodeOf.set(node.stage.name, new Map([[node.cell, node]]));
      else ofStage.set(node.cell, node);
    }
  }

  /** @param cell  of the plan itself, no copy */
  behind(stage: string, cell: PlanNode['cell']): Behind {
    const behind: Record<string, number> = {};
    let next = this.#nextOf(this.#nodeOf.get(stage)?.get(cell));
    for (; next !== undefined; next = this.#nextOf(next)) {
      behind[next.stage.name] = (behind[next.stage.name] ?? 0) + this.unitsOf(next);
    }
    return behind;
  }

  #nextOf(node: PlanNode | undefined): PlanNode | undefined {
    return node === undefined ? undefined : this.plan.nodes[this.#next[node.index]!];
  }
}
