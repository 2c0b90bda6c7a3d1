import { copyFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import type { PublishedStudy } from '@rgflow/studies';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type AcceptOptions,
  acceptStages,
  explainInstances,
  planStudy,
  prepareStudy,
  runStudy,
  takeBackAcceptances,
} from '../src/index.js';
import { coinFiles, publishCoins } from './coins.js';

const shared = 'export const chances = (p) => [+p, 1 - p];';
const renamed = coinFiles['entropy.js'].replaceAll('chances', 'ps');

const folder = mkdtempSync(join(tmpdir(), 'rgflow-accept-'));
const file = join(folder, 'coins.yaml');
let studies: readonly PublishedStudy[];
const complete = join(folder, 'complete.duckdb');
let store = complete;
let stores = 0;

beforeAll(async () => {
  studies = [await publishCoins(folder)];
  expect((await run()).result).toMatchObject({ status: 'complete', counts: { executed: 4, hit: 0 } });
});
beforeEach(() => {
  store = join(folder, `coins-${stores++}.duckdb`);
  copyFileSync(complete, store);
  for (const name of ['chances.js', 'entropy.js'] as const) write(name, coinFiles[name]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

async function run(warnings: string[] = []) {
  const onEvent = (event: { readonly type: string; readonly message?: string }): void => {
    if (event.type === 'warning') warnings.push(event.message!);
  };
  return runStudy(await prepareStudy(file, {}, studies), { store, jobs: 1, onEvent });
}

/** How many instances of each stage are hits. */
async function hits(): Promise<Readonly<Record<string, number>>> {
  const { stages } = await planStudy(await prepareStudy(file, {}, studies), { store });
  return Object.fromEntries(stages.map(({ stage, hits }) => [stage, hits]));
}

const accept = (stages: readonly string[], options: AcceptOptions = {}) =>
  acceptStages(stages, { because: 'renamed a variable', store, ...options }, studies);

it('accepted results count: nothing runs, the tables show them, and explain, plan and run say on whose word', async () => {
  write('entropy.js', renamed);
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 0 });
  const { accepted, refused } = await accept(['coin-entropy']);
  expect(refused).toEqual([]);
  expect(accepted).toMatchObject([
    {
      stage: 'coin-entropy',
      results: 2,
      because: 'renamed a variable',
      by: expect.stringMatching(/.@./),
      differences: [{ kind: 'module', name: expect.stringMatching(/entropy$/) }],
    },
  ]);

  const prepared = await prepareStudy(file, {}, studies);
  const { stages } = await planStudy(prepared, { store });
  expect(stages).toMatchObject([
    { stage: 'toss', toRun: 0, accepted: [] },
    { stage: 'coin-entropy', toRun: 0, accepted: [{ instances: 2, by: { because: 'renamed a variable' } }] },
  ]);
  const { explanations } = await explainInstances(prepared, 'coin-entropy@{bias=0.75}', { store });
  expect(explanations).toMatchObject([
    {
      outcome: 'hit',
      reason: expect.stringMatching(/^accepted: code: .*entropy$/),
      accepted: [{ stage: 'coin-entropy', because: 'renamed a variable' }],
      nearest: { differences: [{ kind: 'module' }], lastExecution: { wallMs: expect.any(Number) } },
    },
  ]);

  const warnings: string[] = [];
  const report = await run(warnings);
  expect(report.result).toMatchObject({ status: 'complete', counts: { executed: 0, hit: 4 } });
  expect(report.summary).toMatchObject([{ bias: 0.5 }, { bias: 0.75 }]);
  expect(warnings).toEqual([
    expect.stringMatching(/^results of earlier code.* coin-entropy \(2: "renamed a variable", /),
  ]);
});

it('a further edit is stale again, and accepting that brings back what the first made and what the second', async () => {
  write('entropy.js', renamed);
  await accept(['coin-entropy']);
  write('entropy.js', renamed.replaceAll('ps', 'probabilities'));
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 0 });
  const { explanations } = await explainInstances(await prepareStudy(file, {}, studies), 'coin-entropy', { store });
  expect(explanations.map(({ reason }) => reason)).toEqual(
    [1, 2].map(() => expect.stringMatching(/^code: .*entropy$/)),
  );
  expect((await accept(['coin-entropy'])).accepted).toMatchObject([{ results: 2 }]);
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 2 });
});

