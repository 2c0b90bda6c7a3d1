import type { ResultStore } from '../result-store.js';
import type { PipelineEvent, Thrown } from './events.js';
import { Holders } from './holders.js';
import type { Step } from './instance.js';
import type { Instances } from './instances.js';
import type { LiveObjects } from './live-objects.js';
import type { RunLog } from './run-log.js';
import { supersededObjects } from './superseded.js';
import type { Telling } from './telling.js';

/** Sees to what a step brings about: it is told, what is over is recorded, and its objects leave the memory or the store. */
export class Settling {
  readonly #holders: Holders;

  constructor(
    private readonly store: Pick<ResultStore, 'drop'>,
    private readonly instances: Instances,
    private readonly log: RunLog,
    private readonly live: LiveObjects,
    private readonly telling: Telling,
    /** Whether nobody asks what is known of an instance that is over, as an audit does. */
    private readonly forgets: boolean,
  ) {
    this.#holders = new Holders(instances);
  }

  /** A step of which nothing is to be written. */
  take(step: Step, wallMs = 0, error: Thrown | null = null): void {
    for (const event of this.#events(step, wallMs, error)) this.telling.tell(event);
    this.#release(step);
  }

  /** A step that is told when the answer says that it was written. */
  takeToWrite(step: Step, wallMs: number): (written: boolean) => void {
    const told = this.telling.hold(this.#events(step, wallMs, null));
    this.#release(step);
    return told;
  }

  /** Those after the first were skipped because of it, or have the same key. */
  #events({ settled }: Step, wallMs: number, error: Thrown | null): readonly PipelineEvent[] {
    return settled.map((node, i) => this.log.finished(node, i === 0 ? wallMs : 0, i === 0 ? error : null));
  }

  #release({ settled, over }: Step): void {
    for (const node of settled) this.#holders.settle(node);
    for (const node of over) {
      this.live.release(node.index);
      const superseded = supersededObjects(node, this.instances);
      const dropped = superseded.length === 0 ? superseded : this.#holders.letGo(node, superseded);
      if (dropped.length > 0) this.store.drop(dropped);
      this.log.record(node);
      if (this.forgets) this.instances.forget(node);
    }
  }
}
