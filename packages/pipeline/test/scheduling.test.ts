import { afterAll, describe, expect, test } from 'vitest';
import type { Plan, PlanNode } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { DueQueue } from '../src/run/due-queue.js';
import type { ExecuteOptions } from '../src/run/execution.js';
import { execute } from '../src/run/executor.js';
import { ReadyQueue } from '../src/run/ready-queue.js';
import { after, behave } from './fixtures/behave.mjs';
import { MemoryStore } from './memory-store.js';
import { run, sums } from './world.js';

describe('the order of execution', () => {
  test('is depth first: a cell is finished before the next is begun, so that one intermediate lives at a time', async () => {
    const plan = new PlanBuilder();
    for (const cell of [1, 2, 3, 4]) {
      // Stages that take this long are not sent to a thread together, as quick ones are, some cells at once.
      const { vectors } = plan.add(behave, { params: { mode: 'wait', ms: 20, cell }, inputs: {}, keep: 'never' });
      plan.add(after, { params: {}, inputs: { vectors } });
    }
    const { events } = await run(plan.build(), new MemoryStore());
    let living = 0;
    let most = 0;
    for (const event of events) {
      if (event.type !== 'stage-finished') continue;
      if (event.stage === 'behave') most = Math.max(most, ++living);
      if (event.stage === 'after') living--;
    }
    expect([most, living]).toEqual([1, 0]);
  });

  test('of a queue is the nearest to an end first, among equals the earliest in the plan', () => {
    const nodes = Array.from({ length: 500 }, (_, index) => ({ index, height: (index * 7919) % 5 }) as PlanNode);
    const queue = new ReadyQueue();
    for (let i = 0; i < nodes.length; i++) queue.add(nodes[(i * 271) % 500]!);
    const taken = Array.from(nodes, () => queue.take()!);
    expect(taken).toEqual([...nodes].sort((a, b) => a.height - b.height || a.index - b.index));
    expect(queue.take()).toBeNull();
  });
});

describe('the order of looking up', () => {
  const node = (index: number, height: number) => ({ index, height }) as PlanNode;
  const indices = (nodes: readonly PlanNode[]) => nodes.map(({ index }) => index);

  test('is the nearest to an end first, among equals the first that came, at most so many', () => {
    const queue = new DueQueue();
    for (const due of [node(0, 2), node(1, 2), node(2, 2)]) queue.add(due);
    expect(indices(queue.take(2))).toEqual([0, 1]);
    for (const due of [node(4, 0), node(3, 1), node(5, 0)]) queue.add(due);
    expect(queue.size).toBe(4);
    expect(indices(queue.take(3))).toEqual([4, 5, 3]);
    queue.add(node(6, 0));
    expect(indices(queue.take())).toEqual([6, 2]);
    expect([queue.size, queue.take()]).toEqual([0, []]);
  });

  test('finishes some cells before it begins others, so that what was found of them can go', async () => {
    const plan = sums(Array.from({ length: 5000 }, (_, factor) => factor));
    const store = new MemoryStore();
    const names = [...new Set(plan.nodes.map(({ stage }) => stage))].flatMap((stage) => Object.keys(stage.outputs));
    // Every key has a result, so that nothing is executed.
    store.known = async (keys) =>
      keys.map((recipeKey) => {
        const outputs = names.map((name) => ({
          name,
          kind: 'table' as const,
          digest: recipeKey,
          rows: 0,
          bytes: 0,
          objects: [],
        }));
        return { recipeKey, outputs, lost: [], numerics: {} };
      });
    let most = 0;
    let open = 0;
    const { events, result } = await run(plan, store);
    for (const event of events) {
      if (event.type !== 'stage-finished') continue;
      if (event.stage === 'scale') most = Math.max(most, ++open);
      if (event.stage === 'sum') open--;
    }
    expect(result.counts).toMatchObject({ hit: plan.nodes.length });
    expect(most).toBeLessThanOrEqual(2000);
  });
});

