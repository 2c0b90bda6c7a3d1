import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeTable, digestOf, encodeTable } from '../src/encode/arrow.js';
import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { execute } from '../src/run/executor.js';
import { largestDifference } from '../src/run/largest-difference.js';
import { behave } from './fixtures/behave.mjs';
import { block, initialise } from './fixtures/block.mjs';
import { flaky, pair } from './fixtures/flaky.mjs';
import { MemoryStore } from './memory-store.js';
import { run, sums } from './world.js';

const SUMS = { layer: 'int32', sum: 'float64' } as const;

/** Puts other sums under the key of a result: all that is stored agrees, and only executing it again can tell. */
async function plant(store: MemoryStore, factor: number, change: (sum: number) => number): Promise<string> {
  const recipe = [...store.recipesByKey.values()].filter(({ stage }) => stage === 'sum')[factor - 1]!;
  const output = recipe.outputs[0]!;
  const rows = decodeTable(SUMS, store.objects.get(output.digest)!).map((row) => ({ ...row, sum: change(row.sum) }));
  const bytes = encodeTable(SUMS, rows);
  const digest = digestOf(bytes);
  const outputs = [{ ...output, digest, bytes: bytes.length, objects: [digest] }];
  store.objects.set(digest, bytes);
  store.recipesByKey.set(recipe.recipeKey, { ...recipe, outputs });
  return recipe.recipeKey;
}

describe('an audit', () => {
  test('of all hits of a good store finds them equal, inputs that were not kept made anew, and writes only that', async () => {
    const store = new MemoryStore();
    await run(sums([1, 2, 3]), store);
    const before = {
      recipes: [...store.recipesByKey],
      objects: [...store.objects.keys()],
      executions: store.executions.length,
    };
    const { result, events, executed } = await run(sums([1, 2, 3]), store, { audit: 100 });
    expect(result.audit).toEqual({ hits: 7, audited: 7, unchecked: 0, left: 0, different: 0, findings: [] });
    expect(result).toMatchObject({ status: 'complete', counts: { executed: 0, hit: 7 } });
    expect(executed).toEqual([]);
    expect({
      recipes: [...store.recipesByKey],
      objects: [...store.objects.keys()],
      executions: store.executions.length,
    }).toEqual(before);
    expect(store.audits.map(({ stage, output, outcome }) => `${stage} ${output} ${outcome}`).sort()).toEqual([
      'numbers values equal',
      ...[1, 2, 3].map(() => 'scale scaled equal'),
      ...[1, 2, 3].map(() => 'sum sums equal'),
    ]);
    expect(events.filter(({ type }) => type === 'audited')).toHaveLength(7);
    expect(events).toContainEqual({ type: 'audit-started', hits: 7, drawn: 7 });
    expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
  });

  test('finds every wrong row that was planted under a valid key, and no other', async () => {
    const store = new MemoryStore();
    await run(sums([1, 2, 3, 4]), store);
    const wrong = [await plant(store, 2, (sum) => sum + 0.25), await plant(store, 4, (sum) => -sum)];
    const { result, events } = await run(sums([1, 2, 3, 4]), store, { audit: 100, jobs: 2 });
    expect(result.counts).toMatchObject({ executed: 0, hit: 9 });
    expect(result.audit).toMatchObject({ hits: 9, audited: 9, different: 2 });
    const findings = [...result.audit!.findings].sort((a, b) => a.largestDifference! - b.largestDifference!);
    expect(findings).toMatchObject([
      {
        recipeKey: wrong[0],
        stage: 'sum',
        cell: { factor: 2 },
        output: 'sums',
        outcome: 'different',
        largestDifference: 0.25,
      },
      {
        recipeKey: wrong[1],
        stage: 'sum',
        cell: { factor: 4 },
        output: 'sums',
        outcome: 'different',
        largestDifference: 80,
      },
    ]);
    for (const { recorded, found, recipeKey } of findings) {
      expect(recorded).toBe(store.recipesByKey.get(recipeKey)!.outputs[0]!.digest);
      expect(found).not.toBe(recorded);
    }
    expect(store.audits.filter(({ outcome }) => outcome !== 'equal')).toHaveLength(2);
    const message = expect.stringMatching(
      /^sum \{.*"factor":2.*\}: output 'sums' is not what its code gives: recorded [0-9a-f]{8}, found [0-9a-f]{8}; largest difference 0\.25 in sum, row 1: 20\.25 -> 20\. `--force sum` has it made anew\.$/,
    );
    expect(events).toContainEqual({ type: 'warning', message });
    expect(store.warnings.map(({ recipeKey }) => recipeKey).sort()).toEqual([...wrong].sort());
  });

  test('draws the share that was asked for, at least one, others in another run, and says which', async () => {
    const store = new MemoryStore();
    const plan = sums([1, 2, 3, 4, 5]);
    await run(plan, store);
    const drawn = new Set<string>();
    for (let round = 0; round < 4; round++) {
      const { result } = await run(plan, store, { audit: 25 });
      expect(result.audit).toMatchObject({ hits: 11, audited: 3, left: 0 });
      const keys = new Set(
        store.audits.filter(({ runId }) => runId === result.runId).map(({ recipeKey }) => recipeKey),
      );
      expect(keys.size).toBe(3);
      for (const key of keys) drawn.add(key);
    }
    expect(drawn.size).toBeGreaterThan(3);
    expect((await run(plan, store, { audit: 0.001 })).result.audit).toMatchObject({ hits: 11, audited: 1 });
  });

  test('of an epoch whose weights were dropped trains from the last that was kept', async () => {
    const store = new MemoryStore();
    const plan = (): Plan => {
      const builder = new PlanBuilder();
      let { weights } = builder.add(initialise, {
        params: { units: 3 },
        inputs: {},
        stream: { seed: 1 },
        keep: 'never',
      });
      for (const epoch of [1, 2, 3]) {
        weights = builder.add(block, { params: { epoch, rate: 0.5 }, inputs: { weights }, keep: 'head' }).weights;
      }
      return builder.build();
    };
    await run(plan(), store);
    expect(store.dropped).toHaveLength(2);
    const { result } = await run(plan(), store, { audit: 100 });
    expect(result.audit).toEqual({ hits: 4, audited: 4, unchecked: 0, left: 0, different: 0, findings: [] });
    expect(store.dropped).toHaveLength(2);
  });

  test('tells what fails now, and what cannot be checked for want of its input', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rgflow-audit-'));
    const store = new MemoryStore();
    const obstacle = join(folder, 'obstacle');
    const builder = new PlanBuilder();
    const a = builder.add(flaky, { params: { obstacle }, inputs: {}, keep: 'never' }).values;
    builder.add(pair, { params: { scale: 1 }, inputs: { a, b: a } });
    const plan = builder.build();
    await run(plan, store);
    writeFileSync(obstacle, '');
    const { result } = await run(plan, store, { audit: 100 });
    rmSync(folder, { recursive: true });
    expect(result.audit).toMatchObject({ hits: 2, audited: 1, unchecked: 1, different: 1 });
    expect(result.audit!.findings).toMatchObject([
      { stage: 'flaky', output: null, outcome: 'failed', note: 'there is an obstacle' },
      {
        stage: 'pair',
        output: null,
        outcome: 'unchecked',
        note: 'input a is not kept, and could not be made anew with the bytes it had',
      },
    ]);
    expect(store.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^flaky .*: is recorded, but its code fails: there is an obstacle$/),
      expect.stringMatching(/^pair .*: was drawn for the audit and could not be checked: input a /),
    ]);
  });

  test('finds a stage that gives something else each time', async () => {
    const store = new MemoryStore();
    const builder = new PlanBuilder();
    builder.add(behave, { params: { mode: 'random' }, inputs: {} });
    const plan = builder.build();
    await run(plan, store);
    const { result } = await run(plan, store, { audit: 100 });
    expect(result.audit!.findings).toMatchObject([
      { output: 'rows', largestDifference: null, note: expect.stringMatching(/^in name, row 1: \d+ -> \d+$/) },
    ]);
    expect(store.audits.map(({ output, outcome }) => [output, outcome])).toEqual([
      ['rows', 'different'],
      ['vectors', 'equal'],
    ]);
  });

  test('executes nothing where there is no hit, and stops when the run is stopped', async () => {
    const store = new MemoryStore();
    expect((await run(sums([1]), store, { audit: 50 })).result.audit).toMatchObject({ hits: 0, audited: 0, left: 0 });
    const drain = new AbortController();
    const { result } = await run(sums([1]), store, {
      audit: 100,
      drain: drain.signal,
      onEvent: ({ type }) => {
        if (type === 'audited') drain.abort();
      },
    });
    expect(result).toMatchObject({ status: 'complete', audit: { hits: 3, audited: 1, left: 2 } });
    expect((await run(sums([1]), store)).result.audit).toBeNull();
  });

  test.each([0, -1, 101, Number.NaN, Number.POSITIVE_INFINITY])('of %s percent is refused', (audit) => {
    const options = { store: new MemoryStore(), study: 'test', config: {}, jobs: 1, provenance: {}, audit };
    expect(() => execute(sums([1]), options)).toThrow(`audit is ${audit}, expected percent of the hits`);
  });
});

