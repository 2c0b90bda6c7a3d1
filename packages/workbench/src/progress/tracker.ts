import { performance } from 'node:perf_hooks';
import { type Cell, type Execution, type PipelineEvent, type Plan, waitingText } from '@rgflow/pipeline';
import type { InstanceLabeller } from '../instance-label.js';
import { Chains } from './chains.js';
import type { Costs } from './costs.js';
import { type RemainingOfRound, type RemainingTime, remainingTime, type StageLeft } from './remaining-time.js';
import {
  doneOf,
  NOTHING,
  type ProgressCounts,
  type ProgressView,
  type StageView,
  type WaitingInstances,
} from './view.js';

/** Follows a run by its events, and says at any moment how far it is. */
export class ProgressTracker {
  readonly #began = performance.now();
  readonly #totals = new Map<string, number>();
  /** Wall milliseconds of the executions of each stage in this run, and the units that they amount to. */
  readonly #timed = new Map<string, { ms: number; units: number }>();
  /** Units of what has ended, however it did. */
  readonly #ended = new Map<string, number>();
  #chains: Chains | null = null;
  #whole: ReadonlyMap<string, Whole> | null = null;
  #parallel: number | null = null;
  #execution: Execution | null = null;
  #draining = false;
  /** Of each stage, the cells of what ended before it was known how long instances took. */
  readonly #unlearned = new Map<string, Cell[]>();

  /**
   * @param parallel  How many instances run at the same time; asked once, when somebody wants to know how far it is.
   * @param costs     How long instances took in earlier runs; null where that is learned before the first is executed.
   * @param rounds    Rounds that may follow at most, null if that is not known; undefined where none does.
   */
  constructor(
    private readonly study: string,
    private readonly plan: Plan,
    private readonly parallel: (costs: Costs) => number,
    private costs: Costs | null,
    private readonly label: InstanceLabeller,
    private readonly rounds?: number | null,
  ) {
    for (const { stage } of plan.nodes) this.#totals.set(stage.name, (this.#totals.get(stage.name) ?? 0) + 1);
  }

  /** How long instances took in earlier runs: until then nothing is said of what remains. */
  learn(costs: Costs): void {
    this.costs = costs;
    for (const [stage, cells] of this.#unlearned)
      for (const cell of cells) this.#end(stage, unitsOf(costs, stage, cell));
    this.#unlearned.clear();
  }

  /** Says whose counts to show; the first events come before the execution is known. */
  follow(execution: Execution): void {
    this.#execution = execution;
  }

  observe(event: PipelineEvent): void {
    if (event.type === 'draining') this.#draining = true;
    if (event.type !== 'stage-finished') return;
    const { stage, cell } = event;
    if (this.costs === null) {
      const cells = this.#unlearned.get(stage);
      if (cells === undefined) this.#unlearned.set(stage, [cell]);
      else cells.push(cell);
      return;
    }
    const units = unitsOf(this.costs, stage, cell);
    this.#end(stage, units);
    if (event.outcome !== 'executed') return;
    const { ms, units: before } = this.#timed.get(stage) ?? { ms: 0, units: 0 };
    this.#timed.set(stage, { ms: ms + event.wallMs, units: before + units });
  }

  #end(stage: string, units: number): void {
    this.#ended.set(stage, (this.#ended.get(stage) ?? 0) + units);
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
    const told = this.costs === null ? NOTHING_RUNS : this.#told(this.costs, stages);
    return {
      study,
      stages,
      ...told,
      elapsedMs: now - this.#began,
      waiting: this.#waiting(),
      draining: this.#draining,
    };
  }

  /** What runs, and how long all that is left will take. */
  #told(costs: Costs, stages: readonly StageView[]): Pick<ProgressView, 'running' | 'remaining'> {
    const underWay = this.#execution?.running() ?? [];
    const running = underWay.map(({ stage, cell, ...running }) => {
      return { stage, label: this.label(stage, cell), units: unitsOf(costs, stage, cell), ...running };
    });
    this.#chains ??= new Chains(this.plan, ({ stage, cell }) => unitsOf(costs, stage.name, cell));
    const chains = running.map((each, i) => ({ ...each, behind: this.#chains!.behind(each.stage, underWay[i]!.cell) }));
    const left = stages.map((stage) => this.#leftOf(costs, stage));
    this.#parallel ??= this.parallel(costs);
    return { running, remaining: this.#remaining(remainingTime(left, chains, this.#parallel)) };
  }

  #remaining(time: RemainingTime | null): RemainingOfRound | null {
    return time === null || this.rounds === undefined ? time : { ...time, rounds: this.rounds };
  }

  #waiting(): WaitingInstances | null {
    const waiting = this.#execution?.waiting() ?? null;
    if (waiting === null) return null;
    const { node, instances } = waiting;
    return { instances, first: this.label(node.stage.name, node.cell), message: waitingText(waiting) };
  }

  #leftOf(costs: Costs, stage: StageView): StageLeft {
    this.#whole ??= wholeOf(this.plan, costs);
    const { units, msPerUnit } = this.#whole.get(stage.name)!;
    const timed = this.#timed.get(stage.name);
    return {
      name: stage.name,
      left: stage.total - doneOf(stage),
      units: Math.max(0, units - (this.#ended.get(stage.name) ?? 0)),
      // What this run sees counts more than what others saw.
      msPerUnit: timed === undefined || timed.units === 0 ? msPerUnit : timed.ms / timed.units,
    };
  }
}

/** All of a stage. */
interface Whole {
  readonly units: number;
  /** By earlier runs; null if there was no comparable one. */
  readonly msPerUnit: number | null;
}

const NOTHING_RUNS = { running: [], remaining: null };

/** Of stages whose work is told by their cells, what it is; of others each instance is one. */
function unitsOf(costs: Costs, stage: string, cell: Cell): number {
  return costs.declares(stage) ? costs.units({ stage: { name: stage }, cell }) : 1;
}

function wholeOf(plan: Plan, costs: Costs): Map<string, Whole> {
  const whole = new Map<string, Whole>();
  for (const node of plan.nodes) {
    const { name } = node.stage;
    const before = whole.get(name);
    const units = unitsOf(costs, name, node.cell);
    // Of stages that declare nothing the first instance stands for all.
    const msPerUnit = before === undefined || costs.declares(name) ? msOfUnit(costs.ms(node), units) : before.msPerUnit;
    const known = before === undefined || (before.msPerUnit !== null && msPerUnit !== null);
    whole.set(name, { units: (before?.units ?? 0) + units, msPerUnit: known ? msPerUnit : null });
  }
  return whole;
}

function msOfUnit(ms: number | null, units: number): number | null {
  return ms === null ? null : ms / units;
}
