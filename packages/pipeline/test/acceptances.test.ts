import { describe, expect, test } from 'vitest';
import { Acceptances } from '../src/key/acceptances.js';
import { CodeFingerprint } from '../src/key/fingerprint.js';
import { forecast } from '../src/key/forecast.js';
import { preimageOf } from '../src/key/recipe.js';
import { Resolver } from '../src/key/resolution.js';
import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import type { AcceptanceRecord, CodeState } from '../src/records.js';
import { codeFolder } from './code-folder.js';
import { MemoryStore } from './memory-store.js';
import { run } from './world.js';

const { edit, load } = codeFolder();
let version = 0;

/** numbers -> scale (never kept) -> sum, of the code as it stands now. */
async function plan(offset = 0): Promise<Plan> {
  version++;
  const { numbers } = await load('numbers.mjs', version);
  const { scale } = await load('scale.mjs', version);
  const { sum } = await load('sum.mjs', version);
  const builder = new PlanBuilder();
  const { values } = builder.add(numbers!, { params: { count: 3 }, inputs: {} });
  const { scaled } = builder.add(scale!, { params: { factor: 2 }, inputs: { values: values! }, keep: 'never' });
  builder.add(sum!, { params: { offset }, inputs: { values: scaled! } });
  return builder.build();
}

async function forecastOf(store: MemoryStore): Promise<Readonly<Record<string, string>>> {
  const forecasts = await forecast(await plan(), new Resolver(store, new CodeFingerprint()));
  return Object.fromEntries(
    forecasts.map(({ node, outcome, reason }) => [node.stage.name, `${outcome} ${reason}`.trim()]),
  );
}

/** The code version of a stage now, as runs record it. */
async function codeNow(name: string): Promise<CodeState> {
  const node = (await plan()).nodes.find(({ stage }) => stage.name === name)!;
  const { keyVersion, code } = preimageOf(node, new CodeFingerprint().codeVersion(node.stage), {});
  return { keyVersion, code };
}

function acceptance(stage: string, from: CodeState, to: CodeState): AcceptanceRecord {
  const acceptanceId = `${stage} ${version++}`;
  return { acceptanceId, stage, from, to, because: 'a product commutes', by: 'ann', at: new Date() };
}

