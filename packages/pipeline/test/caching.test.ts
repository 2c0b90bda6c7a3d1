import { describe, expect, test } from 'vitest';
import { decodeTable } from '../src/encode/arrow.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { behave } from './fixtures/behave.mjs';
import { clip } from './fixtures/clip.mjs';
import { numbers } from './fixtures/numbers.mjs';
import { sum } from './fixtures/sum.mjs';
import { MemoryStore } from './memory-store.js';
import { digestsOf, run, sums } from './world.js';

describe('what is executed', () => {
  test('a first run executes everything and a second nothing', async () => {
    const store = new MemoryStore();
    const first = await run(sums([1, 2, 3]), store);
    expect(first.result).toMatchObject({
      status: 'complete',
      counts: { executed: 7, hit: 0, failed: 0, skipped: 0 },
      byStage: { numbers: { executed: 1 }, scale: { executed: 3 }, sum: { executed: 3 } },
    });
    expect(first.executed[0]).toBe('numbers: new: numbers was never run before');
    const second = await run(sums([1, 2, 3]), store);
    expect(second.result).toMatchObject({ status: 'complete', counts: { executed: 0, hit: 7 } });
    expect(store.executions).toHaveLength(7);
    expect(store.runs.map((r) => r.status)).toEqual(['complete', 'complete']);
    expect(store.runStages.filter((r) => r.runId === second.result.runId).map((r) => r.reason)).toEqual(
      Array.from({ length: 7 }, () => ''),
    );
  });

  test('a plan without instances comes to its end, and leaves no run', async () => {
    const store = new MemoryStore();
    const { result } = await run(new PlanBuilder().build(), store);
    expect(result).toMatchObject({ status: 'complete', counts: { executed: 0, hit: 0, failed: 0, skipped: 0 } });
    expect(store.runs).toEqual([]);
  });

  test('the results are those of the stages', async () => {
    const store = new MemoryStore();
    await run(sums([1, 2], { offset: 0.5 }), store);
    const rows = store
      .outputsOf('sum')
      .map((o) => decodeTable({ layer: 'int32', sum: 'float64' }, store.objects.get(o.digest)!));
    expect(rows.flat().map((row) => row.sum)).toEqual([10.5, 20.5]);
  });

  test('a parameter that only a late stage declares re-executes only that stage', async () => {
    const store = new MemoryStore();
    const plan = (offset: number) => {
      const builder = new PlanBuilder();
      const { values } = builder.add(numbers, { params: { count: 5 }, inputs: {} });
      builder.add(sum, { params: { offset }, inputs: { values } });
      return builder.build();
    };
    await run(plan(0), store);
    expect((await run(plan(1), store)).executed).toEqual(['sum: param: offset 0 -> 1']);
  });

  test('an input that is rebuilt to the same bytes cuts off everything below it', async () => {
    const store = new MemoryStore();
    const plan = (limit: number) => {
      const builder = new PlanBuilder();
      const { values } = builder.add(numbers, { params: { count: 5 }, inputs: {} });
      const { clipped } = builder.add(clip, { params: { limit }, inputs: { values } });
      builder.add(sum, { params: { offset: 0 }, inputs: { values: clipped } });
      return builder.build();
    };
    await run(plan(100), store);
    const { executed, result } = await run(plan(200), store);
    expect(executed).toEqual(['clip: param: limit 100 -> 200']);
    expect(result.byStage.sum).toMatchObject({ executed: 0, hit: 1 });
    expect((await run(plan(2), store)).executed).toEqual(['clip: param: limit 200 -> 2', 'sum: input: values changed']);
  });

  test('a forced stage runs, and what is below it only if its output changed', async () => {
    const store = new MemoryStore();
    await run(sums([1]), store);
    expect((await run(sums([1]), store, { force: ['numbers'] })).executed).toEqual(['numbers: forced']);
  });

  test('a deleted object has only its own stage run again', async () => {
    const store = new MemoryStore();
    await run(sums([1, 2]), store);
    const before = digestsOf(store);
    store.objects.delete(store.outputsOf('sum')[1]!.digest);
    const again = await run(sums([1, 2]), store);
    // The scaled numbers live in memory only, so they are made anew for the sum that needs them.
    expect(again.executed).toEqual(['scale: object missing: sum needs it again', 'sum: object missing']);
    expect(digestsOf(store)).toEqual(before);
    store.objects.delete(store.outputsOf('numbers')[0]!.objects[0]!);
    expect((await run(sums([1, 2]), store)).executed).toEqual(['numbers: object missing']);
    expect((await run(sums([1, 2]), store)).executed).toEqual([]);
  });

  test('an object that turns out damaged when it is read is made anew', async () => {
    class Damaged extends MemoryStore {
      override async known(keys: readonly string[]) {
        return (await super.known(keys)).map((result) => result && { ...result, lost: [] });
      }
    }
    const store = new Damaged();
    await run(sums([1]), store);
    store.objects.delete(store.outputsOf('numbers')[0]!.objects[0]!);
    expect((await run(sums([2]), store)).executed).toEqual([
      'numbers: object missing: scale needs it again',
      'scale: param: factor 1 -> 2',
      'sum: input: values changed',
    ]);
  });

  test('a recipe that lacks an output counts for nothing', async () => {
    const store = new MemoryStore();
    await run(sums([1]), store);
    for (const [key, recipe] of store.recipesByKey) {
      if (recipe.stage === 'sum') store.recipesByKey.set(key, { ...recipe, outputs: [] });
    }
    expect((await run(sums([1]), store)).executed.at(-1)).toBe('sum: object missing');
  });

  test('what a stage or a library of it warns of is told and kept, with its instance', async () => {
    const store = new MemoryStore();
    const builder = new PlanBuilder();
    for (const cell of [1, 2]) {
      builder.add(behave, { params: { mode: cell === 1 ? 'warn' : 'well', cell }, inputs: {} });
    }
    const { events } = await run(builder.build(), store);
    const message = 'the library multiplies wrongly';
    expect(events.filter((e) => e.type === 'warning')).toEqual([{ type: 'warning', message }]);
    expect(store.warnings).toMatchObject([{ stage: 'behave', cell: { cell: 1 }, message }]);
  });

  test('a stage that gives other bytes the second time raises the alarm', async () => {
    const store = new MemoryStore();
    const builder = new PlanBuilder();
    builder.add(behave, { params: { mode: 'random' }, inputs: {} });
    const plan = builder.build();
    expect((await run(plan, store)).events.filter((e) => e.type === 'warning')).toEqual([]);
    const { events } = await run(plan, store, { force: ['behave'] });
    expect(events.filter((e) => e.type === 'warning')).toEqual([
      { type: 'warning', message: expect.stringMatching(/^behave .*output 'rows' differs .*not reproducible\.$/) },
    ]);
    const [last] = store.runs.slice(-1);
    const [recipeKey] = [...store.recipesByKey.keys()].slice(-1);
    expect(store.warnings).toEqual([
      { runId: last!.runId, recipeKey, stage: 'behave', cell: plan.nodes[0]!.cell, message: expect.any(String) },
    ]);
  });
});

describe('what must not matter', () => {
  test('one thread or two give the same digests', async () => {
    const [one, two] = [new MemoryStore(), new MemoryStore()];
    await run(sums([1, 2, 3, 4]), one, { jobs: 1 });
    await run(sums([1, 2, 3, 4]), two, { jobs: 2 });
    expect(digestsOf(one)).toEqual(digestsOf(two));
  });

  test('adding, removing and reordering cells leaves the other cells alone', async () => {
    const store = new MemoryStore();
    await run(sums([1, 2, 3]), store);
    expect((await run(sums([3, 1, 2]), store)).executed).toEqual([]);
    expect((await run(sums([2]), store)).executed).toEqual([]);
    const grown = await run(sums([5, 3, 2, 1]), store);
    expect(grown.executed).toHaveLength(2);
    expect(grown.executed[0]).toMatch(/^scale: param: factor \d -> 5$/);
  });

  test('two runs at the same time on one store come to the same', async () => {
    const store = new MemoryStore();
    const [a, b] = await Promise.all([run(sums([1, 2]), store), run(sums([2, 3]), store)]);
    expect([a.result.status, b.result.status]).toEqual(['complete', 'complete']);
    expect((await run(sums([1, 2, 3]), store)).executed).toEqual([]);
  });
});
