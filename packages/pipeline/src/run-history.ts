import type { Cell, Preimage } from './records.js';

/** The port through which it is asked what was run before: for reasons and for estimates. */
export interface RunHistory {
  /** The pre-images of a stage with the cell each was last used in, newest first, at most `limit`. */
  preimages(stage: string, limit: number): Promise<readonly { preimage: Preimage; cell: Cell }[]>;

  /**
   * Successful executions of each stage, the newest first and at most `limit`, for estimates: of runs on this kind of
   * machine, as their provenance says, and of those that say nothing of it.
   */
  timings(machine: MachineKind, limit: number): Promise<ReadonlyMap<string, readonly Timing[]>>;
}

/** What executions must have in common for their times to be compared. */
export interface MachineKind {
  /** As the processor calls itself. */
  readonly cpu: string | null;
  readonly cores: number;
}

/** What one execution took. */
export interface Timing {
  readonly cell: Cell;
  readonly wallMs: number;
  /** Peak of the memory of its thread's process, in bytes. */
  readonly maxRssBytes: number;
}
