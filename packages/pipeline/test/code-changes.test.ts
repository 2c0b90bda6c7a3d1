import { describe, expect, test } from 'vitest';
import { decodeTable } from '../src/encode/arrow.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import { codeFolder } from './code-folder.js';
import { MemoryStore } from './memory-store.js';
import { run } from './world.js';

const { edit, load, write, url, path } = codeFolder();

const plan = async (version: number) => {
  const builder = new PlanBuilder();
  const { numbers } = await load('numbers.mjs', version);
  const { sum } = await load('sum.mjs', version);
  const { values } = builder.add(numbers!, { params: { count: 3 }, inputs: {} });
  builder.add(sum!, { params: { offset: 0 }, inputs: { values: values! } });
  return builder.build();
};
const sumsIn = (store: MemoryStore): number[] =>
  store
    .outputsOf('sum')
    .flatMap(({ digest }) => decodeTable({ layer: 'int32', sum: 'float64' }, store.objects.get(digest)!))
    .map((row) => row.sum);

describe('a stage whose code was edited', () => {
  test('runs again for a constant, named by its file, and not for a comment', async () => {
    const store = new MemoryStore();
    await run(await plan(0), store);
    edit('lib/total.js', 'return', '/* adds up */ return');
    expect((await run(await plan(1), store)).executed).toEqual([]);
    edit('lib/scaled.js', 'x * factor', 'x / factor');
    expect((await run(await plan(2), store)).executed).toEqual([]);
    edit('lib/total.js', ', 0)', ', 1)');
    expect((await run(await plan(3), store)).executed).toEqual(['sum: code: lib/total']);
    expect(sumsIn(store)).toEqual([3, 4]);
  });
});

describe('code that changes while a run is going on', () => {
  test.each(['started', 'stage-started', 'stage-finished'])('at %s is not what is executed', async (moment) => {
    const store = new MemoryStore();
    let edited = false;
    const { result, events } = await run(await plan(0), store, {
      onEvent: ({ type }) => {
        if (type !== moment || edited) return;
        edited = true;
        edit('lib/total.js', ', 0)', ', 12345)');
      },
    });
    expect(result.status).toBe('complete');
    expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
    expect(sumsIn(store)).toEqual([3]);
    // Put back, nothing is stale and nothing is wrong.
    edit('lib/total.js', ', 12345)', ', 0)');
    expect((await run(await plan(1), store)).executed).toEqual([]);
    edit('lib/total.js', ', 0)', ', 12345)');
    expect((await run(await plan(2), store)).executed).toEqual(['sum: code: lib/total']);
    expect(sumsIn(store)).toEqual([3, 12348]);
  });

  test('and is put back before the run ends leaves no trace', async () => {
    const store = new MemoryStore();
    await run(await plan(0), store, {
      onEvent: (event) => {
        if (event.type === 'started') edit('lib/total.js', ', 0)', ', 12345)');
        if (event.type === 'stage-finished' && event.stage === 'sum') edit('lib/total.js', ', 12345)', ', 0)');
      },
    });
    expect(sumsIn(store)).toEqual([3]);
    expect((await run(await plan(1), store)).executed).toEqual([]);
  });

  test('is not what a thread executes that replaces a dead one', async () => {
    const store = new MemoryStore();
    write(
      'dies.mjs',
      `import { z } from 'zod';
       import { defineStage, table } from '@rgflow/pipeline/stage';
       import { constant } from './constant.mjs';
       export const dies = defineStage({
         name: 'dies', module: import.meta.url, inputs: {}, outputs: { rows: table({ value: 'float64' }) },
         params: z.object({ dies: z.boolean(), n: z.number() }),
         run: ({ params }) => {
           if (params.dies) process.exit(1);
           return { rows: [{ value: constant + params.n }] };
         },
       });`,
    );
    write('constant.mjs', 'export const constant = 0;');
    const { dies } = await load('dies.mjs', 0);
    const builder = new PlanBuilder();
    builder.add(dies!, { params: { dies: true, n: 0 }, inputs: {} });
    for (let n = 1; n < 4; n++) builder.add(dies!, { params: { dies: false, n }, inputs: {} });
    const { result } = await run(builder.build(), store, {
      onEvent: ({ type }) => {
        if (type === 'started') write('constant.mjs', 'export const constant = 12345;');
      },
    });
    expect(result.counts).toMatchObject({ failed: 1, executed: 3 });
    const values = store
      .outputsOf('dies')
      .flatMap(({ digest }) => decodeTable({ value: 'float64' }, store.objects.get(digest)!));
    expect(values.map(({ value }) => value).sort()).toEqual([1, 2, 3]);
  });

  test('and leads imports elsewhere meanwhile is not followed', async () => {
    const store = new MemoryStore();
    const leadTo = (file: string): void =>
      write('package.json', JSON.stringify({ type: 'module', imports: { '#impl': file } }));
    leadTo('./one.mjs');
    write('one.mjs', 'export const v = 1;');
    write('two.mjs', 'export const v = 12345;');
    write(
      'led.mjs',
      `import { z } from 'zod';
       import { defineStage, table } from '@rgflow/pipeline/stage';
       import { v } from '#impl';
       export const led = defineStage({
         name: 'led', module: import.meta.url, params: z.object({}), inputs: {},
         outputs: { rows: table({ value: 'float64' }) }, run: () => ({ rows: [{ value: v }] }),
       });`,
    );
    const { led } = await load('led.mjs', 0);
    const builder = new PlanBuilder();
    builder.add(led!, { params: {}, inputs: {} });
    await run(builder.build(), store, {
      onEvent: ({ type }) => {
        if (type === 'started') leadTo('./two.mjs');
      },
    });
    const { digest } = store.outputsOf('led')[0]!;
    expect(decodeTable({ value: 'float64' }, store.objects.get(digest)!)).toEqual([{ value: 1 }]);
  });

  test('one word leads import and require each to where it did', async () => {
    const store = new MemoryStore();
    write(
      'package.json',
      JSON.stringify({ type: 'module', imports: { '#impl': { import: './one.mjs', require: './two.cjs' } } }),
    );
    write('one.mjs', 'export const v = 1;');
    write('two.cjs', 'exports.v = 20;');
    write(
      'both.mjs',
      `import { createRequire } from 'node:module';
       import { z } from 'zod';
       import { defineStage, table } from '@rgflow/pipeline/stage';
       import { v } from '#impl';
       const require = createRequire(import.meta.url);
       export const both = defineStage({
         name: 'both', module: import.meta.url, params: z.object({}), inputs: {},
         outputs: { rows: table({ value: 'float64' }) }, run: () => ({ rows: [{ value: v + require('#impl').v }] }),
       });`,
    );
    const { both } = await load('both.mjs', 0);
    const builder = new PlanBuilder();
    builder.add(both!, { params: {}, inputs: {} });
    await run(builder.build(), store);
    const { digest } = store.outputsOf('both')[0]!;
    expect(decodeTable({ value: 'float64' }, store.objects.get(digest)!)).toEqual([{ value: 21 }]);
  });

  test('and is no module, such as WebAssembly or data, ends the run; what was finished is kept', async () => {
    const store = new MemoryStore();
    const stageReading = (name: string) => `import { readFileSync } from 'node:fs';
       import { z } from 'zod';
       import { defineStage, table } from '@rgflow/pipeline/stage';
       export const ${name} = defineStage({
         name: '${name}', module: import.meta.url, inputs: {}, outputs: { rows: table({ value: 'float64' }) },
         params: z.object({}),
         run: () => ({ rows: [{ value: Number(readFileSync(new URL('./${name}.txt', import.meta.url), 'utf8')) }] }),
       });`;
    for (const name of ['first', 'second']) {
      write(`${name}.mjs`, stageReading(name));
      write(`${name}.txt`, '1');
    }
    const both = async (version: number) => {
      const builder = new PlanBuilder();
      builder.add((await load('first.mjs', version)).first!, { params: {}, inputs: {} });
      builder.add((await load('second.mjs', version)).second!, { params: {}, inputs: {} });
      return builder.build();
    };
    const first = run(await both(0), store, {
      onEvent: (event) => {
        if (event.type === 'stage-finished' && event.stage === 'first') write('second.txt', '2');
      },
    });
    await expect(first).rejects.toThrow(
      new RegExp(
        `^the code changed while the run was going on: ${path('second.txt')}\\. What was finished before is kept`,
      ),
    );
    expect(store.runs.at(-1)!.status).toBe('interrupted');
    const { executed } = await run(await both(1), store);
    expect(executed).toEqual([expect.stringMatching(/^second: /)]);
    const { digest } = store.outputsOf('second')[0]!;
    expect(decodeTable({ value: 'float64' }, store.objects.get(digest)!)).toEqual([{ value: 2 }]);
  });
});

