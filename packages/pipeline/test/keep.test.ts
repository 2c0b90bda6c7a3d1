import { describe, expect, test } from 'vitest';
import { CodeFingerprint } from '../src/key/fingerprint.js';
import { forecast } from '../src/key/forecast.js';
import { Resolver } from '../src/key/resolution.js';
import type { Keep } from '../src/plan/keep.js';
import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { begin, block, initialise } from './fixtures/block.mjs';
import { numbers } from './fixtures/numbers.mjs';
import { scale } from './fixtures/scale.mjs';
import { sum } from './fixtures/sum.mjs';
import { MemoryStore } from './memory-store.js';
import { digestsOf, run } from './world.js';

/** numbers (never kept) -> scale (kept as told) -> sum */
function scaledKept(...keeps: readonly (Keep | undefined)[]): Plan {
  const plan = new PlanBuilder();
  const { values } = plan.add(numbers, { params: { count: 3 }, inputs: {}, keep: 'never' });
  for (const keep of keeps) {
    const wiring = { params: { factor: 2 }, inputs: { values }, ...(keep === undefined ? {} : { keep }) };
    const { scaled } = plan.add(scale, wiring);
    plan.add(sum, { params: { offset: 0 }, inputs: { values: scaled } });
  }
  return plan.build();
}

async function told(plan: Plan, store: MemoryStore): Promise<readonly string[]> {
  const forecasts = await forecast(plan, new Resolver(store, new CodeFingerprint()));
  return forecasts.map(({ node, outcome, reason }) => `${node.stage.name} ${outcome} ${reason}`.trim());
}

function isKept(store: MemoryStore, stage: string): boolean {
  return store.outputsOf(stage).every(({ objects }) => objects.every((digest) => store.objects.has(digest)));
}

describe('how long a tensor is kept', () => {
  test('is said where its stage is used, and is always unless told', async () => {
    const store = new MemoryStore();
    await run(scaledKept(undefined), store);
    expect([isKept(store, 'numbers'), isKept(store, 'scale')]).toEqual([false, true]);
  });

  test('is no part of the key: what one study dropped and another keeps is made anew, and the forecast says so', async () => {
    const store = new MemoryStore();
    await run(scaledKept('never'), store);
    const before = digestsOf(store);
    expect(isKept(store, 'scale')).toBe(false);
    expect(await told(scaledKept('always'), store)).toEqual([
      'numbers run object missing: scale needs it again',
      'scale run object missing',
      'sum run input: values will be made anew',
    ]);
    const { executed, events } = await run(scaledKept('always'), store);
    // The forecast cannot know that the sum has the same input again; the run does.
    expect(executed).toEqual(['numbers: object missing: scale needs it again', 'scale: object missing']);
    expect(events.filter((event) => event.type === 'warning')).toEqual([]);
    expect(isKept(store, 'scale')).toBe(true);
    expect(digestsOf(store)).toEqual(before);
    for (const keep of ['always', 'never', 'head'] as const) {
      expect(await told(scaledKept(keep), store)).toEqual(['numbers hit', 'scale hit', 'sum hit']);
    }
  });

  test('is the longer of two where an instance is added twice, in whichever order', () => {
    const keepOf = (...keeps: readonly Keep[]) => {
      const { nodes } = scaledKept(...keeps);
      expect(nodes).toHaveLength(3);
      return nodes[1]!.keep.scaled;
    };
    expect(keepOf('never', 'head')).toBe('head');
    expect(keepOf('head', 'never')).toBe('head');
    expect(keepOf('head', 'always', 'never')).toBe('always');
    expect(keepOf('never', 'never')).toBe('never');
  });

  test('may be said by output; tables have no say in it', () => {
    const plan = new PlanBuilder();
    const { weights } = plan.add(initialise, { params: { units: 2 }, inputs: {}, stream: { seed: 0 }, keep: {} });
    plan.add(block, { params: { epoch: 1, rate: 0.5 }, inputs: { weights }, keep: { weights: 'head' } });
    expect(plan.build().nodes.map(({ keep }) => keep)).toEqual([{ weights: 'always' }, { weights: 'head' }]);
  });

  test('as a head: a block that another study keeps outlives the next block', async () => {
    const store = new MemoryStore();
    const plan = new PlanBuilder();
    let { weights } = plan.add(initialise, { params: { units: 2 }, inputs: {}, stream: { seed: 0 }, keep: 'never' });
    for (const keep of ['head', 'always', 'head', 'head'] as const) {
      const epoch = plan.build().nodes.length;
      weights = plan.add(block, { params: { epoch, rate: 0.5 }, inputs: { weights }, keep }).weights;
    }
    await run(plan.build(), store);
    const kept = [...store.recipesByKey.values()].filter(
      ({ stage, outputs }) => stage === 'block' && store.objects.has(outputs[0]!.objects[0]!),
    );
    expect(kept.map(({ preimage }) => preimage.params.epoch)).toEqual([2, 4]);
  });
});

test('a stage draws by the name it declares, so that its numbers outlive its own name', async () => {
  const store = new MemoryStore();
  const plan = new PlanBuilder();
  for (const stage of [initialise, begin]) plan.add(stage, { params: { units: 2 }, inputs: {}, stream: { seed: 0 } });
  await run(plan.build(), store);
  const [renamed] = store.outputsOf('begin');
  expect(renamed!.digest).toBe(store.outputsOf('initialise')[0]!.digest);
});
