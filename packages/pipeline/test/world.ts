import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import type { PipelineEvent, RunResult } from '../src/run/events.js';
import type { ExecuteOptions } from '../src/run/execution.js';
import { execute } from '../src/run/executor.js';
import { numbers } from './fixtures/numbers.mjs';
import { scale } from './fixtures/scale.mjs';
import { sum } from './fixtures/sum.mjs';
import type { MemoryStore } from './memory-store.js';

export interface Ran {
  readonly result: RunResult;
  readonly events: readonly PipelineEvent[];
  /** `stage: reason` of everything that was executed, in the order of the plan's events. */
  readonly executed: readonly string[];
}

/** Runs a plan to its end on worker threads. */
export async function run(plan: Plan, store: MemoryStore, options: Partial<ExecuteOptions> = {}): Promise<Ran> {
  const events: PipelineEvent[] = [];
  const { result } = execute(plan, {
    store,
    study: 'test',
    config: {},
    jobs: 1,
    provenance: {},
    ...options,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
  });
  return { result: await result, events, executed: executedIn(events) };
}

export function executedIn(events: readonly PipelineEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'stage-finished' && event.outcome === 'executed' ? [`${event.stage}: ${event.reason}`] : [],
  );
}

/** numbers -> scale (in memory only) -> sum, for each factor. */
export function sums(factors: readonly number[], options: { offset?: number; first?: number } = {}): Plan {
  const plan = new PlanBuilder();
  const { values } = plan.add(numbers, { params: { count: 5, first: options.first ?? 0 }, inputs: {} });
  for (const factor of factors) {
    const { scaled } = plan.add(scale, { params: { factor }, inputs: { values }, keep: 'never' });
    plan.add(sum, { params: { offset: options.offset ?? 0 }, inputs: { values: scaled } });
  }
  return plan.build();
}

/** The digests of all outputs by stage and cell: what must not depend on how a run went. */
export function digestsOf(store: MemoryStore): readonly string[] {
  return [...store.recipesByKey.values()]
    .flatMap(({ recipeKey, stage, outputs }) => outputs.map((o) => `${stage} ${recipeKey} ${o.name} ${o.digest}`))
    .sort();
}
