import type { PlanNode } from '../plan/plan.js';
import type { Digest } from '../records.js';
import type { Instances } from './instances.js';

/** How many instances that are done keep each tensor in the store: two results may have one by its content. */
export class Holders {
  readonly #counts = new Map<Digest, number>();
  readonly #holding = new Set<number>();
  /** Without chains nothing is ever dropped. */
  readonly #isNeeded: boolean;

  constructor(private readonly instances: Instances) {
    this.#isNeeded = instances.plan.nodes.some(({ keep }) => Object.values(keep).includes('head'));
  }

  /** An instance is settled. */
  settle(node: PlanNode): void {
    if (!this.#isNeeded || this.#holding.has(node.index)) return;
    const outcome = this.instances.outcomeOf(node);
    if (outcome !== 'executed' && outcome !== 'hit') return;
    const objects = this.#objectsOf(node);
    if (objects.length > 0) this.#holding.add(node.index);
    for (const digest of objects) this.#counts.set(digest, (this.#counts.get(digest) ?? 0) + 1);
  }

  /** An instance holds its objects no longer. @returns those of `dropped` that no other one holds */
  letGo(node: PlanNode, dropped: readonly Digest[]): readonly Digest[] {
    if (!this.#holding.delete(node.index)) return dropped;
    for (const digest of this.#objectsOf(node)) this.#counts.set(digest, this.#counts.get(digest)! - 1);
    return dropped.filter((digest) => (this.#counts.get(digest) ?? 0) === 0);
  }

  #objectsOf(node: PlanNode): readonly Digest[] {
    return this.instances
      .of(node)
      .outputs!.flatMap(({ name, objects }) => ((node.keep[name] ?? 'never') === 'never' ? [] : [...new Set(objects)]));
  }
}
