import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTable } from '../src/encode/arrow.js';
import type { Keep } from '../src/plan/keep.js';
import type { OutputRef, Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { collect, combine, source } from './fixtures/combine.mjs';
import { MemoryStore } from './memory-store.js';
import { run } from './world.js';

/**
 * A node of a random DAG: the earlier nodes it takes (as fractions of those there are), its parameter, and how long it is
 * kept.
 */
interface Vertex {
  readonly kind: 'source' | 'combine';
  readonly a: number;
  readonly b: number;
  readonly parameter: number;
  readonly keep: Keep;
}

const vertex: fc.Arbitrary<Vertex> = fc.record({
  kind: fc.constantFrom('source', 'combine', 'combine', 'combine', 'combine'),
  a: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  b: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  parameter: fc.integer({ min: 0, max: 3 }),
  keep: fc.constantFrom('always', 'never'),
});
const dag = fc.array(vertex, { minLength: 3, maxLength: 12 });
/**
 * One edit: the parameters of some vertices change, and how long some are kept, one vertex may be added, objects may get
 * lost.
 */
const edit = fc.record({
  changes: fc.array(fc.tuple(fc.nat(11), fc.integer({ min: 0, max: 3 })), { maxLength: 3 }),
  kept: fc.array(fc.nat(11), { maxLength: 2 }),
  added: fc.option(vertex),
  lost: fc.array(fc.nat(100), { maxLength: 2 }),
  jobs: fc.constantFrom(1, 2),
});

const NO_EDIT = { changes: [], kept: [] as number[], added: null, lost: [], jobs: 1 };

function planOf(vertices: readonly Vertex[]): Plan {
  const plan = new PlanBuilder();
  const values: OutputRef<typeof source.outputs.values>[] = [];
  for (const [i, { kind, a, b, parameter, keep }] of vertices.entries()) {
    const inputs = { a: values[Math.floor(a * i)]!, b: values[Math.floor(b * i)]! };
    values.push(
      kind === 'source' || i === 0
        ? plan.add(source, { params: { value: parameter }, inputs: {}, keep }).values
        : plan.add(combine, { params: { weight: parameter }, inputs, keep }).values,
    );
  }
  for (const [place, each] of values.entries()) plan.add(collect, { params: { place }, inputs: { values: each } });
  return plan.build();
}

/** What a clean run gives, computed without the engine: place -> [first, second]. */
function expectedOf(vertices: readonly Vertex[]): readonly (readonly number[])[] {
  const values: number[][] = [];
  for (const [i, { kind, a, b, parameter }] of vertices.entries()) {
    const [x, y] = [values[Math.floor(a * i)]!, values[Math.floor(b * i)]!];
    values.push(
      kind === 'source' || i === 0 ? [parameter, 2 * parameter] : [0, 1].map((j) => (x[j]! + parameter * y[j]!) & 3),
    );
  }
  return values;
}

/** What the last run has put into the store. */
function collectedIn(store: MemoryStore, runId: string): readonly (readonly number[])[] {
  const rows: number[][] = [];
  for (const { stage, cell, recipeKey } of store.runStages.filter((record) => record.runId === runId)) {
    if (stage !== 'collect') continue;
    const [output] = store.recipesByKey.get(recipeKey!)!.outputs;
    const [row] = decodeTable({ first: 'int32', second: 'int32' }, store.objects.get(output!.digest)!);
    rows[Number(cell.place)] = [row!.first, row!.second];
  }
  return rows;
}

test('whatever is edited, an incremental run gives what a clean one gives, and a second executes nothing', async () => {
  const world = fc.record({ vertices: dag, edits: fc.array(edit, { minLength: 1, maxLength: 3 }) });
  await fc.assert(
    fc.asyncProperty(world, async ({ vertices, edits }) => {
      const store = new MemoryStore();
      let now = [...vertices];
      for (const { changes, kept, added, lost, jobs } of [NO_EDIT, ...edits]) {
        now = now.map((v, i) => ({
          ...v,
          parameter: changes.find(([at]) => at === i)?.[1] ?? v.parameter,
          keep: kept.includes(i) === (v.keep === 'always') ? 'never' : 'always',
        }));
        if (added !== null) now.push(added);
        for (const at of lost) {
          const digests = [...store.objects.keys()];
          store.objects.delete(digests[at % Math.max(1, digests.length)] ?? '');
        }
        const { result, events } = await run(planOf(now), store, { jobs });
        expect(result.status).toBe('complete');
        expect(events.filter((event) => event.type === 'warning')).toEqual([]);
        expect(collectedIn(store, result.runId)).toEqual(expectedOf(now));
        const again = await run(planOf(now), store);
        expect(again.result.counts.executed).toBe(0);
        expect(collectedIn(store, again.result.runId)).toEqual(expectedOf(now));
      }
    }),
    { seed: 20, numRuns: Number(process.env.RGFLOW_PROPERTY_RUNS ?? 4) },
  );
}, 300_000);
