import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { openStore } from '@rgflow/store';
import { prepareStudy, runStudy } from '@rgflow/workbench';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { report } from './faulty-run.js';

type PublishedStudy = NonNullable<Parameters<typeof prepareStudy>[2]>[number];

/** A study whose cells take all memory that their thread has, end it, or throw: always, or the first time. */
const modules = {
  'package.json': '{ "name": "threads", "version": "1.0.0", "type": "module" }',
  'lose.stage.js': `
import { existsSync, writeFileSync } from 'node:fs';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
const faults = {
  none: () => {},
  memory: () => { for (const kept = [];;) kept.push(new Array(10_000).fill(kept.length)); },
  exit: () => process.exit(3),
  throw: () => { throw new Error('it cannot be computed'); },
};
export const lose = defineStage({
  name: 'lose', module: import.meta.url, provenance: ['threads/lose.stage'],
  params: z.strictObject({ cell: z.number(), fault: z.string(), marker: z.string() }), inputs: {},
  outputs: { square: table({ value: 'float64' }) },
  run: ({ params: { cell, fault, marker } }) => {
    const [what, once] = fault.split(' ');
    const file = marker + cell + what;
    if (!once || !existsSync(file)) {
      if (once) writeFileSync(file, '');
      faults[what]();
    }
    return { square: [{ value: cell * cell }] };
  },
});`,
  'threads.study.js': `
import { defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { lose } from './lose.stage.js';
export const study = defineStudy({
  name: 'threads', title: 'Threads that are lost',
  params: z.strictObject({ cell: z.number().default(0), fault: z.string().default('none'), marker: z.string() }),
  build: (plan, { cell, fault, marker }) => plan.add(lose, { params: { cell, fault, marker }, inputs: {} }),
});`,
  'index.js': `
export const threads = {
  name: 'threads', study: () => import('./threads.study.js'), figures: {},
  summary: { query: () => 'select cell, value from square order by all', columns: [{ header: 'x', value: 'value' }] },
};`,
};

const folder = mkdtempSync(join(tmpdir(), 'rgflow-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));
let studies: readonly PublishedStudy[];

beforeAll(async () => {
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text);
  symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(folder, 'node_modules'), 'dir');
  const { threads } = (await import(pathToFileURL(join(folder, 'index.js')).href)) as { threads: PublishedStudy };
  studies = [threads];
  // Threads that are started from now on have little memory, so that it is soon used up.
  setFlagsFromString('--max-old-space-size=100');
});

const CELLS = [0, 1, 2, 3];
const WELL = ['none', 'memory once', 'exit once'];
const FAILING = ['memory', 'exit', 'throw'];

it('threads lost for want of memory or by exit cost the instance that took them, after a second try, and no other', async () => {
  const counts = { rounds: 0, 'faults injected': 0, 'results acknowledged': 0, lost: 0, torn: 0, 'wrong hits': 0 };
  for (const jobs of [1, 2]) {
    const file = join(folder, `threads-${jobs}.yaml`);
    const [fault, cell] = [JSON.stringify([...WELL, ...FAILING]), JSON.stringify(CELLS)];
    const sweep = `[{ fault: ${fault}, cell: ${cell} }, { fault: [none], cell: { from: 10, to: 60, step: 1 } }]`;
    writeFileSync(
      file,
      `study: threads\nparams: { marker: ${JSON.stringify(join(folder, `${jobs}-`))} }\nsweep: ${sweep}\n`,
    );
    const place = join(folder, `threads-${jobs}.duckdb`);
    const executed: string[] = [];
    const { result } = await runStudy(await prepareStudy(file, {}, studies), {
      ...{ store: place, jobs },
      onEvent: (event) => {
        if (event.type === 'stage-finished' && event.outcome === 'executed') executed.push(JSON.stringify(event.cell));
      },
    });
    const well = CELLS.length * WELL.length + 51;
    const failing = CELLS.length * FAILING.length;
    expect(result).toMatchObject({
      status: 'partial',
      counts: { executed: well, failed: failing, hit: 0, skipped: 0 },
    });
    const sentences: Readonly<Record<string, RegExp>> = {
      memory:
        /^its thread was lost twice \(.*memory.*\): it takes more memory than a thread may; .*--max-old-space-size=/,
      exit: /^its thread was lost twice \(worker exited with code: 3\)/,
      throw: /^it cannot be computed$/,
    };
    for (const { cell: of, error } of result.failures) expect(error.message).toMatch(sentences[String(of.fault)]!);

    // Each lost one was tried twice, each that threw once, and those that were sent to a lost thread with it count no try.
    const store = await openStore(place);
    const { rows } = await store.query(
      `SELECT cell ->> 'fault' AS fault, count(*) FILTER (status = 'failed') AS failed, count(*) FILTER (status = 'ok') AS ok
       FROM execution JOIN (SELECT DISTINCT recipe_key, cell FROM run_stage) USING (recipe_key) GROUP BY 1 ORDER BY 1`,
    );
    expect(rows.map((row) => row.map(String).join(' '))).toEqual([
      'exit 8 0',
      'exit once 4 4',
      'memory 8 0',
      'memory once 4 4',
      'none 0 55',
      'throw 4 0',
    ]);
    const values = await store.query('SELECT cell, value FROM newest.square ORDER BY ALL');
    const right = [...WELL.flatMap(() => CELLS), ...Array.from({ length: 51 }, (_, i) => 10 + i)].sort((a, b) => a - b);
    if (JSON.stringify(values.rows.map((row) => row.map(Number))) !== JSON.stringify(right.map((x) => [x, x * x]))) {
      counts['wrong hits'] += 1;
    }
    await store.close();

    const again = await runStudy(await prepareStudy(file, {}, studies), { store: place, jobs });
    expect(again.result.counts).toMatchObject({ executed: 0, hit: well, failed: failing });
    counts.lost += executed.length - again.result.counts.hit;
    counts.rounds += 2;
    counts['faults injected'] += 28 + 20;
    counts['results acknowledged'] += executed.length;
  }
  report(counts);
  expect(counts).toMatchObject({ lost: 0, 'wrong hits': 0 });
});
