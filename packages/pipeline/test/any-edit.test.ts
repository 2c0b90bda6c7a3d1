import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTable } from '../src/encode/arrow.js';
import type { OutputRef, Plan } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { codeFolder } from './code-folder.js';
import { MemoryStore } from './memory-store.js';
import { digestsOf, run } from './world.js';

const { write, load } = codeFolder();

/** What a person may edit between two runs: numbers that stand in code, data and a package, all from 0 to 3. */
interface World {
  /** In two modules, of which a barrel that `mix` imports names one. */
  readonly heavy: number;
  readonly light: number;
  /** The one that the barrel names. */
  readonly weight: 'heavy' | 'light';
  /** In a module that only `show` imports: by itself, or through another one. */
  readonly shift: number;
  readonly isDirect: boolean;
  /** In a file that `start` reads. */
  readonly data: number;
  /** The version of a package that only `show` imports, and what it exports. */
  readonly release: number;
  /** In comments everywhere: must not matter. */
  readonly remark: number;
  readonly vertices: readonly Vertex[];
  /** In which order they are planned, as far as their inputs leave it open: must not matter. */
  readonly order: number;
}

/**
 * A node of the graph, `start` or `mix` of two earlier nodes (as fractions of those there are), with its parameter. What
 * comes out of it is shown.
 */
interface Vertex {
  readonly isStart: boolean;
  readonly a: number;
  readonly b: number;
  readonly parameter: number;
}

const small = fc.nat(3);
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const vertex: fc.Arbitrary<Vertex> = fc.record({
  isStart: fc.constantFrom(true, false, false),
  a: fraction,
  b: fraction,
  parameter: small,
});
const constants = {
  heavy: small,
  light: small,
  weight: fc.constantFrom('heavy' as const, 'light' as const),
  shift: small,
  isDirect: fc.boolean(),
  data: small,
  release: small,
  remark: small,
  order: fc.nat(1000),
};
const edit: fc.Arbitrary<Edit> = fc.oneof(
  ...Object.entries(constants).map(([name, of]) => (of as fc.Arbitrary<unknown>).map((value) => ({ [name]: value }))),
  fc.record({ added: vertex }),
  fc.record({ at: fraction, changed: small }),
  fc.record({ removed: fc.constant(true) }),
);
type Edit = Partial<Omit<World, 'vertices'>> & {
  readonly added?: Vertex;
  readonly at?: number;
  readonly changed?: number;
  readonly removed?: boolean;
};

function edited(world: World, { added, at = 0, changed, removed, ...others }: Edit): World {
  const vertices = [...world.vertices];
  // The sweep is extended, changed and cut.
  if (added !== undefined) vertices.push(added);
  const place = Math.floor(at * vertices.length);
  if (changed !== undefined) vertices[place] = { ...vertices[place]!, parameter: changed };
  if (removed === true && vertices.length > 1) vertices.pop();
  return { ...world, ...others, vertices };
}

function lay({ heavy, light, weight, shift, isDirect, data, release, remark }: World): void {
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
  write('heavy.mjs', `export const heavy = ${heavy}; // ${remark}`);
  write('light.mjs', `export const light = ${light}; // ${remark}`);
  write(
    'weights.mjs',
    `export { ${weight} as weight } from './${weight}.mjs'; export * from './shift.mjs'; // ${remark}`,
  );
  write('shift.mjs', `/* ${remark} */ export const shift = ${shift};`);
  write('shifts.mjs', "import { shift } from './shift.mjs'; export const handed = shift;");
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
    "import { weight } from './weights.mjs';",
    `params: z.object({ factor: z.int() }), inputs: { a: values, b: values }, outputs: { values },
     run: ({ params: { factor }, inputs: { a: [{ data: a }], b: [{ data: b }] } }) =>
       ({ values: pair((a[0] + weight * b[1]) & 3, (factor * a[1] + b[0]) & 3) }),`,
  );
  const ofShift = isDirect ? "{ shift } from './shift.mjs'" : "{ handed as shift } from './shifts.mjs'";
  stage(
    'show',
    `import ${ofShift}; import { release } from './deep/release.mjs';`,
    `params: z.object({}), inputs: { values }, outputs: { shown: table({ a: 'int32', b: 'int32' }) },
     run: ({ inputs: { values: [{ data: [a, b] }] } }) => ({ shown: [{ a: a + 4 * shift, b: b + 4 * release }] }),`,
  );
}

/** The nodes that a vertex takes; none for the first. */
function inputsOf({ a, b, isStart }: Vertex, place: number): readonly number[] {
  return isStart || place === 0 ? [] : [Math.floor(a * place), Math.floor(b * place)];
}

/** What is shown of each vertex, without the engine. */
function shownOf({ vertices, heavy, light, weight, shift, data, release }: World): readonly string[] {
  const values: (readonly [number, number])[] = [];
  const w = weight === 'heavy' ? heavy : light;
  for (const [place, each] of vertices.entries()) {
    const [a, b] = inputsOf(each, place).map((from) => values[from]!);
    const { parameter } = each;
    if (a === undefined || b === undefined) values.push([parameter & 3, (parameter + data) & 3]);
    else values.push([(a[0] + w * b[1]) & 3, (parameter * a[1] + b[0]) & 3]);
  }
  return values.map(([a, b]) => `${a + 4 * shift} ${b + 4 * release}`);
}

/** All of the code, data and package that may enter the key of an instance of a stage. */
function codeOf(stage: string, { heavy, light, weight, shift, isDirect, data, release }: World): unknown {
  if (stage === 'start') return data;
  if (stage === 'mix') return [weight, weight === 'heavy' ? heavy : light];
  return [shift, isDirect, release];
}

let version = 0;

async function planOf({ vertices, order }: World): Promise<Plan> {
  version++;
  const { start } = await load('start.mjs', version);
  const { mix } = await load('mix.mjs', version);
  const { show } = await load('show.mjs', version);
  const plan = new PlanBuilder();
  const outputs = new Map<number, OutputRef>();
  const left = new Set(vertices.keys());
  while (left.size > 0) {
    const ready = [...left].filter((place) => inputsOf(vertices[place]!, place).every((from) => outputs.has(from)));
    const place = ready[order % ready.length]!;
    left.delete(place);
    const [a, b] = inputsOf(vertices[place]!, place).map((from) => outputs.get(from)!);
    const { parameter } = vertices[place]!;
    const { values } =
      a === undefined || b === undefined
        ? plan.add(start!, { params: { value: parameter }, inputs: {} })
        : plan.add(mix!, { params: { factor: parameter }, inputs: { a, b }, keep: 'never' });
    outputs.set(place, values!);
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
  const first = fc.record({ ...constants, vertices: fc.array(vertex, { minLength: 2, maxLength: 8 }) });
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

        const { shown: found } = ofRun(store, result.runId);
        expect(found).toEqual([...new Set(shownOf(world))].sort());

        // An instance has one key as long as nothing that enters it is edited, and no other instance has it.
        for (const record of store.runStages.filter(({ runId }) => runId === result.runId)) {
          const { stage, params, inputs } = store.recipesByKey.get(record.recipeKey!)!.preimage;
          const enters = JSON.stringify([stage, params, inputs, codeOf(stage, world)]);
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
