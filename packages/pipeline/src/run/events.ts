import type { AuditRecord, Cell, Outcome } from '../records.js';

/** What the executor tells while it works, in order. */
export type PipelineEvent =
  | { readonly type: 'started'; readonly runId: string; readonly instances: number; readonly stages: readonly string[] }
  | { readonly type: 'stage-started'; readonly stage: string; readonly cell: Cell; readonly reason: string }
  | {
      readonly type: 'stage-finished';
      readonly stage: string;
      readonly cell: Cell;
      readonly outcome: Outcome;
      readonly reason: string;
      /** Milliseconds of the execution; 0 unless executed or failed. */
      readonly wallMs: number;
      /** What it failed with, or null. */
      readonly error: Thrown | null;
    }
  | { readonly type: 'audit-started'; readonly hits: number; readonly drawn: number }
  | {
      /** An instance was executed again, or could not be; the makers of inputs that were not kept count as well. */
      readonly type: 'audited';
      readonly stage: string;
      readonly cell: Cell;
      readonly outcome: AuditRecord['outcome'];
      readonly done: number;
      readonly of: number;
    }
  /** The first instance of a stage that is ready, and has no room beside what runs. */
  | { readonly type: 'waiting'; readonly stage: string; readonly cell: Cell; readonly message: string }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'draining' }
  | { readonly type: 'ended'; readonly result: RunResult };

/** What is kept of an error that a stage threw: the name of its class says what kind of error it is. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
}

export interface Failure {
  readonly stage: string;
  readonly cell: Cell;
  readonly error: Thrown;
}

export type Counts = Readonly<Record<Outcome, number>>;

/** What an audit found: hits that were executed again. */
export interface AuditReport {
  readonly hits: number;
  /** Of those that were drawn: executed again; not, for want of an input; not reached when the run was stopped. */
  readonly audited: number;
  readonly unchecked: number;
  readonly left: number;
  /** Instances that gave something else than is recorded, or nothing, the makers of inputs included. */
  readonly different: number;
  /** What was not equal: each output that differs, each instance that failed or could not be checked. */
  readonly findings: readonly AuditRecord[];
}

export interface RunResult {
  readonly runId: string;
  readonly status: 'complete' | 'partial' | 'interrupted';
  readonly counts: Counts;
  readonly byStage: Readonly<Record<string, Counts>>;
  readonly failures: readonly Failure[];
  /** Null unless it was asked for, and of a run that was stopped before. */
  readonly audit: AuditReport | null;
  readonly wallMs: number;
}
