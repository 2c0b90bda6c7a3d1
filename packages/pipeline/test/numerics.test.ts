import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodeFingerprint } from '../src/key/fingerprint.js';
import { forecast } from '../src/key/forecast.js';
import { Resolver } from '../src/key/resolution.js';
import type { Keep } from '../src/plan/keep.js';
import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { continuesOther } from '../src/run/numerics.js';
import { way } from './fixtures/way.mjs';
import { read, start } from './fixtures/way-ends.mjs';
import { MemoryStore } from './memory-store.js';
import { run, sums } from './world.js';

const compute = (how: string): void => {
  process.env.RGFLOW_TEST_WAY = how;
};
beforeEach(() => compute('A'));
afterEach(() => {
  delete process.env.RGFLOW_TEST_WAY;
});

/** start -> way 1 -> ... -> way `steps` -> read */
function chain(steps: number, { first = 0, keep = 'head' as Keep, readings = 1 } = {}): Plan {
  const plan = new PlanBuilder();
  for (let reading = 0; reading < readings; reading++) {
    let { values } = plan.add(start, { params: { first: first + 10 * reading }, inputs: {} });
    for (let step = 1; step <= steps; step++) {
      values = plan.add(way, { params: { step }, inputs: { values }, keep }).values;
    }
    plan.add(read, { params: {}, inputs: { values } });
  }
  return plan.build();
}
const warningsOf = ({ events }: Awaited<ReturnType<typeof run>>): readonly string[] =>
  events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
const numericsOf = (store: MemoryStore, stage: string) =>
  [...store.recipesByKey.values()].filter((recipe) => recipe.stage === stage).map(({ numerics }) => numerics);

test('what a result was computed with is recorded with it and with all that is made from it', async () => {
  const store = new MemoryStore();
  const ran = await run(chain(2), store);
  expect(numericsOf(store, 'start')).toEqual([{}]);
  expect(numericsOf(store, 'way')).toEqual([{ way: ['A'] }, { way: ['A'] }]);
  expect(numericsOf(store, 'read')).toEqual([{ way: ['A'] }]);
  expect(warningsOf(ran)).toEqual([]);
});

test('a table that depends on it has a column of it, another does not', () => {
  const [table] = chain(1).tables;
  expect(table!.measuredColumns).toEqual({ numerics: 'numerics' });
  const plan = new PlanBuilder();
  plan.add(read, { params: {}, inputs: { values: plan.add(start, { params: { first: 0 }, inputs: {} }).values } });
  expect(plan.build().tables[0]!.measuredColumns).toEqual({});
});

test('a chain does not go on with another before anything was executed, and does if that is allowed', async () => {
  const store = new MemoryStore();
  await run(chain(2), store);
  compute('BB');
  const executed = store.executions.length;
  const refused = run(chain(3), store);
  await expect(refused).rejects.toThrow(
    /^way \{.*\} would go on with BB from what was made with A, and give the bits of neither\. .*--force way.*--numerics any/,
  );
  await expect(refused).rejects.toMatchObject({ failure: 'usage' });
  expect(store.executions).toHaveLength(executed);
  expect(store.runs.at(-1)!.status).toBe('interrupted');

  const allowed = await run(chain(3), store, { numerics: 'any' });
  expect(allowed.result.counts).toMatchObject({ executed: 2, hit: 3 });
  expect(numericsOf(store, 'read').at(-1)).toEqual({ way: ['A', 'BB'] });
  expect(warningsOf(allowed)).toEqual([expect.stringMatching(/computed in different ways: way \(A; BB\)/)]);
  // It is neither now, whatever computes.
  compute('A');
  await expect(run(chain(4), store)).rejects.toThrow(/with A from what was made with BB/);
});

test('with what it began a chain goes on, and what only reads it may be computed otherwise', async () => {
  const store = new MemoryStore();
  await run(chain(2), store);
  expect((await run(chain(3), store)).result.status).toBe('complete');
  compute('BB');
  expect((await run(chain(3), store, { force: ['read'] })).result.status).toBe('complete');
  expect(warningsOf(await run(chain(3), store))).toEqual([]);
});

