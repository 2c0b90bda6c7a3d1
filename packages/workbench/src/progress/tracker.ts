import { performance } from 'node:perf_hooks';
import type { Counts, Execution, PipelineEvent, Plan } from '@rgflow/pipeline';
import type { InstanceLabeller } from '../instance-label.js';
import { remainingTime } from './remaining-time.js';
import { doneOf, type ProgressCounts, type ProgressView, type StageView } from './view.js';

const NOTHING: Counts = { executed: 0, hit: 0, failed: 0, skipped: 0 };

/** Follows a run by its events, and says at any moment how far it is. */
export class ProgressTracker {
  readonly #began = performance.now();
  readonly #totals = new Map<string, number>();
  /** Wall milliseconds and number of the executions of each stage in this run. */
  readonly #timed = new Map<string, { ms: number; count: number }>();
  #execution: Execution | null = null;
  #draining = false;

  /**
   * @param history  Mean wall milliseconds of each stage in earlier runs.
   */
  constructor(
    private readonly study: string,
    plan: Plan,
    private readonly jobs: number,
    private readonly history: ReadonlyMap<string, number>,
    private readonly label: InstanceLabeller,
  ) {
    for (const { stage } of plan.nodes) this.#totals.set(stage.name, (this.#totals.get(stage.name) ?? 0) + 1);
  }

  /** Says whose counts to show; the first events come before the execution is known. */
  follow(execution: Execution): void {
    this.#execution = execution;
  }

  observe(event: PipelineEvent): void {
    if (event.type === 'draining') this.#draining = true;
    if (event.type === 'stage-finished' && event.outcome === 'executed') {
      const { ms, count } = this.#timed.get(event.stage) ?? { ms: 0, count: 0 };
      this.#timed.set(event.stage, { ms: ms + event.wallMs, count: count + 1 });
    }
  }

  /** How far it is: less work than a view. */
  counts(): ProgressCounts {
    const counts = this.#execution?.counts() ?? {};
    const stages = [...this.#totals].map(([name, total]): StageView => ({ name, total, ...(counts[name] ?? NOTHING) }));
    return { study: this.study, stages };
  }

  view(): ProgressView {
    const now = performance.now();
    const { study, stages } = this.counts();
    const running = (this.#execution?.running() ?? []).map(({ stage, cell, ...running }) => {
      return { stage, label: this.label(stage, cell), ...running };
    });
    const left = stages.map((stage) => {
      const timed = this.#timed.get(stage.name);
      const meanMs = timed === undefined ? (this.history.get(stage.name) ?? null) : timed.ms / timed.count;
      return { name: stage.name, left: stage.total - doneOf(stage), meanMs };
    });
    return {
      study,
      stages,
      running,
      elapsedMs: now - this.#began,
      remaining: remainingTime(left, running, this.jobs),
      draining: this.#draining,
    };
  }
}
