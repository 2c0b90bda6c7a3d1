import type { Cell, Preimage } from './records.js';

/** The port through which it is asked what was run before: for reasons and for estimates. */
export interface RunHistory {
  /** The pre-images of a stage with the cell each was last used in, newest first, at most `limit`. */
  preimages(stage: string, limit: number): Promise<readonly { preimage: Preimage; cell: Cell }[]>;

  /** Mean wall milliseconds of the successful executions of each stage, for estimates. */
  meanWallMs(): Promise<ReadonlyMap<string, number>>;
}
