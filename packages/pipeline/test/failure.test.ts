import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnyStage } from '../src/declare/stage.js';
import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { execute } from '../src/run/executor.js';
import { groupFailures } from '../src/run/failures.js';
import { after, behave } from './fixtures/behave.mjs';
import { broken } from './fixtures/broken-module.mjs';
import { deadly } from './fixtures/deadly-module.mjs';
import { flaky, pair } from './fixtures/flaky.mjs';
import { MemoryStore } from './memory-store.js';
import { run, sums } from './world.js';

type Told = { readonly mode: string; readonly cell?: number; readonly ms?: number };

/** One instance of `behave` with one downstream for each telling. */
function behaving(told: readonly Told[]): Plan {
  const plan = new PlanBuilder();
  for (const params of told) {
    const { vectors } = plan.add(behave, { params, inputs: {} });
    plan.add(after, { params: {}, inputs: { vectors } });
  }
  return plan.build();
}

describe('a failing instance', () => {
  test('stops only what is downstream of it; the run is partial and tries it again the next time', async () => {
    const store = new MemoryStore();
    const plan = behaving([{ mode: 'throw', cell: 12 }, { mode: 'well' }, { mode: 'throw', cell: 7 }]);
    const { result } = await run(plan, store);
    expect(result).toMatchObject({
      status: 'partial',
      counts: { executed: 2, hit: 0, failed: 2, skipped: 2 },
      byStage: { behave: { executed: 1, failed: 2 }, after: { executed: 1, skipped: 2 } },
    });
    expect(groupFailures(result.failures)).toEqual([
      {
        stage: 'behave',
        error: { name: 'Error', message: 'cell 12 cannot be computed' },
        cells: [
          { mode: 'throw', cell: 12, ms: 0 },
          { mode: 'throw', cell: 7, ms: 0 },
        ],
      },
    ]);
    expect(store.executions.filter((e) => e.status === 'failed').map((e) => e.error?.split('\n')[0])).toEqual([
      'Error: cell 12 cannot be computed',
      'Error: cell 7 cannot be computed',
    ]);
    expect(store.runStages.filter((r) => r.outcome === 'skipped').map((r) => [r.recipeKey, r.reason])).toEqual([
      [null, 'input: behave failed'],
      [null, 'input: behave failed'],
    ]);
    expect(store.runs.map((r) => r.status)).toEqual(['partial']);
    expect((await run(plan, store)).result.counts).toEqual({ executed: 0, hit: 2, failed: 2, skipped: 2 });
  });

  test('says what is wrong, however it fails, and its neighbours are computed all the same', async () => {
    const messages: Readonly<Record<string, string>> = {
      'wrong shape': "stage behave: output 'vectors': layer 7 has shape (3), expected (2).",
      'wrong size': "stage behave: output 'vectors': layer 7 has shape (2) but 3 entries; expected 2.",
      'wrong dtype': "stage behave: output 'vectors': layer 7 is a Float32Array, expected float64.",
      'wrong type': "stage behave: output 'rows': column 'count' of row 0 is one, expected int32.",
      'wrong integer': "stage behave: output 'rows': column 'count' of row 0 is 1.5, expected int32.",
      'no column': "stage behave: output 'rows': column 'count' of row 0 is undefined, expected int32.",
      'no output': "stage behave: output 'vectors' is undefined, expected a list of tensors.",
      'not a list': "stage behave: output 'rows' is 3, expected a list of rows.",
      nothing: 'stage behave: run returned undefined, expected { rows, vectors }.',
      'throw a word': 'no error object',
      'throw a function': '() => {}',
      'odd provenance': '() => 1 could not be cloned.',
      exit: 'its thread was lost twice (worker exited with code: 3).',
    };
    const modes = Object.keys(messages);
    const told = modes.flatMap((mode, cell) => [{ mode }, { mode: 'wait', cell }]);
    const { result } = await run(behaving(told), new MemoryStore(), { jobs: 2 });
    expect(Object.fromEntries(result.failures.map(({ cell, error }) => [cell.mode, error.message]))).toEqual(messages);
    expect(result.byStage.behave).toEqual({ executed: modes.length, hit: 0, failed: modes.length, skipped: 0 });
    expect(result.byStage.after).toMatchObject({ failed: 0, skipped: modes.length });
  });

  test('keeps the class of its error by name, and its stack with the execution', async () => {
    const store = new MemoryStore();
    const { result, events } = await run(behaving([{ mode: 'throw its own' }, { mode: 'no output' }]), store);
    expect(result.failures.map(({ error }) => error)).toEqual([
      { name: 'DomainError', message: 'the variance is -1' },
      { name: 'ContractError', message: "stage behave: output 'vectors' is undefined, expected a list of tensors." },
    ]);
    const told = events.flatMap((event) =>
      event.type === 'stage-finished' && event.outcome === 'failed' ? [event.error] : [],
    );
    expect(told).toEqual(result.failures.map(({ error }) => error));
    expect(store.executions.find(({ status }) => status === 'failed')!.error).toMatch(
      /^DomainError: the variance is -1\n +at .*behave\.mjs/,
    );
  });

  test.each([
    ['does not load', broken, 'this module does not load in a worker'],
    ['ends its thread', deadly, 'its thread was lost twice (worker exited with code: 5).'],
    [
      'does not export it',
      { ...behave, name: 'elsewhere' },
      "stage elsewhere: its module does not export it; 'module' must be import.meta.url of the file that does.",
    ],
  ] as [string, AnyStage, string][])(
    'whose module %s fails, and the run comes to its end',
    async (_, stage, message) => {
      const plan = new PlanBuilder();
      for (const cell of [1, 2, 3, 4, 5]) plan.add(stage, { params: { mode: 'well', cell }, inputs: {} });
      if (stage === broken) plan.add(behave, { params: { mode: 'well' }, inputs: {} });
      const { result } = await run(plan.build(), new MemoryStore(), { jobs: 2 });
      expect(result).toMatchObject({ status: 'partial', counts: { executed: stage === broken ? 1 : 0, failed: 5 } });
      expect(new Set(result.failures.map(({ error }) => error.message))).toEqual(new Set([message]));
    },
  );

  test('after its result was handed in can hurt at most what runs next on its thread', async () => {
    const { result } = await run(behaving([{ mode: 'die later' }, { mode: 'wait', ms: 50 }]), new MemoryStore());
    expect(result.byStage.behave!.executed).toBeGreaterThanOrEqual(1);
    expect(result.status).not.toBe('interrupted');
  });

  test('that had succeeded before, and fails when it is made anew, stops only those that need it anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rgflow-flaky-'));
    const obstacle = join(folder, 'obstacle');
    const planOf = (scale: number): Plan => {
      const plan = new PlanBuilder();
      const { values } = plan.add(flaky, { params: { obstacle }, inputs: {}, keep: 'never' });
      // The second of these is ready only long after the first has had the values made anew.
      const late = plan.add(behave, { params: { mode: 'wait', ms: 1000, cell: scale }, inputs: {} }).vectors;
      plan.add(pair, { params: { scale: 1 }, inputs: { a: values, b: values } });
      plan.add(pair, { params: { scale: 10 * scale }, inputs: { a: values, b: values } });
      plan.add(pair, { params: { scale: 30 * scale }, inputs: { a: values, b: late } });
      return plan.build();
    };
    const store = new MemoryStore();
    expect((await run(planOf(1), store, { jobs: 2 })).result.status).toBe('complete');
    writeFileSync(obstacle, '');
    const { result } = await run(planOf(2), store, { jobs: 2 });
    expect(result).toMatchObject({
      status: 'partial',
      byStage: {
        flaky: { executed: 0, hit: 0, failed: 1, skipped: 0 },
        behave: { executed: 1, hit: 0, failed: 0, skipped: 0 },
        pair: { executed: 0, hit: 1, failed: 0, skipped: 2 },
      },
      failures: [{ stage: 'flaky', error: { name: 'Error', message: 'there is an obstacle' } }],
    });
    rmSync(folder, { recursive: true });
    expect((await run(planOf(2), store, { jobs: 2 })).executed).toEqual([
      'flaky: object missing: pair needs it again',
      expect.stringMatching(/^pair: param: scale \d+ -> 20/),
      expect.stringMatching(/^pair: param: scale \d+ -> 60/),
    ]);
  });

  test('with failFast is the last to start', async () => {
    const store = new MemoryStore();
    const cells = [1, 2, 3, 4].map((cell) => ({ mode: cell === 2 ? 'throw' : 'well', cell }));
    const { result } = await run(behaving(cells), store, { failFast: true });
    expect(result.status).toBe('partial');
    expect(result.counts).toEqual({ executed: 2, hit: 0, failed: 1, skipped: 1 });
    expect((await run(behaving(cells.filter(({ cell }) => cell !== 2)), store)).result.counts).toEqual({
      // The vectors of all cells are the same, so what is downstream of them was computed once.
      executed: 2,
      hit: 4,
      failed: 0,
      skipped: 0,
    });
  });
});

