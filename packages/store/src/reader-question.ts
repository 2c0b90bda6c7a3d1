import type { SqlFormat } from './format.js';
import type { Snapshot } from './snapshot.js';

/** What a reader is asked. */
export interface ReaderQuestion {
  readonly sql: string;
  readonly format: SqlFormat;
  readonly snapshot: Snapshot;
  /** Milliseconds of processor time that it may take before its priority is lowered, for good. */
  readonly ownMs: number;
}

/** Behind each answer: milliseconds of processor time that it took at the priority of the run. */
export const TAKEN_TRAILER = 'rgflow-taken-ms';

/** The argument of a reader that is to begin with a low priority. */
export const LOW = 'low';
