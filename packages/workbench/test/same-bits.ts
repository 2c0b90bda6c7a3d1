import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { studyFolder } from '@rgflow/studies';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type Ask, askStore, sqlLiteral } from '../src/ask.js';
import { prepareStudy } from '../src/prepared-study.js';
import { runStudy } from '../src/run-study.js';

/** The studies of spins and of mean-field theory, which multiply no matrices: tiny ones. */
export const SAME_BITS_TINY: readonly string[] = [
  'ising-1d',
  'ising-2d',
  'mean-field',
  'ising-criticality',
  'block-cumulants',
  'boltzmann-marginalisation',
];

/** On processors other than x64 some functions of Math have other last bits. */
export const knowsBits: boolean = process.arch === 'x64';

/**
 * Tests that studies give the same bytes on every Node, as its version is in no key. The digests stand in
 * `expected/same-bits`, which all Nodes of CI are held to.
 */
export function testSameBits(files: readonly string[]): void {
  vi.setConfig({ testTimeout: 300_000 });
  const folder = mkdtempSync(join(tmpdir(), 'rgflow-same-bits-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  describe.runIf(knowsBits)('the outputs have the same bytes on every Node', () => {
    test.each(files)('%s', async (name) => {
      const file = join(folder, `${name.replace('/', '-')}.duckdb`);
      const { result } = await runStudy(await prepareStudy(join(studyFolder, `${name}.yaml`)), {
        store: file,
        jobs: 1,
      });
      expect(result.failures).toEqual([]);
      const store = await openStore(file, { mode: 'read' });
      try {
        await expectSameBits(askStore(store), name.split('/').at(-1)!, name.replace('/', '-'));
      } finally {
        await store.close();
      }
    });
  });
}

/**
 * Holds the outputs of the runs of a study to digests that were written down: of each output of each stage how many there
 * are, and one digest of the digests of all, in the order of the cells. If a number changes on purpose, write them anew,
 * with `-u` behind the command of a test, and say so in CHANGELOG.md.
 */
export async function expectSameBits(ask: Ask, study: string, expected: string): Promise<void> {
  const rows = await ask(
    `select distinct stage, cell, output.name, digest
     from output join run_stage using (recipe_key) join run using (run_id) where study = ${sqlLiteral(study)} order by all`,
  );
  const digests = new Map<string, string[]>();
  for (const { stage, name, digest } of rows) {
    const output = `${stage}.${name}`;
    digests.set(output, [...(digests.get(output) ?? []), String(digest)]);
  }
  const all = [...digests].map(([output, each]) => [
    output,
    `${each.length} ${createHash('sha256').update(each.join()).digest('hex')}`,
  ]);
  const text = `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`expected/same-bits/${expected}.json`);
}
