import { type Execution, type PipelineEvent, type Plan, PlanBuilder } from '@rgflow/pipeline';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { labelInstances } from '../src/instance-label.js';
import { Costs } from '../src/progress/costs.js';
import { ProgressTracker } from '../src/progress/tracker.js';

const grow = defineStage({
  name: 'grow',
  module: import.meta.url,
  params: z.object({ size: z.int() }),
  inputs: {},
  outputs: { grown: table({ value: 'float64' }) },
  run: ({ params: { size } }) => ({ grown: [{ value: size }] }),
});

const SIZES = [1, 2, 3, 4];
const timings = new Map([['grow', [{ cell: { size: 2 }, wallMs: 200, maxRssBytes: 1e8 }]]]);
const work = { grow: ({ size }: { readonly [key: string]: unknown }) => Number(size) };

function planned(): Plan {
  const plan = new PlanBuilder();
  for (const size of SIZES) plan.add(grow, { params: { size }, inputs: {} });
  return plan.build();
}

/** After a hit of size 4, and one of size 1. */
function followed(costs: Costs | null): ProgressTracker {
  const plan = planned();
  const tracker = new ProgressTracker('s', plan, () => 1, costs, labelInstances(plan.nodes));
  const counts = { grow: { executed: 0, hit: 2, failed: 0, skipped: 0 } };
  tracker.follow({ counts: () => counts, running: () => [], waiting: () => null } as unknown as Execution);
  for (const size of [4, 1]) {
    tracker.observe({
      type: 'stage-finished',
      stage: 'grow',
      cell: { size },
      outcome: 'hit',
    } as unknown as PipelineEvent);
  }
  return tracker;
}

it('what ended before it was known how long instances took counts as much as after', () => {
  const costs = new Costs(timings, work);
  const known = followed(costs).view();
  const tracker = followed(null);
  expect(tracker.view()).toMatchObject({ stages: known.stages, running: [], remaining: null });
  tracker.learn(costs);
  expect(tracker.view().remaining).toEqual(known.remaining);
  // Sizes 2 and 3 of 100 ms a unit.
  expect(known.remaining).toMatchObject({ ms: 500 });
});