describe('the largest difference', () => {
  const table = { kind: 'table', columns: { a: 'float64?', name: 'utf8' }, measured: {} } as const;
  const bytes = (rows: readonly { a: number | null; name: string }[]) => [encodeTable(table.columns, rows)];

  test.each([
    [
      'of numbers',
      [
        { a: 1, name: 'x' },
        { a: 2, name: 'x' },
      ],
      [
        { a: 1.5, name: 'x' },
        { a: 4, name: 'y' },
      ],
      2,
      'in a, row 2: 2 -> 4',
    ],
    [
      'of infinity',
      [{ a: 1, name: 'x' }],
      [{ a: Number.POSITIVE_INFINITY, name: 'x' }],
      Number.POSITIVE_INFINITY,
      'in a, row 1: 1 -> Infinity',
    ],
    ['of a value that is undefined', [{ a: 1, name: 'x' }], [{ a: null, name: 'x' }], null, 'in a, row 1: 1 -> null'],
    ['of texts', [{ a: 1, name: 'x' }], [{ a: 1, name: 'y' }], null, 'in name, row 1: x -> y'],
    ['of sizes', [{ a: 1, name: 'x' }], [], null, '1 rows -> 0'],
  ])('%s', (_, before, after, value, note) => {
    expect(largestDifference(table, bytes(before), bytes(after))).toEqual({ value, note });
  });

  test('of what was not kept is not known', () => {
    const note = 'what is recorded was not kept';
    expect(largestDifference(table, [null], bytes([]))).toEqual({ value: null, note });
  });
});