describe('a change of code that is accepted', () => {
  test('leaves what was made before valid, and all that is built on it; nothing is copied', async () => {
    const store = new MemoryStore();
    const before = { scale: await codeNow('scale'), sum: await codeNow('sum') };
    await run(await plan(), store);
    edit('lib/scaled.js', 'x * factor', 'factor * x');
    edit('lib/total.js', 'sum + x', 'x + sum');
    expect(await forecastOf(store)).toEqual({
      numbers: 'hit',
      scale: 'run code: lib/scaled',
      sum: 'run input: values will be made anew',
    });
    await store.accept([acceptance('scale', before.scale, await codeNow('scale'))]);
    expect((await forecastOf(store)).sum).toBe('run code: lib/total');
    await store.accept([acceptance('sum', before.sum, await codeNow('sum'))]);
    const hits = {
      numbers: 'hit',
      scale: 'hit accepted: code: lib/scaled',
      sum: 'hit accepted: code: lib/total',
    };
    expect(await forecastOf(store)).toEqual(hits);

    const keys = [...store.recipesByKey.keys()];
    const { result, events } = await run(await plan(), store);
    expect(result).toMatchObject({ status: 'complete', counts: { executed: 0, hit: 3 } });
    expect([...store.recipesByKey.keys()]).toEqual(keys);
    const recorded = store.runStages.filter(({ runId }) => runId === result.runId);
    expect(recorded.map(({ recipeKey }) => recipeKey).sort()).toEqual(keys.sort());
    expect(
      Object.fromEntries(recorded.map(({ stage, outcome, reason }) => [stage, `${outcome} ${reason}`.trim()])),
    ).toEqual(hits);
    // Told once, and kept.
    const message =
      'results of earlier code, accepted as those of the present: scale (1: "a product commutes", ann), sum (1: "a product commutes", ann)';
    expect(events.filter(({ type }) => type === 'warning')).toEqual([{ type: 'warning', message }]);
    expect(store.warnings).toMatchObject([{ runId: result.runId, stage: null, message }]);
  });

  test('is of this pair alone: a further edit is stale, and so is another stage', async () => {
    const store = new MemoryStore();
    const before = await codeNow('sum');
    await run(await plan(), store);
    edit('lib/total.js', 'sum + x', 'x + sum');
    await store.accept([acceptance('sum', before, await codeNow('sum'))]);
    await store.accept([acceptance('scale', before, await codeNow('sum'))]);
    edit('lib/total.js', ', 0)', ', 1)');
    expect((await forecastOf(store)).sum).toBe('run code: lib/total');
    edit('lib/total.js', ', 1)', ', 0)');
    expect((await forecastOf(store)).sum).toBe('hit accepted: code: lib/total');
  });

  test('may be one of a chain, and is stale again where a link is taken back', async () => {
    const store = new MemoryStore();
    const first = await codeNow('sum');
    await run(await plan(), store);
    edit('lib/total.js', 'sum + x', 'x + sum');
    const second = await codeNow('sum');
    edit('lib/total.js', ', 0)', ', +0)');
    const links = [acceptance('sum', first, second), acceptance('sum', second, await codeNow('sum'))];
    await store.accept(links);
    expect((await forecastOf(store)).sum).toBe('hit accepted: code: lib/total');
    await store.takeBack([links[0]!.acceptanceId]);
    expect((await forecastOf(store)).sum).toBe('run code: lib/total');
  });

  test('does not keep a stage that is forced from running, whose result is then compared', async () => {
    const store = new MemoryStore();
    const before = await codeNow('sum');
    await run(await plan(), store);
    edit('lib/total.js', 'sum + x', 'x + sum + 1');
    await store.accept([acceptance('sum', before, await codeNow('sum'))]);
    const { executed, events } = await run(await plan(), store, { force: ['sum'] });
    expect(executed).toContain('sum: forced');
    expect(events).toContainEqual({
      type: 'warning',
      message: expect.stringMatching(
        /^sum .*'sums' differs from that of the earlier code, .*"a product commutes"; .*--undo/,
      ),
    });
    // What was executed is of the present code, and counts from now on.
    expect((await forecastOf(store)).sum).toBe('hit');
  });

  test('wrongly is found by an audit, which executes the present code', async () => {
    const store = new MemoryStore();
    const before = await codeNow('sum');
    await run(await plan(), store);
    edit('lib/total.js', 'sum + x', 'x + sum + 1');
    await store.accept([acceptance('sum', before, await codeNow('sum'))]);
    const { result, events } = await run(await plan(), store, { audit: 100 });
    expect(result.audit).toMatchObject({ hits: 3, audited: 3, different: 1 });
    expect(result.audit!.findings).toMatchObject([{ stage: 'sum', output: 'sums', largestDifference: 3 }]);
    const message = expect.stringMatching(
      /is not what its present code, as which it was accepted, gives: .*`rgflow accept sum --undo`/,
    );
    expect(events).toContainEqual({ type: 'warning', message });
  });

  test('wrongly shows where an output that was not kept is made anew: what is built on it has the key of the new bytes', async () => {
    const store = new MemoryStore();
    const before = await codeNow('scale');
    await run(await plan(), store);
    edit('lib/scaled.js', 'x * factor', 'x * factor + 1');
    await store.accept([acceptance('scale', before, await codeNow('scale'))]);
    const { executed, events } = await run(await plan(5), store);
    expect(executed).toEqual([
      'scale: object missing: sum needs it again',
      'sum: param: offset 0 -> 5; input: values changed',
    ]);
    expect(events).toContainEqual({ type: 'warning', message: expect.stringContaining('the change is not harmless') });
    const scaled = [...store.recipesByKey.values()].findLast(({ stage }) => stage === 'scale')!.outputs[0]!.digest;
    const sum = [...store.recipesByKey.values()].findLast(({ stage }) => stage === 'sum')!;
    expect(sum.preimage.inputs.values).toBe(scaled);
  });
});

describe('the chains of acceptances', () => {
  const code = (n: number): CodeState => ({ keyVersion: 1, code: { modules: { a: String(n) }, externals: [] } });

  test('are followed back 32 versions and no further', () => {
    const links = Array.from({ length: 50 }, (_, n) => acceptance('sum', code(n), code(n + 1)));
    const earlier = new Acceptances(links.toReversed()).earlier('sum', code(50));
    expect(earlier.map(({ code: { code } }) => code.modules.a)).toEqual(
      Array.from({ length: 32 }, (_, n) => String(49 - n)),
    );
    expect(earlier[1]!.accepted).toEqual([links[49], links[48]]);
    expect(new Acceptances(links.toReversed()).latest('sum', code(3))).toEqual(code(50));
  });

  test('may come back to where they began', () => {
    const acceptances = new Acceptances([acceptance('sum', code(2), code(1)), acceptance('sum', code(1), code(2))]);
    expect(acceptances.earlier('sum', code(1)).map(({ code }) => code)).toEqual([code(2)]);
    expect(acceptances.latest('sum', code(1))).toEqual(code(2));
    expect(acceptances.earlier('scale', code(1))).toEqual([]);
  });
});
