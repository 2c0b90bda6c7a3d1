import type { Resolved } from '../key/resolution.js';
import type { PlanNode } from '../plan/plan.js';
import type { AcceptanceRecord, Digest, Outcome, StoredOutput } from '../records.js';

/**
 * Where an instance is in its life:
 *
 *     waiting ──> due ──> hit                    (made anew: back to ready)
 *        │         └────> ready ──> running ──> executed or failed
 *        └──────> skipped
 *
 * It is due once all its producers have come to a good end, and stays so until it is looked up. If another of the same key
 * is to run already, it waits for that, and is a hit if it succeeds.
 */
export type State = 'waiting' | 'due' | 'ready' | 'running' | Outcome;

/** What is known of an instance. */
export interface Instance {
  readonly state: State;
  /** Its key, once the outputs of everything upstream are known. */
  readonly resolved: Pick<Resolved, 'preimage' | 'recipeKey'> | null;
  /** What an earlier execution with the same or an accepted key gave, if there was one. */
  readonly before: readonly StoredOutput[] | null;
  /** The acceptances by which `before` counts; none if it has the same key. */
  readonly accepted: readonly AcceptanceRecord[];
  readonly outputs: readonly StoredOutput[] | null;
  /** Key of the recipe whose outputs it has, or will have. */
  readonly recipeKey: Digest | null;
  /** Why it runs, is skipped, or is a hit on a result of other code; empty for other hits. */
  readonly reason: string;
  /** The instance of the same key that ran, or runs, for both. */
  readonly twin: PlanNode | null;
}

/** What one step brought about. */
export interface Step {
  /** Instances that came to an outcome with it, in order. */
  readonly settled: readonly PlanNode[];
  /** Instances of which nobody will ask anything any more. */
  readonly over: readonly PlanNode[];
}
