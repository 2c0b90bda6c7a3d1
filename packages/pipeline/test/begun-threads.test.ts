import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { beginThreads, leaveThreads, takeThreads } from '../src/run/begun-threads.js';
import { numbers } from './fixtures/numbers.mjs';
import { way } from './fixtures/way.mjs';
import { MemoryStore } from './memory-store.js';
import { run, sums } from './world.js';

let threads: Worker[] = [];
const count = (thread: Worker): void => {
  threads.push(thread);
};
beforeEach(() => {
  threads = [];
  process.on('worker', count);
});
afterEach(async () => {
  process.off('worker', count);
  await leaveThreads();
});

/** Begins one, and waits until it is there. */
async function begun(most: number): Promise<Worker> {
  const started = once(process, 'worker');
  beginThreads(most);
  return (await started)[0] as Worker;
}

test('a thread that was begun before its run executes it, and ends with it', async () => {
  const ended = once(await begun(1), 'exit');
  const { result } = await run(sums([1, 2]), new MemoryStore());
  expect(result.counts).toMatchObject({ executed: 5, failed: 0 });
  expect(threads).toHaveLength(1);
  await ended;
});

test('it has the environment of the run, not of when it was begun', async () => {
  const before = process.env.RGFLOW_TEST_WAY;
  try {
    process.env.RGFLOW_TEST_WAY = 'before';
    await begun(1);
    process.env.RGFLOW_TEST_WAY = 'for the run';
    const plan = new PlanBuilder();
    const { values } = plan.add(numbers, { params: { count: 2, first: 0 }, inputs: {} });
    plan.add(way, { params: { step: 1 }, inputs: { values } });
    const store = new MemoryStore();
    expect((await run(plan.build(), store)).result.counts).toMatchObject({ executed: 2 });
    expect(threads).toHaveLength(1);
    expect(store.executions.map(({ provenance }) => provenance)).toContainEqual(
      expect.objectContaining({ environment: { RGFLOW_TEST_WAY: 'for the run' } }),
    );
  } finally {
    if (before === undefined) delete process.env.RGFLOW_TEST_WAY;
    else process.env.RGFLOW_TEST_WAY = before;
  }
});

test('a run of other jobs leaves it', async () => {
  const ended = once(await begun(3), 'exit');
  await run(sums([1]), new MemoryStore(), { jobs: 2 });
  expect(threads).toHaveLength(2);
  await leaveThreads();
  await ended;
});

test('is for one run, and for nobody once it was left', async () => {
  await begun(2);
  const taken = await takeThreads(2);
  expect(takeThreads(2)).toBeNull();
  await taken!.destroy();
  const ended = once(await begun(2), 'exit');
  await leaveThreads();
  await ended;
  expect(takeThreads(2)).toBeNull();
});
