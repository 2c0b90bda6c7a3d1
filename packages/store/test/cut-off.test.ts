import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fillUp, HEADER_BYTES, saidLength } from '../src/cut-off.js';
import { openStore } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit } from './records.js';
import { temporaryFile } from './temporary-store.js';

/** A store of some runs, each of which has written something and has let go of the file. */
async function closedStore(afterEach: (file: string) => void = () => {}): Promise<string> {
  const file = temporaryFile();
  for (let run = 0; run < 5; run++) {
    const store = await openStore(file);
    const runId = `run-${run}`;
    await store.beginRun(runOf(runId, 'kl', [KL_TABLE], run));
    await execute(store, tableCommit(runId, 'kl_layer', KL_COLUMNS, klRows(3, run)), { depth: 2, sigmaW2: run });
    await store.endRun(runId, 'complete');
    await store.close();
    afterEach(file);
  }
  return file;
}

it('a store that is let go of is as long as its header says, whatever DuckDB leaves out', async () => {
  await closedStore((file) => expect(statSync(file).size).toBe(saidLength(file).bytes));
});

it('blocks that are left out are no harm: the file is filled up when it is next let go of', async () => {
  const file = await closedStore();
  const { bytes, blockBytes } = saidLength(file);
  truncateSync(file, bytes - blockBytes);
  fillUp(file);
  expect(statSync(file).size).toBe(bytes);
  const store = await openStore(file, { mode: 'read' });
  expect((await store.query('SELECT count(*) FROM run')).rows).toEqual([[5]]);
  await store.close();
});

it('a file that is no store, or lacks more than blocks at its end, stays as it is', () => {
  const file = temporaryFile();
  for (const content of [Buffer.alloc(0), Buffer.alloc(100, 7), Buffer.alloc(2 * HEADER_BYTES, 255)]) {
    writeFileSync(file, content);
    fillUp(file);
    expect(readFileSync(file).equals(content)).toBe(true);
  }
});
