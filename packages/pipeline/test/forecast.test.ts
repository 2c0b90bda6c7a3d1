import { describe, expect, test } from 'vitest';
import { CodeFingerprint } from '../src/key/fingerprint.js';
import { forecast } from '../src/key/forecast.js';
import { Resolver } from '../src/key/resolution.js';
import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { block, initialise } from './fixtures/block.mjs';
import { norm } from './fixtures/norm.mjs';
import { MemoryStore } from './memory-store.js';
import { run, sums } from './world.js';

async function told(plan: Plan, store: MemoryStore, force: readonly string[] = []): Promise<readonly string[]> {
  const forecasts = await forecast(plan, new Resolver(store, new CodeFingerprint(), { force }));
  return forecasts.map(({ node, outcome, reason }) => `${node.stage.name} ${outcome} ${reason}`.trim());
}

/** initialise -> block 1 -> block 2, and a norm of each of them. */
function training(power: number): Plan {
  const plan = new PlanBuilder();
  let { weights } = plan.add(initialise, { params: { units: 4 }, inputs: {}, stream: { seed: 0 }, keep: 'never' });
  for (const epoch of [1, 2]) {
    weights = plan.add(block, { params: { epoch, rate: 0.5 }, inputs: { weights }, keep: 'head' }).weights;
    plan.add(norm, { params: { power }, inputs: { weights } });
  }
  return plan.build();
}

describe('a forecast', () => {
  test('before the first run is everything', async () => {
    expect(await told(sums([1]), new MemoryStore())).toEqual([
      'numbers run new: numbers was never run before',
      'scale run input: values will be made anew',
      'sum run input: values will be made anew',
    ]);
  });

  test('reads the code of all stages, also of those whose inputs are to be made anew', async () => {
    const code = new CodeFingerprint();
    await forecast(sums([1]), new Resolver(new MemoryStore(), code));
    const { watched } = code.snapshot();
    expect(Object.keys(watched).sort()).toEqual(['numbers', 'scale', 'sum']);
  });

  test('after a run is nothing, and executes nothing itself', async () => {
    const store = new MemoryStore();
    await run(sums([2]), store);
    expect(await told(sums([2]), store)).toEqual(['numbers hit', 'scale hit', 'sum hit']);
    expect(await told(sums([2]), store, ['sum'])).toEqual([
      'numbers hit',
      'scale run object missing: sum needs it again',
      'sum run forced',
    ]);
    expect(store.executions).toHaveLength(3);
    expect(store.runs).toHaveLength(1);
  });

  test('of a new question is what a run then executes, for the same reasons', async () => {
    const store = new MemoryStore();
    await run(training(2), store);
    const expected = await told(training(1), store);
    expect(expected).toEqual([
      'initialise run object missing: block needs it again',
      'block run object missing: norm needs it again',
      'norm run param: power 2 -> 1',
      'block hit',
      'norm run param: power 2 -> 1',
    ]);
    const { executed } = await run(training(1), store);
    expect([...executed].sort()).toEqual(
      expected
        .filter((line) => line.includes(' run '))
        .map((line) => line.replace(' run ', ': '))
        .sort(),
    );
  });
});
