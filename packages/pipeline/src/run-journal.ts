import type {
  AcceptanceRecord,
  AuditRecord,
  Cell,
  ExecutionRecord,
  Preimage,
  RunRecord,
  RunStageRecord,
  RunStatus,
  WarningRecord,
} from './records.js';

/** The port through which it is told, and asked, what was run: when, why, with what outcome, and how long it took. */
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

  /** The pre-images of a stage with the cell each was last used in, newest first, at most `limit`. */
  preimages(stage: string, limit: number): Promise<readonly { preimage: Preimage; cell: Cell }[]>;

  /** Judgements that code changes were harmless. Resolves when they are durable. */
  accept(records: readonly AcceptanceRecord[]): Promise<void>;

  /** Takes acceptances back; they stay on record. Resolves when that is durable. */
  takeBack(acceptanceIds: readonly string[], by: string, at: Date): Promise<void>;

  /** The acceptances that were not taken back, newest first. */
  acceptances(): Promise<readonly AcceptanceRecord[]>;

  /** Mean wall milliseconds of the successful executions of each stage, for estimates. */
  meanWallMs(): Promise<ReadonlyMap<string, number>>;
}
