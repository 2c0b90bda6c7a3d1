import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTable } from '../src/encode/arrow.js';
import type { Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { codeFolder } from './code-folder.js';
import { MemoryStore } from './memory-store.js';
import { digestsOf, run } from './world.js';

const { write, load } = codeFolder();

/** What a person may edit between two runs: numbers that stand in code, data and a package, all from 0 to 3. */
interface World {
  /** In a module that only `mix` imports. */
  readonly weight: number;
  /** In a module that only `show` imports. */
  readonly shift: number;
  /** In a file that `start` reads. */
  readonly data: number;
  /** The version of a package that only `show` imports, and what it exports. */
  readonly release: number;
  /** In comments everywhere: must not matter. */
  readonly remark: number;
  /** Cells, in the order in which they are planned. */
  readonly cells: readonly Cell[];
}

/** start(value) -> mix(factor) -> ... -> show(): one chain for each cell. */
interface Cell {
  readonly value: number;
  readonly factors: readonly number[];
}

const small = fc.nat(3);
const cell: fc.Arbitrary<Cell> = fc.record({ value: small, factors: fc.array(small, { minLength: 1, maxLength: 3 }) });
const edit = fc.oneof(
  fc.record({ weight: small }),
  fc.record({ shift: small }),
  fc.record({ data: small }),
  fc.record({ release: small }),
  fc.record({ remark: small }),
  fc.record({ cell, at: fc.nat(5) }),
  fc.record({ removed: fc.nat(5) }),
  fc.record({ order: fc.nat(100) }),
);
type Edit = Partial<Omit<World, 'cells'>> & { cell?: Cell; at?: number; removed?: number; order?: number };

function edited(world: World, { cell: added, at = 0, removed, order, ...constants }: Edit): World {
  const cells = [...world.cells];
  // A new cell, and another value in an old one: the sweep is extended and changed.
  if (added !== undefined) cells.splice(at % (cells.length + 1), at % 2, added);
  if (removed !== undefined && cells.length > 1) cells.splice(removed % cells.length, 1);
  if (order !== undefined) cells.sort((a, b) => ((a.value + order) % 4) - ((b.value + order) % 4));
  return { ...world, ...constants, cells: cells.length > 0 ? cells : world.cells };
}

function lay({ weight, shift, data, release, remark }: World): void {
  const stage = (name: string, imports: string, declared: string): void =>
    write(
      `${name}.mjs`,
      `// ${remark}
       import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
       import { z } from 'zod';
       ${imports} /* ${remark} */
       const values = tensor('int32', [2]);
       const pair = (a, b) => [{ layer: 0, shape: [2], data: Int32Array.of(a, b) }];
       export const ${name} = defineStage({ name: '${name}', module: import.meta.url, ${declared} });`,
    );
  write('weight.mjs', `export const weight = ${weight}; // ${remark}`);
  write('shift.mjs', `/* ${remark} */ export const shift = ${shift};`);
  write('data.txt', String(data));
  write('deep/node_modules/left/package.json', JSON.stringify({ version: `1.0.${release}`, main: 'index.js' }));
  write('deep/node_modules/left/index.js', `exports.release = ${release};`);
  write('deep/package-lock.json', JSON.stringify({ packages: { 'node_modules/left': { version: `1.0.${release}` } } }));
  write('deep/release.mjs', "import left from 'left'; export const release = left.release;");
  stage(
    'start',
    "import { readFileSync } from 'node:fs';",
    `params: z.object({ value: z.int() }), inputs: {}, outputs: { values },
     run: ({ params: { value } }) => {
       const data = Number(readFileSync(new URL('./data.txt', import.meta.url), 'utf8'));
       return { values: pair(value & 3, (value + data) & 3) };
     },`,
  );
  stage(
    'mix',
    "import { weight } from './weight.mjs';",
    `params: z.object({ factor: z.int() }), inputs: { values }, outputs: { values },
     run: ({ params: { factor }, inputs: { values: [{ data: [a, b] }] } }) =>
       ({ values: pair((a + weight * b) & 3, (factor * a) & 3) }),`,
  );
  stage(
    'show',
    "import { shift } from './shift.mjs'; import { release } from './deep/release.mjs';",
    `params: z.object({}), inputs: { values }, outputs: { shown: table({ a: 'int32', b: 'int32' }) },
     run: ({ inputs: { values: [{ data: [a, b] }] } }) => ({ shown: [{ a: a + 4 * shift, b: b + 4 * release }] }),`,
  );
}

/** One instance as this test knows it: all that may enter its key, and what comes out, without the engine. */
interface Known {
  readonly stage: string;
  readonly enters: string;
  readonly gives: readonly [number, number];
}

function instancesOf(cell: Cell, { weight, shift, data, release }: World): readonly Known[] {
  let values: readonly [number, number] = [cell.value & 3, (cell.value + data) & 3];
  const known: Known[] = [{ stage: 'start', enters: `start ${cell.value} data ${data}`, gives: values }];
  for (const factor of cell.factors) {
    const [a, b] = values;
    values = [(a + weight * b) & 3, (factor * a) & 3];
    known.push({ stage: 'mix', enters: `mix ${factor} weight ${weight} of ${a} ${b}`, gives: values });
  }
  const [a, b] = values;
  known.push({
    stage: 'show',
    enters: `show shift ${shift} release ${release} of ${a} ${b}`,
    gives: [a + 4 * shift, b + 4 * release],
  });
  return known;
}

let version = 0;

async function planOf({ cells }: World): Promise<Plan> {
  version++;
  const { start } = await load('start.mjs', version);
  const { mix } = await load('mix.mjs', version);
  const { show } = await load('show.mjs', version);
  const plan = new PlanBuilder();
  for (const { value, factors } of cells) {
    let { values } = plan.add(start!, { params: { value }, inputs: {} });
    for (const factor of factors) {
      ({ values } = plan.add(mix!, { params: { factor }, inputs: { values: values! }, keep: 'never' }));
    }
    plan.add(show!, { params: {}, inputs: { values: values! } });
  }
  return plan.build();
}

/** What a run has shown, and by which keys it went. */
function ofRun(store: MemoryStore, runId: string): { readonly shown: readonly string[]; readonly keys: Set<string> } {
  const records = store.runStages.filter((record) => record.runId === runId);
  const shown = records
    .filter(({ stage }) => stage === 'show')
    .map(({ recipeKey }) => {
      const [output] = store.recipesByKey.get(recipeKey!)!.outputs;
      const [row] = decodeTable({ a: 'int32', b: 'int32' }, store.objects.get(output!.digest)!);
      return `${row!.a} ${row!.b}`;
    });
  return { shown: [...new Set(shown)].sort(), keys: new Set(records.map(({ recipeKey }) => recipeKey!)) };
}

/** Ends a run after some of its instances, as a kill would: what is under way is lost. */
async function killedAfter(plan: Plan, store: MemoryStore, steps: number, jobs: number): Promise<void> {
  const stop = new AbortController();
  let finished = 0;
  await run(plan, store, {
    jobs,
    stop: stop.signal,
    onEvent: ({ type }) => {
      if (type === 'stage-finished' && ++finished >= steps) stop.abort();
    },
  });
}

test('whatever is edited, and wherever a run is killed, the next gives what a clean one gives; equal keys are equal instances', async () => {
  const step = fc.record({
    edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
    killed: fc.option(fc.integer({ min: 1, max: 6 })),
    jobs: fc.constantFrom(1, 2),
  });
  const first = fc.record({
    weight: small,
    shift: small,
    data: small,
    release: small,
    remark: small,
    cells: fc.array(cell, { minLength: 1, maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(first, fc.array(step, { minLength: 1, maxLength: 3 }), async (begin, steps) => {
      const store = new MemoryStore();
      const keyOf = new Map<string, string>();
      let world: World = begin;
      for (const { edits, killed, jobs } of [{ edits: [] as Edit[], killed: null, jobs: 1 }, ...steps]) {
        world = edits.reduce<World>((now, each) => edited(now, each as Edit), world);
        lay(world);
        if (killed !== null) await killedAfter(await planOf(world), store, killed, jobs);
        const plan = await planOf(world);
        const { result } = await run(plan, store, { jobs });
        expect(result.status).toBe('complete');

        const known = world.cells.flatMap((each) => instancesOf(each, world));
        const shown = known.filter(({ stage }) => stage === 'show').map(({ gives }) => gives.join(' '));
        const { shown: found } = ofRun(store, result.runId);
        expect(found).toEqual([...new Set(shown)].sort());

        // An instance has one key as long as nothing that enters it is edited, and no other instance has it.
        for (const record of store.runStages.filter(({ runId }) => runId === result.runId)) {
          const { stage, params, inputs } = store.recipesByKey.get(record.recipeKey!)!.preimage;
          const { weight, shift, data, release } = world;
          const code = { start: data, mix: weight, show: `${shift} ${release}` }[stage];
          const enters = JSON.stringify([stage, params, inputs, code]);
          expect(keyOf.get(enters) ?? record.recipeKey).toBe(record.recipeKey);
          keyOf.set(enters, record.recipeKey!);
        }
        expect(new Set(keyOf.values()).size).toBe(keyOf.size);

        const again = await run(await planOf(world), store);
        expect(again.result.counts.executed).toBe(0);
        expect(ofRun(store, again.result.runId).shown).toEqual(found);
      }
      const clean = new MemoryStore();
      await run(await planOf(world), clean);
      expect(digestsOf(store)).toEqual(expect.arrayContaining([...digestsOf(clean)]));
    }),
    { seed: 7, numRuns: Number(process.env.RGFLOW_PROPERTY_RUNS ?? 3) },
  );
}, 600_000);
