import { describe, expect, test } from 'vitest';
import type { Plan, PlanNode } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import type { StoredOutput } from '../src/records.js';
import { Instances } from '../src/run/instances.js';
import { numbers } from './fixtures/numbers.mjs';
import { scale } from './fixtures/scale.mjs';
import { sum } from './fixtures/sum.mjs';
import { MemoryStore } from './memory-store.js';
import { run } from './world.js';

/** Numbers from 0, from 1, ... times zero, and their sums: what is scaled is the same in all cells, and so are the sums. */
function zeros(cells: number): Plan {
  const plan = new PlanBuilder();
  for (let first = 0; first < cells; first++) {
    const { values } = plan.add(numbers, { params: { count: 5, first }, inputs: {} });
    const { scaled } = plan.add(scale, { params: { factor: 0 }, inputs: { values } });
    plan.add(sum, { params: { offset: 0 }, inputs: { values: scaled } });
  }
  return plan.build();
}

const gave = (node: PlanNode): readonly StoredOutput[] =>
  Object.keys(node.stage.outputs).map((name) => ({ name, digest: node.stage.name, kind: 'tensor', objects: [] }));

/** Instances of the third stage of some cells, all with one key, after what is above them. */
function due(instances: Instances): void {
  for (const stage of ['numbers', 'scale', 'sum']) {
    for (const node of instances.takeDue()) {
      const recipeKey = stage === 'sum' ? 'the key of all' : `${stage} ${node.index}`;
      const nothing = { preimage: {} as never, recorded: null, accepted: [], hit: null, reason: 'new' };
      instances.resolve(node, { ...nothing, recipeKey });
    }
    if (stage === 'sum') return;
    for (let node = instances.start(); node !== null; node = instances.start()) instances.execute(node, gave(node));
  }
}

describe('instances of one key that are due together', () => {
  test('run once: the others wait, and are hits with what it gave', () => {
    const instances = new Instances(zeros(3));
    due(instances);
    const node = instances.start()!;
    expect(instances.start()).toBeNull();
    expect(instances.twinsOf(node)).toHaveLength(2);
    const { settled, over } = instances.execute(node, gave(node));
    expect(settled.map((each) => instances.of(each).state)).toEqual(['executed', 'hit', 'hit']);
    expect(settled.map((each) => instances.of(each).outputs)).toEqual([gave(node), gave(node), gave(node)]);
    expect(settled.map((each) => instances.of(each).reason)).toEqual(['new', '', '']);
    expect(over.filter(({ stage }) => stage === sum)).toHaveLength(3);
    expect(instances.twinsOf(node)).toEqual([]);
  });

  test('of which the one fails are tried by the next', () => {
    const instances = new Instances(zeros(3));
    due(instances);
    const first = instances.start()!;
    expect(instances.fail(first).settled).toEqual([first]);
    const second = instances.start()!;
    expect(second).not.toBe(first);
    expect(instances.start()).toBeNull();
    expect(instances.execute(second, gave(second)).settled).toHaveLength(2);
    expect(instances.total()).toMatchObject({ executed: 7, hit: 1, failed: 1, skipped: 0 });
  });

  test('are the work of one in a run, and each is written down', async () => {
    const store = new MemoryStore();
    const { result, events } = await run(zeros(4), store, { jobs: 2 });
    expect(result.byStage).toMatchObject({
      numbers: { executed: 4 },
      scale: { executed: 4 },
      sum: { executed: 1, hit: 3 },
    });
    expect(
      store.runStages
        .filter(({ stage }) => stage === 'sum')
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['executed', 'hit', 'hit', 'hit']);
    expect(new Set(store.runStages.filter(({ stage }) => stage === 'sum').map(({ recipeKey }) => recipeKey)).size).toBe(
      1,
    );
    expect(events.filter((event) => event.type === 'stage-finished')).toHaveLength(12);
    expect((await run(zeros(4), store)).result.counts).toMatchObject({ executed: 0, hit: 12 });
  });

  test('run twice where one keeps for good what the other does not', async () => {
    const store = new MemoryStore();
    const twice = new PlanBuilder();
    // The scaled numbers are scaled again: those of the second cell are kept, and have the key of the first's.
    for (const [first, keep] of [
      [0, 'never'],
      [1, 'always'],
    ] as const) {
      const { values } = twice.add(numbers, { params: { count: 5, first }, inputs: {} });
      const { scaled } = twice.add(scale, { params: { factor: 0 }, inputs: { values } });
      twice.add(scale, { params: { factor: 3 }, inputs: { values: scaled }, keep });
    }
    expect((await run(twice.build(), store, { jobs: 2 })).result.status).toBe('complete');
    expect((await run(twice.build(), store)).result.counts).toMatchObject({ executed: 0, hit: 6 });
  });
});
