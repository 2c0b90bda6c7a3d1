import type { AnyStage } from '../declare/stage.js';
import type { PlanNode } from '../plan/plan.js';
import type { Instances } from './instances.js';

/** What is sent to a thread together takes at most so many milliseconds, as far as is known, and is at most so many. */
const TOGETHER_MS = 5;
const MOST = 16;
/** What the last execution counts in the mean time of a stage. */
const LAST = 0.2;

/**
 * How long the stages of a run take, and so what is sent to a thread together: to hand one instance over and take its result
 * back costs a few tenths of a millisecond, which is nothing beside an epoch and most of a stage that does little.
 */
export class QuickStages {
  readonly #meanMs = new Map<AnyStage, number>();

  /** @param jobs  threads that there are */
  constructor(private readonly jobs: number) {}

  timed({ stage }: PlanNode, wallMs: number): void {
    const mean = this.#meanMs.get(stage) ?? wallMs;
    this.#meanMs.set(stage, mean + LAST * (wallMs - mean));
  }

  /**
   * Takes the instances to start next: one, or some if all of them are quick. None of whose time nothing is known goes with
   * another, nor one that is to go alone; and every thread gets its share of those that are ready.
   */
  take(instances: Pick<Instances, 'next' | 'ready' | 'start'>, alone: ReadonlySet<PlanNode>): readonly PlanNode[] {
    const most = Math.min(MOST, Math.ceil(instances.ready / this.jobs));
    const taken: PlanNode[] = [];
    let ms = 0;
    for (let node = instances.next; node !== null; node = instances.next) {
      ms += alone.has(node) ? Number.POSITIVE_INFINITY : (this.#meanMs.get(node.stage) ?? Number.POSITIVE_INFINITY);
      if (taken.length > 0 && ms > TOGETHER_MS) break;
      taken.push(instances.start()!);
      if (taken.length >= most) break;
    }
    return taken;
  }
}
