import type { AuditRecord, ExecutionRecord, RunRecord, RunStageRecord, RunStatus, WarningRecord } from './records.js';

/** The port that a run tells of itself: when, why, with what outcome, and how long it took. */
export interface RunJournal {
  /**
   * Begins a run, which is the newest from then on: runs are ordered by this, never by their times, for clocks are set back.
   */
  beginRun(run: RunRecord): Promise<void>;

  /** What became of one instance. Buffered; a failure to write it is thrown by `endRun`. */
  recordStage(record: RunStageRecord): void;

  /**
   * An execution that gave no result, because it failed; one that did is recorded with its result, by
   * `ResultStore.commit`. Buffered; a failure to write it is thrown by `endRun`.
   */
  recordExecution(record: ExecutionRecord): void;

  /** What the run warned of. Buffered; a failure to write it is thrown by `endRun`. */
  recordWarning(record: WarningRecord): void;

  /** What an audit of hits found. Buffered; a failure to write it is thrown by `endRun`. */
  recordAudit(record: AuditRecord): void;

  /** Ends the run, writes what is buffered, and (for 'complete' and 'partial') points the plain SQL views at it. */
  endRun(runId: string, status: RunStatus): Promise<void>;
}
