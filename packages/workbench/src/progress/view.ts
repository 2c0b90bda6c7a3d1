import type { Counts } from '@rgflow/pipeline';
import type { RemainingOfRound, RunningInstance } from './remaining-time.js';

/** How far a run is at one moment. */
export interface ProgressCounts {
  readonly study: string;
  readonly stages: readonly StageView[];
}

/** Everything that is shown of a run under way at one moment. */
export interface ProgressView extends ProgressCounts {
  readonly running: readonly RunningInstance[];
  readonly elapsedMs: number;
  readonly remaining: RemainingOfRound | null;
  /** What does not start though a thread is idle, because it has no room beside what runs; null if nothing. */
  readonly waiting: WaitingInstances | null;
  /** True after the first Ctrl-C. */
  readonly draining: boolean;
}

/** Instances that are ready, and wait for memory or cores. */
export interface WaitingInstances {
  readonly instances: number;
  /** The first of them, and what it waits for: 'waits for memory: it takes 2.1 GB, and 1.2 GB of 4.0 GB are left'. */
  readonly first: string;
  readonly message: string;
}

export interface StageView extends Counts {
  readonly name: string;
  readonly total: number;
}

/** Of a stage none of whose instances has ended. */
export const NOTHING: Counts = { executed: 0, hit: 0, failed: 0, skipped: 0 };

export function doneOf({ executed, hit, failed, skipped }: Counts): number {
  return executed + hit + failed + skipped;
}

/** The sum of the stages. */
export function allStages(stages: readonly StageView[]): StageView {
  const sum = (key: keyof Omit<StageView, 'name'>): number => stages.reduce((total, stage) => total + stage[key], 0);
  return {
    name: 'all',
    total: sum('total'),
    executed: sum('executed'),
    hit: sum('hit'),
    failed: sum('failed'),
    skipped: sum('skipped'),
  };
}
