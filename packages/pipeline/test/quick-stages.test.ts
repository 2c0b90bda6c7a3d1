import { describe, expect, test } from 'vitest';
import type { PlanNode } from '../src/plan/plan.js';
import { LiveFigures } from '../src/run/live-figures.js';
import { OutdatedCode, type WorkerPool } from '../src/run/pool.js';
import { QuickStages } from '../src/run/quick-stages.js';
import { UnderWay } from '../src/run/under-way.js';
import type { TaskResult } from '../src/run/worker.js';

const [quick, slow] = ['quick', 'slow'].map((name) => ({ name }));

function nodesOf(stage: unknown, count: number): PlanNode[] {
  return Array.from({ length: count }, (_, cell) => ({ stage, cell: { cell }, inputs: {} }) as unknown as PlanNode);
}

/** Instances that are ready, in this order. */
function readyOf(nodes: readonly PlanNode[]) {
  const left = [...nodes];
  return {
    get ready() {
      return left.length;
    },
    get next() {
      return left[0] ?? null;
    },
    start: () => left.shift() ?? null,
  };
}

describe('what is sent to a thread together', () => {
  test('is one instance as long as the time of its stage is not known', () => {
    expect(new QuickStages(1).take(readyOf(nodesOf(quick, 5)), new Set())).toHaveLength(1);
  });

  test('is some of quick stages: 5 ms at most, 16 at most, and no more than the share of a thread', () => {
    const stages = new QuickStages(2);
    stages.timed(nodesOf(quick, 1)[0]!, 1);
    expect(stages.take(readyOf(nodesOf(quick, 100)), new Set())).toHaveLength(5);
    expect(stages.take(readyOf(nodesOf(quick, 5)), new Set())).toHaveLength(3);
    for (let i = 0; i < 50; i++) stages.timed(nodesOf(quick, 1)[0]!, 0.01);
    expect(stages.take(readyOf(nodesOf(quick, 100)), new Set())).toHaveLength(16);
    expect(stages.take(readyOf([]), new Set())).toHaveLength(0);
  });

  test('is one of a stage that takes long, and none that takes long with quick ones', () => {
    const stages = new QuickStages(1);
    stages.timed(nodesOf(quick, 1)[0]!, 0.1);
    stages.timed(nodesOf(slow, 1)[0]!, 1000);
    expect(stages.take(readyOf(nodesOf(slow, 5)), new Set())).toHaveLength(1);
    expect(stages.take(readyOf([...nodesOf(quick, 3), ...nodesOf(slow, 5)]), new Set())).toHaveLength(3);
  });

  test('is none whose thread was lost before', () => {
    const stages = new QuickStages(1);
    stages.timed(nodesOf(quick, 1)[0]!, 0.1);
    const nodes = nodesOf(quick, 5);
    const instances = readyOf(nodes);
    const lost = new Set([nodes[2]!]);
    const taken = [1, 2, 3].map(() => stages.take(instances, lost).length);
    expect(taken).toEqual([2, 1, 2]);
  });
});

describe('of instances that were sent together', () => {
  /** A pool that answers at once, its thread at the given place. */
  function underWay(answer: () => Promise<readonly PromiseSettledResult<TaskResult>[]>, place = 0) {
    const told: string[] = [];
    const pool = {
      runTogether: answer,
      placeOf: () => place,
      progressOf: () => 0.5,
      opened: new Promise<void>(() => {}),
      give: () => told.push('slot free'),
    };
    const say =
      (what: string) =>
      ({ cell }: PlanNode) =>
        void told.push(`${what} ${String(cell.cell)}`);
    const receiver = {
      succeeded: say('succeeded'),
      failed: say('failed'),
      unharmed: say('unharmed'),
      mayStart: () => told.push('may start'),
    };
    const sent = new UnderWay(pool as unknown as WorkerPool, receiver, new LiveFigures());
    return { sent, told };
  }

  test('each is told of by itself', async () => {
    const outdated = { status: 'rejected' as const, reason: new OutdatedCode(['a.js']) };
    const { sent, told } = underWay(async () => [
      { status: 'fulfilled', value: { outputs: [] } as unknown as TaskResult },
      outdated,
    ]);
    sent.send(0, nodesOf(quick, 2), []);
    expect(sent.running().map(({ cell, fraction }) => [cell.cell, fraction])).toEqual([[0, 0.5]]);
    await sent.ended();
    expect(told).toEqual(['succeeded 0', 'failed 1', 'slot free', 'may start']);
    expect(sent.none).toBe(true);
  });

  test('the one that ran when the thread was lost has failed, and no other', async () => {
    const { sent, told } = underWay(() => Promise.reject(new Error('worker exited with code: 3')), 1);
    sent.send(0, nodesOf(quick, 3), []);
    await sent.ended();
    expect(told).toEqual(['unharmed 0', 'failed 1', 'unharmed 2', 'slot free', 'may start']);
  });

  test('all have failed where the threads were stopped', async () => {
    const { sent, told } = underWay(() => Promise.reject(new Error('the worker threads have been stopped')));
    sent.send(0, nodesOf(quick, 2), []);
    await sent.ended();
    expect(told).toEqual(['failed 0', 'failed 1', 'slot free', 'may start']);
  });
});
