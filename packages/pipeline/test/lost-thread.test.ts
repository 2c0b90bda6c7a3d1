import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { behave } from './fixtures/behave.mjs';
import { lost } from './fixtures/lost.mjs';
import { MemoryStore } from './memory-store.js';
import { run } from './world.js';

/**
 * Threads that are started from now on have little memory, so that it is soon used up, and little of it is young: what a
 * collection promotes at once must have room in the 16 MB that Node adds to end a thread in, or the process ends instead.
 */
beforeAll(() => {
  setFlagsFromString('--max-old-space-size=100');
  setFlagsFromString('--max-semi-space-size=1');
});
afterAll(() => {
  setFlagsFromString('--max-old-space-size=0');
  setFlagsFromString('--max-semi-space-size=0');
});

describe('an instance whose thread is lost', () => {
  test.each([
    ['by its exit', { mode: 'exit' }, /worker exited with code: 3/],
    ['for want of memory', { mode: 'exhaust' }, /memory/],
  ])('%s is tried once more, and fails then', async (_, params, message) => {
    const store = new MemoryStore();
    const plan = new PlanBuilder();
    plan.add(lost, { params, inputs: {} });
    plan.add(behave, { params: { mode: 'throw', cell: 1 }, inputs: {} });
    const { result, events } = await run(plan.build(), store);
    expect(result.counts).toMatchObject({ executed: 0, failed: 2 });
    expect(store.executions.filter(({ error }) => message.test(error ?? ''))).toHaveLength(2);
    expect(store.executions).toHaveLength(3);
    expect(result.failures.find(({ stage }) => stage === 'lost')!.error.message).toMatch(message);
    const warned = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
    expect(warned).toEqual([expect.stringMatching(/its thread was lost \(.*\); it is tried once more/)]);
  });

  test('once is executed', async () => {
    const store = new MemoryStore();
    const plan = new PlanBuilder();
    const marker = join(tmpdir(), `rgflow-exit-once-${process.pid}`);
    plan.add(lost, { params: { mode: 'exit once', marker }, inputs: {} });
    const { result } = await run(plan.build(), store);
    expect(result).toMatchObject({ status: 'complete', counts: { executed: 1, failed: 0 } });
    expect(store.executions.map(({ status }) => status)).toEqual(['failed', 'ok']);
  });
});
