import { setImmediate } from 'node:timers/promises';
import type { Resolver } from '../key/resolution.js';
import { AT_ONCE } from './due-queue.js';
import { lookedUp } from './heap-growth.js';
import type { Instances } from './instances.js';
import type { RunNumerics } from './numerics.js';
import type { Settling } from './settling.js';

/** Looks up instances that are due: each is a hit then, or ready. */
export class LookingUp {
  #beforeFirst: (() => Promise<void>) | null;

  constructor(
    private readonly resolver: Resolver,
    private readonly instances: Instances,
    private readonly numerics: RunNumerics,
    private readonly settling: Settling,
    /** Awaited before the first is ready that has to be executed. */
    beforeFirst: (() => Promise<void>) | null,
  ) {
    this.#beforeFirst = beforeFirst;
  }

  /** Some thousands at most. */
  async next(): Promise<void> {
    const { instances, numerics, settling, resolver } = this;
    const due = instances.takeDue(AT_ONCE);
    const resolved = await resolver.resolve(due, (node, output) => instances.output(node, output));
    if (this.#beforeFirst !== null && resolved.some(({ hit }) => hit === null)) {
      await this.#beforeFirst();
      this.#beforeFirst = null;
    }
    for (const [i, found] of resolved.entries()) {
      if (found.recorded !== null) numerics.found(due[i]!, found.recorded.numerics);
      settling.take(instances.resolve(due[i]!, found));
    }
    lookedUp(due.length);
    // Signals, queries of others and the writing of batches wait for this.
    if (due.length === AT_ONCE) await setImmediate();
  }
}