test('a module under a query is executed as it was at the start of the run', async () => {
  const { numbers } = await load('numbers.mjs', 0);
  write('h.mjs', 'export const h = 0;');
  edit('numbers.mjs', 'import', "import { h } from './h.mjs?v=1'; if (h !== 0) throw new Error('edited'); import");
  const builder = new PlanBuilder();
  builder.add({ ...numbers!, module: url('numbers.mjs') }, { params: { count: 3 }, inputs: {} });
  const { result } = await run(builder.build(), new MemoryStore(), {
    onEvent: ({ type }) => {
      if (type === 'started') write('h.mjs', 'export const h = 12345;');
    },
  });
  expect(result.counts.executed).toBe(1);
});

test('code of a thread that a stage starts itself ends the run if it changes', async () => {
  const { numbers } = await load('numbers.mjs', 0);
  write('thread.mjs', "import './deep.mjs';");
  write('deep.mjs', 'export const deep = 1;');
  edit('numbers.mjs', 'import', "new URL('./thread.mjs', import.meta.url); import");
  const builder = new PlanBuilder();
  builder.add({ ...numbers!, module: url('numbers.mjs') }, { params: { count: 3 }, inputs: {} });
  const ran = run(builder.build(), new MemoryStore(), {
    onEvent: ({ type }) => {
      if (type === 'started') write('deep.mjs', 'export const deep = 2;');
    },
  });
  await expect(ran).rejects.toThrow(/the code changed while the run was going on: .*deep\.mjs/);
});

test('TypeScript that was edited and not built is said, once its text is another', async () => {
  const { numbers } = await load('numbers.mjs', 0);
  write('dist/total.js', 'export const total = 1;');
  write('dist/total.js.map', JSON.stringify({ version: 3, sourcesContent: ['export const total: number = 1;'] }));
  write('src/total.ts', 'export const total: number = 1;');
  edit('numbers.mjs', 'import', "import './dist/total.js'; import");
  const builder = new PlanBuilder();
  builder.add({ ...numbers!, module: url('numbers.mjs') }, { params: { count: 3 }, inputs: {} });
  const warnings = async () =>
    (await run(builder.build(), new MemoryStore())).events.flatMap((event) =>
      event.type === 'warning' ? [event.message] : [],
    );
  expect(await warnings()).toEqual([]);
  write('src/total.ts', 'export const total: number = 2;');
  expect(await warnings()).toEqual([
    `edited but not built: ${path('src/total.ts')}. What runs is the code as it was built before; npm run build builds it.`,
  ]);
  write('dist/total.js', 'export const total = 2;');
  expect(await warnings()).toEqual([]);
});
