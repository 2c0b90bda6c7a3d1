import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { beginAttachment } from '../src/begun-attachment.js';
import { beginStore, leaveStore } from '../src/begun-store.js';
import { fillUp, HEADER_BYTES, saidLength } from '../src/cut-off.js';
import { openStore, StoreDamagedError } from '../src/index.js';
import { execute, KL_COLUMNS, KL_TABLE, klRows, runOf, tableCommit } from './records.js';
import { temporaryFile } from './temporary-store.js';

/**
 * A store of some runs, of which each third has written results, and each has let go of the file. The tenth leaves a block
 * free at the end.
 */
async function closedStore(afterEach: (file: string) => void = () => {}): Promise<string> {
  const file = temporaryFile();
  for (let run = 0; run < 11; run++) {
    const store = await openStore(file);
    const runId = `run-${run}`;
    await store.beginRun(runOf(runId, 'kl', [KL_TABLE], run));
    if (run % 3 === 0)
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

it('a store that lacks blocks is filled up where they were free, and left as it is where it is cut off', async () => {
  const stores: Buffer[] = [];
  const file = await closedStore((closed) => void stores.push(readFileSync(closed)));
  const found = new Set<string>();
  for (const [i, whole] of stores.slice(-4).entries()) {
    writeFileSync(file, whole);
    const { bytes, blockBytes } = saidLength(file);
    for (const [missing, unwanted] of [
      [1, i % 2 === 0],
      [2 + i, i % 2 === 1],
    ] as const) {
      writeFileSync(file, whole.subarray(0, bytes - missing * blockBytes));
      const isCutOff = await openStore(file, { mode: 'read' }).then(
        async (store) => void (await store.close()),
        (error: unknown) => error,
      );
      // As a command that is refused before it needs the store.
      if (unwanted && beginAttachment(file)) beginStore(file);
      await leaveStore();
      for (let time = 0; time < 2 && isCutOff !== undefined; time++) {
        await expect(openStore(file)).rejects.toThrow(StoreDamagedError);
        expect(statSync(file).size).toBe(bytes - missing * blockBytes);
      }
      if (isCutOff === undefined) await (await openStore(file)).close();
      if (isCutOff === undefined) expect(statSync(file).size).toBe(bytes);
      found.add(isCutOff === undefined ? 'free' : 'cut off');
    }
  }
  expect([...found].sort()).toEqual(['cut off', 'free']);
});

it('a file that is no store, or lacks more than blocks at its end, stays as it is', () => {
  const file = temporaryFile();
  for (const content of [Buffer.alloc(0), Buffer.alloc(100, 7), Buffer.alloc(2 * HEADER_BYTES, 255)]) {
    writeFileSync(file, content);
    const descriptor = openSync(file, 'r+');
    fillUp(descriptor);
    closeSync(descriptor);
    expect(readFileSync(file).equals(content)).toBe(true);
  }
});