it('what is taken back is stale again, the last first', async () => {
  write('entropy.js', renamed);
  await accept(['coin-entropy']);
  expect(await takeBackAcceptances(['coin-entropy'], { store })).toMatchObject([
    { stage: 'coin-entropy', because: 'renamed a variable' },
  ]);
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 0 });
  await expect(takeBackAcceptances(['coin-entropy'], { store })).rejects.toThrow('nothing is accepted in this store');
  const asked = await openStore(store, { mode: 'read' });
  expect((await asked.query('select because, taken_back_by is not null from acceptance')).rows).toEqual([
    ['renamed a variable', true],
  ]);
  await asked.close();
});

it('a change of a shared module is accepted for several stages, or for all that it made stale', async () => {
  write('chances.js', shared);
  expect(await hits()).toEqual({ toss: 0, 'coin-entropy': 0 });
  await accept(['toss', 'coin-entropy']);
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 2 });
  await takeBackAcceptances([], { store, all: true });
  expect(await hits()).toEqual({ toss: 0, 'coin-entropy': 0 });
  const { accepted } = await accept([], { all: true, study: 'coins' });
  expect(accepted.map(({ stage }) => stage).sort()).toEqual(['coin-entropy', 'toss']);
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 2 });
});

it('counts what is new to the present code: not what that has given itself', async () => {
  write('entropy.js', renamed);
  const one = await prepareStudy(file, { set: ['bias=[0.5]'] }, studies);
  expect((await runStudy(one, { store, jobs: 1 })).result.counts.executed).toBe(1);
  expect((await accept(['coin-entropy'])).accepted).toMatchObject([{ results: 1 }]);
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 2 });
});

it('earlier code than the last is accepted only by name', async () => {
  write('entropy.js', renamed);
  const one = await prepareStudy(file, { set: ['bias=[0.5]'] }, studies);
  await runStudy(one, { store, jobs: 1 });
  write('entropy.js', renamed.replaceAll('ps', 'probabilities'));
  expect((await accept(['coin-entropy'])).accepted).toMatchObject([{ results: 1 }]);
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 1 });
  const refusal = String(await accept(['coin-entropy']).catch((error: unknown) => error));
  const [, from] = /count already\. Results of earlier code still: ([0-9a-f]{8}) \(2 results\); --from takes one/.exec(
    refusal,
  )!;
  await expect(accept(['coin-entropy'], { from: 'none' })).rejects.toThrow(
    `--from none: coin-entropy has no results by such a code version; there are ${from}`,
  );
  expect((await accept(['coin-entropy'], { from: from! })).accepted).toMatchObject([{ results: 1 }]);
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 2 });
});

it('is refused while what was edited is not built', async () => {
  write('entropy.js', renamed);
  write('entropy.ts', renamed);
  utimesSync(join(folder, 'entropy.ts'), new Date(), new Date(Date.now() + 5000));
  await expect(accept(['coin-entropy'])).rejects.toThrow(
    /^accept: edited but not built: .*entropy\.ts\..* npm run build builds it/,
  );
  rmSync(join(folder, 'entropy.ts'));
  expect((await accept(['coin-entropy'])).accepted).toMatchObject([{ results: 2 }]);
});

it('is refused without anything to accept, naming what to do', async () => {
  await expect(accept(['coin-entropy'], { because: '  ' })).rejects.toThrow('--because "renamed a variable"');
  await expect(accept(['coin-entropy'])).rejects.toThrow('all its results are of its present code');
  await expect(accept(['coin-entropie'])).rejects.toThrow('did you mean coin-entropy?');
  await expect(accept([])).rejects.toThrow('name one or more stages, or give --all');
  await expect(accept(['toss'], { all: true })).rejects.toThrow('not both');
  await expect(accept([], { all: true })).rejects.toThrow('no stage has anything to accept');
  await expect(accept(['toss'], { store: join(folder, 'none.duckdb') })).rejects.toThrow('there is no store yet');
  await expect(accept(['toss'], { from: 'abcd' })).rejects.toThrow();
  // Of several stages none is accepted unless all are.
  write('entropy.js', renamed);
  await expect(accept(['coin-entropy', 'toss'])).rejects.toThrow('toss: there is nothing to accept');
  expect(await hits()).toEqual({ toss: 2, 'coin-entropy': 0 });
  expect(readFileSync(join(folder, 'entropy.js'), 'utf8')).toBe(renamed);
});