describe('a run that is told to end', () => {
  const waiting = behaving([1, 2, 3, 4].map((cell) => ({ mode: 'wait', ms: 300, cell })));

  test('drains: what runs is finished, nothing new begins, and a later run continues', async () => {
    const store = new MemoryStore();
    const drain = new AbortController();
    const { result, events } = await run(waiting, store, {
      drain: drain.signal,
      onEvent: (event) => {
        if (event.type === 'stage-started') drain.abort();
      },
    });
    expect(result).toMatchObject({ status: 'interrupted', counts: { executed: 1, hit: 0, failed: 0, skipped: 0 } });
    expect(events.map((event) => event.type)).toContain('draining');
    expect(store.runs.map((r) => r.status)).toEqual(['interrupted']);
    // What is downstream of the cells is the same, and runs once, also where two workers come to it at one moment.
    const later = await run(waiting, store, { jobs: 2 });
    expect(later.result).toMatchObject({ status: 'complete', counts: { executed: 4, hit: 4 } });
  });

  test('stops: what runs is given up, has not failed, and a later run takes it up', async () => {
    const store = new MemoryStore();
    const stop = new AbortController();
    const spinning = behaving([{ mode: 'spin', ms: 60_000 }]);
    const began = Date.now();
    const { result } = await run(spinning, store, {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'stage-started') setTimeout(() => stop.abort(), 1000);
      },
    });
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(result).toMatchObject({
      status: 'interrupted',
      counts: { executed: 0, failed: 0, skipped: 0 },
      failures: [],
    });
    expect(store.executions).toEqual([]);
    expect(store.runs.map((r) => r.status)).toEqual(['interrupted']);
  });

  test.each(['drain', 'stop'] as const)('by a %s that came before it began does nothing', async (signal) => {
    const store = new MemoryStore();
    const { result } = await run(waiting, store, { [signal]: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'interrupted', counts: { executed: 0, hit: 0 } });
  });

  test('by a stop in the moment an instance starts is over at once', async () => {
    const stop = new AbortController();
    const { result } = await run(waiting, new MemoryStore(), {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'stage-started') stop.abort();
      },
    });
    expect(result).toMatchObject({ status: 'interrupted', counts: { executed: 0, failed: 0 } });
  });
});

describe('a caller', () => {
  test('who throws in onEvent ends the run, not the process', async () => {
    for (const type of ['started', 'stage-started', 'stage-finished', 'ended']) {
      const onEvent = (event: { readonly type: string }): void => {
        if (event.type === type) throw new Error(`no ${type}`);
      };
      await expect(run(sums([1]), new MemoryStore(), { onEvent })).rejects.toThrow(`no ${type}`);
    }
  });

  test('who looks at the result late still gets its error', async () => {
    const options = { store: new MemoryStore(), study: 's', config: {}, jobs: 1, provenance: {} };
    const onEvent = (): void => {
      throw new Error('at once');
    };
    const { result } = execute(sums([1]), { ...options, onEvent });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(result).rejects.toThrow('at once');
  });

  test.each([0, -1, 1.5, Number.NaN])('who asks for %d jobs is refused', (jobs) => {
    expect(() =>
      execute(sums([1]), { store: new MemoryStore(), study: 's', config: {}, jobs, provenance: {} }),
    ).toThrow(`execute: jobs is ${jobs}, expected a positive whole number.`);
  });
});