describe('what a run tells', () => {
  test('how far the running instances are, and what is done', async () => {
    const plan = new PlanBuilder();
    for (const cell of [1, 2]) plan.add(behave, { params: { mode: 'wait', ms: 1000, cell }, inputs: {} });
    const execution = execute(plan.build(), {
      store: new MemoryStore(),
      study: 's',
      config: {},
      jobs: 2,
      provenance: {},
    });
    const seen: string[] = [];
    const watch = setInterval(() => {
      seen.push(
        execution
          .running()
          .map(({ stage, cell, fraction }) => `${stage} ${cell.cell} ${fraction}`)
          .join(', '),
      );
    }, 20);
    const { byStage } = await execution.result;
    clearInterval(watch);
    expect(seen).toContain('behave 1 0.5, behave 2 0.5');
    expect(execution.running()).toEqual([]);
    expect(execution.counts()).toEqual(byStage);
  });

  test('how a result was made: kept with the execution, in no key and no digest', async () => {
    const store = new MemoryStore();
    const plan = new PlanBuilder();
    plan.add(behave, { params: { mode: 'tell' }, inputs: {} });
    const { result } = await run(plan.build(), store, { provenance: { host: 'here' } });
    expect(store.runs[0]).toMatchObject({ study: 'test', provenance: { host: 'here' } });
    const [execution] = store.executions;
    expect(execution).toMatchObject({ runId: result.runId, status: 'ok', attempt: 1, error: null });
    expect(execution!.provenance).toEqual({ library: 'abacus', threads: 1 });
    expect(execution!.wallMs).toBeGreaterThan(0);
    expect(execution!.maxRssBytes).toBeGreaterThan(1e6);
    const [recipe] = store.recipesByKey.values();
    expect(JSON.stringify(recipe)).not.toContain('abacus');
  });

  test('everything in order', async () => {
    const { events, result } = await run(sums([1]), new MemoryStore());
    expect(events.map((event) => ('stage' in event ? `${event.type} ${event.stage}` : event.type))).toEqual([
      'started',
      'stage-started numbers',
      'stage-finished numbers',
      'stage-started scale',
      'stage-finished scale',
      'stage-started sum',
      'stage-finished sum',
      'ended',
    ]);
    expect(events[0]).toMatchObject({ runId: result.runId, instances: 3, stages: ['numbers', 'scale', 'sum'] });
    expect(events.at(-1)).toEqual({ type: 'ended', result });
    expect(result.runId).toMatch(/^\d{8}T\d{6}-[0-9a-f]{8}$/);
  });
});

describe('threads', () => {
  let threads = 0;
  const count = () => {
    threads++;
  };
  process.on('worker', count);
  afterAll(() => process.off('worker', count));

  /** How many there were when results were first asked for. */
  const threadsAtFirst = async (plan: Plan, store: MemoryStore, options: Partial<ExecuteOptions>) => {
    threads = 0;
    let atFirst: number | null = null;
    const known = store.known.bind(store);
    store.known = async (keys) => {
      await new Promise((wake) => setTimeout(wake, 200));
      atFirst ??= threads;
      return known(keys);
    };
    const { result } = await run(plan, store, options);
    return { atFirst, threads, counts: result.counts };
  };
  const roots = (count: number, ms = 1): Plan => {
    const plan = new PlanBuilder();
    for (let cell = 0; cell < count; cell++) plan.add(behave, { params: { mode: 'wait', ms, cell }, inputs: {} });
    return plan.build();
  };

  test('are begun before results are looked for where there can be none', async () => {
    const store = new MemoryStore();
    expect(await threadsAtFirst(sums([1, 2, 3]), store, { jobs: 2 })).toMatchObject({ atFirst: 0 });
    const begun = await threadsAtFirst(roots(3), new MemoryStore(), { jobs: 2, anew: true });
    expect(begun).toMatchObject({ atFirst: 1, counts: { executed: 3 } });
  });

  test('are as many as there are jobs only for stages that are not over at once', async () => {
    const counts = { executed: 3 };
    expect(await threadsAtFirst(roots(3), new MemoryStore(), { jobs: 2 })).toMatchObject({ threads: 1, counts });
    expect(await threadsAtFirst(roots(3, 400), new MemoryStore(), { jobs: 2 })).toMatchObject({ threads: 2, counts });
  });

  test('that find nothing to do end with the run', async () => {
    const store = new MemoryStore();
    await run(roots(2), store);
    expect(await threadsAtFirst(roots(2), store, { jobs: 2, anew: true })).toMatchObject({
      threads: 1,
      counts: { executed: 0, hit: 2 },
    });
    expect(await threadsAtFirst(new PlanBuilder().build(), store, { anew: true })).toMatchObject({ threads: 0 });
  });
});
