import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, encodeTable } from '@rgflow/pipeline';
import { openStore, serveQueries } from '@rgflow/store';
import { expect, it, onTestFinished, vi } from 'vitest';
import { writeAnswer } from '../src/sql.js';

vi.setConfig({ testTimeout: 180_000 });

const QUESTIONS = [
  'select count(*) as n from entropies',
  'from newest.entropies limit 1',
  'from history.entropies limit 1',
];

/** What is said beside the answers, of a store in which the first run of this name goes on and has a result. */
async function said(name: string): Promise<readonly (readonly string[])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-unfinished-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openStore(join(folder, 'store.duckdb'));
  try {
    const table = { name: 'entropies', cellColumns: [], measuredColumns: {} };
    const about = { config: {}, startedAt: new Date(), provenance: {}, tables: [table] };
    await store.beginRun({ runId: 'r1', study: 'grid', name, ...about });
    const bytes = encodeTable({ entropy: 'float64' }, [{ entropy: 1 }]);
    const digest = digestOf(bytes);
    const preimage = {
      ...{ keyVersion: 1, stage: 'flow', code: { modules: {}, externals: [] } },
      ...{ params: { coupling: 1 }, inputs: {}, stream: null },
    };
    const recipeKey = digestOf(Buffer.from(JSON.stringify(preimage)));
    const output = {
      name: 'entropies',
      digest,
      kind: 'table' as const,
      rows: 1,
      bytes: bytes.length,
      objects: [digest],
    };
    const recipe = { recipeKey, stage: 'flow', preimage, outputs: [output], numerics: {} };
    await store.commit({ recipe, tables: { entropies: { digest, bytes } }, objects: [], execution: null });
    store.recordStage({
      ...{ runId: 'r1', recipeKey, stage: 'flow', cell: { coupling: 1 }, outcome: 'executed', reason: '' },
    });
    await store.flush();
    await serveQueries(store);
    const answers: (readonly string[])[] = [];
    for (const question of QUESTIONS) {
      answers.push(await writeAnswer(question, 'csv', () => undefined, { store: store.file }));
    }
    return answers;
  } finally {
    await store.close();
  }
}

it.each([
  ['grid', 'a plain table shows a run when it has ended'],
  ['mine', 'there is nothing called grid, which a plain table shows'],
])('tables of ended runs say of a first run that it is still going on: of %s', async (name, why) => {
  const goesOn = `the first run of ${name} is still going on`;
  const soFar = 'history.entropies has what there is so far.';
  expect(await said(name)).toEqual([
    [`entropies: ${goesOn}, and ${why}; ${soFar}`],
    [`newest.entropies: ${goesOn}, and is among the newest when it has ended; ${soFar}`],
    [],
  ]);
});
