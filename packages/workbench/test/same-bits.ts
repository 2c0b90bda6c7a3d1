import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { studyFolder } from '@rgflow/studies';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { askStore } from '../src/ask.js';
import { prepareStudy } from '../src/prepared-study.js';
import { runStudy } from '../src/run-study.js';

/**
 * Tests that studies give the same bytes on every Node, as its version is in no key. The digests stand in
 * `expected/same-bits`, which all Nodes of CI are held to. If a number changes on purpose, write them anew, with `npx vitest
 * run -u --config ../../vitest.config.js test/same-bits.test.ts`, and say so in CHANGELOG.md. On processors other than x64
 * some functions of Math have other last bits.
 */
export function testSameBits(files: readonly string[]): void {
  vi.setConfig({ testTimeout: 300_000 });
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-same-bits-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  describe.runIf(process.arch === 'x64')('the outputs have the same bytes on every Node', () => {
    test.each(files)('%s', async (name) => {
      const store = join(folder, `${name.replace('/', '-')}.duckdb`);
      const { result } = await runStudy(await prepareStudy(join(studyFolder, `${name}.yaml`)), { store, jobs: 1 });
      expect(result.failures).toEqual([]);
      const text = `${JSON.stringify(await digestsOf(store), null, 2)}\n`;
      await expect(text).toMatchFileSnapshot(`expected/same-bits/${name.replace('/', '-')}.json`);
    });
  });
}

/** Of each output of each stage how many there are, and one digest of the digests of all, in the order of the cells. */
async function digestsOf(file: string): Promise<Readonly<Record<string, string>>> {
  const store = await openStore(file, { mode: 'read' });
  try {
    const rows = await askStore(store)(
      `select distinct stage, cell, name, digest from output join run_stage using (recipe_key) order by all`,
    );
    const digests = new Map<string, string[]>();
    for (const { stage, name, digest } of rows) {
      const output = `${stage}.${name}`;
      digests.set(output, [...(digests.get(output) ?? []), String(digest)]);
    }
    return Object.fromEntries(
      [...digests].map(([output, all]) => [
        output,
        `${all.length} ${createHash('sha256').update(all.join()).digest('hex')}`,
      ]),
    );
  } finally {
    await store.close();
  }
}
