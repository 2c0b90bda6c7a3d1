import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Commit } from '../src/records.js';
import type { Execution } from '../src/run/execution.js';
import { execute } from '../src/run/executor.js';
import { MemoryStore } from './memory-store.js';
import { run, sums } from './world.js';

/** Takes a moment to write, as a disk does. */
class SlowStore extends MemoryStore {
  /** Of each stage how many. */
  readonly durable = new Map<string, number>();
  refuse = '';

  override async commit(commit: Commit): Promise<void> {
    await pause(30);
    if (commit.recipe.stage === this.refuse) throw new Error('ENOSPC: no space left');
    await super.commit(commit);
    const { stage } = commit.recipe;
    this.durable.set(stage, (this.durable.get(stage) ?? 0) + 1);
  }
}

describe('what is told as executed', () => {
  test('is durable, is told in order, and counts from then on', async () => {
    const store = new SlowStore();
    const wrong: unknown[] = [];
    const told: string[] = [];
    let executed = 0;
    let execution: Execution | null = null;
    const plan = sums([1, 2, 3]);
    execution = execute(plan, {
      store,
      study: 'test',
      config: {},
      jobs: 2,
      provenance: {},
      onEvent: (event) => {
        if (event.type !== 'stage-finished') return;
        told.push(event.stage);
        const toldOf = told.filter((stage) => stage === event.stage).length;
        if (toldOf > (store.durable.get(event.stage) ?? 0)) wrong.push(event);
        executed += 1;
        const counted = Object.values(execution!.counts()).reduce((sum, counts) => sum + counts.executed, 0);
        if (counted !== executed) wrong.push([counted, executed]);
      },
    });
    const result = await execution.result;
    expect(wrong).toEqual([]);
    expect(result.counts.executed).toBe(plan.nodes.length);
    expect([told[0], told.length]).toEqual(['numbers', plan.nodes.length]);
    // What there is now is told at once.
    const again = await run(plan, store);
    expect(again.events.filter(({ type }) => type === 'stage-finished')).toHaveLength(plan.nodes.length);
  });

  test('is not told at all where it could not be written', async () => {
    const store = new SlowStore();
    store.refuse = 'sum';
    const told: string[] = [];
    const { result } = execute(sums([1]), {
      store,
      study: 'test',
      config: {},
      jobs: 1,
      provenance: {},
      onEvent: (event) => event.type === 'stage-finished' && told.push(event.stage),
    });
    await expect(result).rejects.toThrow('ENOSPC');
    expect(told).toEqual(['numbers', 'scale']);
  });
});
