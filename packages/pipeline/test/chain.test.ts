import { describe, expect, test } from 'vitest';
import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { block, initialise } from './fixtures/block.mjs';
import { norm } from './fixtures/norm.mjs';
import { MemoryStore } from './memory-store.js';
import { digestsOf, run } from './world.js';

/** initialise -> block 1 -> ... -> block `epochs`, and the norm of the weights after each of `measured`. */
function training(
  epochs: number,
  options: { seed?: number; measured?: readonly number[]; power?: number; fail?: boolean } = {},
): Plan {
  const { seed = 0, measured = [], power = 2, fail = false } = options;
  const plan = new PlanBuilder();
  let { weights } = plan.add(initialise, { params: { units: 4 }, inputs: {}, stream: { seed }, keep: 'never' });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    weights = plan.add(block, { params: { epoch, rate: 0.5 }, inputs: { weights }, keep: 'head' }).weights;
    if (measured.includes(epoch)) plan.add(norm, { params: { power, fail }, inputs: { weights } });
  }
  return plan.build();
}

/** The stored weights, by epoch: those whose object is there. */
function keptEpochs(store: MemoryStore): readonly number[] {
  return [...store.recipesByKey.values()]
    .filter(({ stage, outputs }) => stage === 'block' && store.objects.has(outputs[0]!.objects[0]!))
    .map(({ preimage }) => Number(preimage.params.epoch))
    .sort();
}

describe('a chain of epoch blocks', () => {
  test('is extended by the new blocks alone, and keeps only its head', async () => {
    const store = new MemoryStore();
    await run(training(1), store);
    expect(keptEpochs(store)).toEqual([1]);
    const { executed } = await run(training(3), store);
    expect(executed).toEqual([expect.stringMatching(/^block: param: epoch 1 -> 2/), expect.stringMatching(/^block: /)]);
    expect(keptEpochs(store)).toEqual([3]);
    expect((await run(training(3), store)).executed).toEqual([]);
    expect((await run(training(1), store)).executed).toEqual([]);
    expect(keptEpochs(store)).toEqual([3]);
  });

  test('leaves in the store what another result has by its content', async () => {
    const plan = new PlanBuilder();
    const { weights: start } = plan.add(initialise, {
      params: { units: 4 },
      inputs: {},
      stream: { seed: 0 },
      keep: 'never',
    });
    // The weights of the second of the blocks below: (1 - 1/2)².
    plan.add(block, { params: { epoch: 1, rate: 0.75 }, inputs: { weights: start } });
    let weights = start;
    for (const epoch of [1, 2, 3]) {
      weights = plan.add(block, { params: { epoch, rate: 0.5 }, inputs: { weights }, keep: 'head' }).weights;
    }
    const store = new MemoryStore();
    const built = plan.build();
    await run(built, store);
    expect(store.outputsOf('block').map(({ objects }) => objects.every((digest) => store.objects.has(digest)))).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect((await run(built, store)).executed).toEqual([]);
  });

  test('comes to the same by extension as at once', async () => {
    const [grown, whole] = [new MemoryStore(), new MemoryStore()];
    for (const epochs of [1, 2, 4]) await run(training(epochs, { measured: [2, 4] }), grown);
    await run(training(4, { measured: [2, 4] }), whole, { jobs: 2 });
    expect(digestsOf(grown)).toEqual(digestsOf(whole));
    expect(keptEpochs(whole)).toEqual([4]);
  });

  test('is made anew as far as a new question about its middle needs it, with the same bytes', async () => {
    const store = new MemoryStore();
    await run(training(3, { measured: [2] }), store);
    const before = digestsOf(store);
    const { executed, events } = await run(training(3, { measured: [2], power: 1 }), store);
    expect(executed).toEqual([
      'initialise: object missing: block needs it again',
      'block: object missing: block needs it again',
      'block: object missing: norm needs it again',
      'norm: param: power 2 -> 1',
    ]);
    expect(events.filter((event) => event.type === 'warning')).toEqual([]);
    expect(digestsOf(store)).toEqual(expect.arrayContaining([...before]));
    expect(keptEpochs(store)).toEqual([3]);
    expect((await run(training(3, { measured: [2], power: 1 }), store)).executed).toEqual([]);
  });

  test('keeps a block while a measurement of it has failed, so that trying again is cheap', async () => {
    const store = new MemoryStore();
    const failed = await run(training(2, { measured: [1], fail: true }), store);
    expect(failed.result).toMatchObject({ status: 'partial', counts: { executed: 3, failed: 1, skipped: 0 } });
    expect(keptEpochs(store)).toEqual([1, 2]);
    expect((await run(training(2, { measured: [1] }), store)).executed).toEqual([
      'norm: new: norm was never run before',
    ]);
    expect(keptEpochs(store)).toEqual([2]);
  });

  test('has as many heads as there are cells, and weights of a cell depend on its stream alone', async () => {
    const store = new MemoryStore();
    const cells = (seeds: readonly number[]): Plan => {
      const plan = new PlanBuilder();
      for (const seed of seeds) {
        const { weights } = plan.add(initialise, { params: { units: 4 }, inputs: {}, stream: { seed }, keep: 'never' });
        plan.add(block, { params: { epoch: 1, rate: 0.5 }, inputs: { weights }, keep: 'head' });
      }
      return plan.build();
    };
    await run(cells([0, 1]), store);
    expect(keptEpochs(store)).toEqual([1, 1]);
    expect((await run(cells([2, 1, 0]), store)).executed).toEqual([
      'initialise: param: seed 1 -> 2',
      'block: input: weights changed',
    ]);
    expect(new Set(store.outputsOf('initialise').map((output) => output.digest)).size).toBe(3);
  });

  test('never sends what is never kept to the store', async () => {
    const store = new MemoryStore();
    await run(training(1), store);
    const [initial] = store.outputsOf('initialise');
    expect(initial!.tensors).toHaveLength(1);
    expect(store.objects.has(initial!.objects[0]!)).toBe(false);
    expect(store.dropped).toEqual([]);
  });

  test('may be thousands of blocks long', async () => {
    const store = new MemoryStore();
    const long = training(5000);
    const stopped = await run(long, store, { drain: AbortSignal.abort() });
    expect(stopped.result).toMatchObject({ status: 'interrupted', counts: { executed: 0 } });
    // The rest of the chain is skipped in one go.
    const failing = new PlanBuilder();
    let { weights } = failing.add(initialise, {
      params: { units: -1 },
      inputs: {},
      stream: { seed: 0 },
      keep: 'never',
    });
    for (let epoch = 1; epoch <= 5000; epoch++) {
      weights = failing.add(block, { params: { epoch, rate: 0.5 }, inputs: { weights }, keep: 'head' }).weights;
    }
    const { result } = await run(failing.build(), store);
    expect(result.counts).toEqual({ executed: 0, hit: 0, failed: 1, skipped: 5000 });
  });
});
