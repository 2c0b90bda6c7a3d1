import type { Cell, Outcome } from '../records.js';

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

export interface RunResult {
  readonly runId: string;
  readonly status: 'complete' | 'partial' | 'interrupted';
  readonly counts: Counts;
  readonly byStage: Readonly<Record<string, Counts>>;
  readonly failures: readonly Failure[];
  readonly wallMs: number;
}
