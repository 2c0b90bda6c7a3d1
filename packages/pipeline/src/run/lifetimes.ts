import type { Plan, PlanNode } from '../plan/plan.js';
import { producersOf } from '../plan/plan.js';

/**
 * Who may still ask for the outputs of an instance.
 *
 * A consumer asks until it is done, and a hit that others consume asks as long as they do: should an object of it be
 * gone, it has to run after all. An instance is over when it is settled and nobody asks any more; then its objects may
 * leave the memory.
 */
export class Lifetimes {
  readonly #asking: Uint8Array;
  readonly #settled: Uint8Array;
  readonly #consumersLeft: Uint32Array;

  constructor(plan: Plan) {
    this.#asking = new Uint8Array(plan.nodes.length).fill(1);
    this.#settled = new Uint8Array(plan.nodes.length);
    this.#consumersLeft = Uint32Array.from(plan.nodes, (node) => node.consumers.length);
  }

  /** Whether some consumer may still ask for the outputs of `node`. */
  wanted(node: PlanNode): boolean {
    return this.#consumersLeft[node.index]! > 0;
  }

  /** Takes back that `node` is settled: it has to run again for a consumer. */
  reopen(node: PlanNode): void {
    this.#settled[node.index] = 0;
  }

  /**
   * Notes that `node` is settled.
   *
   * @param asksAgain  whether it might still have to run, and so need its inputs
   * @param over       is given the instances that are over with it, consumers before their producers
   */
  settle(node: PlanNode, asksAgain: boolean, over: PlanNode[]): void {
    this.#settled[node.index] = 1;
    const before = over.length;
    if (!this.wanted(node)) over.push(node);
    else if (!asksAgain) this.#stopAsking(node, over);
    for (let i = before; i < over.length; i++) this.#stopAsking(over[i]!, over);
  }

  #stopAsking(node: PlanNode, over: PlanNode[]): void {
    if (this.#asking[node.index] === 0) return;
    this.#asking[node.index] = 0;
    for (const producer of producersOf(node)) {
      this.#consumersLeft[producer.index]!--;
      if (!this.wanted(producer) && this.#settled[producer.index] === 1) over.push(producer);
    }
  }
}