test('what the process is to have is chosen once, before it is asked for and before threads start', async () => {
  const store = new MemoryStore();
  let chosen = 0;
  const chooseNumerics = async () => {
    chosen++;
    compute('BB');
  };
  const made = await run(chain(2, { readings: 3 }), store, { chooseNumerics, jobs: 2 });
  expect(made.result.status).toBe('complete');
  expect(numericsOf(store, 'way')).toEqual(Array(6).fill({ way: ['BB'] }));
  expect(chosen).toBe(1);

  // A run with nothing to do chooses nothing.
  compute('A');
  expect((await run(chain(2, { readings: 3 }), store, { chooseNumerics })).result.counts.executed).toBe(0);
  expect(chosen).toBe(1);

  // What was chosen, and not what was there before, is what a chain would go on with.
  expect((await run(chain(3), store, { chooseNumerics })).result.status).toBe('complete');
  expect(chosen).toBe(2);
  compute('A');
  await expect(run(chain(4), store)).rejects.toThrow(/with A from what was made with BB/);
});

test('nothing is chosen for a plan in which no stage has numerics, and a run ends if it cannot be chosen', async () => {
  const chooseNumerics = () => Promise.reject(new Error('the library is damaged'));
  expect((await run(sums([1]), new MemoryStore(), { chooseNumerics })).result.status).toBe('complete');
  await expect(run(chain(1), new MemoryStore(), { chooseNumerics })).rejects.toThrow('the library is damaged');
});

test('made anew from its beginning a chain is computed as it is now', async () => {
  const store = new MemoryStore();
  await run(chain(2), store);
  compute('BB');
  const { executed } = await run(chain(2), store, { force: ['way'] });
  expect(executed).toHaveLength(3);
  // The second step takes other weights now, so it is another instance; the old one stays as it is.
  expect(numericsOf(store, 'way')).toEqual([{ way: ['A'] }, { way: ['BB'] }, { way: ['BB'] }]);
});

test('tables of a run that were computed in different ways are one warning, kept with the run', async () => {
  const store = new MemoryStore();
  await run(chain(1, { readings: 2 }), store);
  compute('BB');
  const ran = await run(chain(1, { readings: 4 }), store);
  expect(warningsOf(ran)).toEqual([
    'results of this run were computed in different ways: way (A; BB). They agree to rounding only, which a training enlarges. The column numerics says which is which; --force makes them anew.',
  ]);
  expect(store.warnings).toMatchObject([{ runId: ran.result.runId, stage: null }]);
});

test('what comes out otherwise because it is computed otherwise is not called irreproducible', async () => {
  const store = new MemoryStore();
  await run(chain(1), store);
  compute('BB');
  expect(warningsOf(await run(chain(1), store, { force: ['way'] }))).toEqual([
    expect.stringMatching(
      /^way .*: output 'values' differs .* with the same key; that was computed with A, this with BB\.$/,
    ),
  ]);
});

test('an audit does not call wrong what was computed otherwise', async () => {
  const store = new MemoryStore();
  await run(chain(1), store);
  compute('BB');
  const ran = await run(chain(1), store, { audit: 100 });
  expect(ran.result.audit).toMatchObject({ hits: 3, audited: 2, unchecked: 1, different: 0 });
  const note = 'it was computed with A, here with BB; in tensor 0, entry 0: 1 -> 2';
  expect(ran.result.audit!.findings).toMatchObject([
    { stage: 'way', outcome: 'unchecked', largestDifference: 1, note },
  ]);
  expect(warningsOf(ran)).toEqual([
    expect.stringMatching(
      /^way .* could not be checked, output 'values'; largest difference 1: it was computed with A, /,
    ),
  ]);
});

test('a forecast says so as well', async () => {
  const store = new MemoryStore();
  await run(chain(2), store);
  const messages = async () => {
    const forecasts = await forecast(chain(3), new Resolver(store, new CodeFingerprint()));
    const next = forecasts.find(({ node, outcome }) => node.stage.name === 'way' && outcome === 'run')!;
    return continuesOther(next.node, (node) => forecasts[node.index]!.resolved?.hit?.numerics ?? {});
  };
  expect(await messages()).toBeNull();
  compute('BB');
  expect(await messages()).toMatch(/with BB from what was made with A/);
});
