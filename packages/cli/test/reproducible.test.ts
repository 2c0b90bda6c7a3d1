import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lastLine, rgflow, rgflowHere, start, tiny } from './rgflow.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-reproducible-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Two networks of twelve epochs, and samples in two blocks:
 * 2 x (initialise + 12 train + 2 x (activations + further-samples + join-samples + kl + fit)) + dataset.
 */
const study = [
  ...tiny,
  ...['training.epochs=12', 'dataset.train=3200', 'kl.samples=1500'].flatMap((s) => ['--set', s]),
];
const INSTANCES = 47;

/** Every output of every instance of the newest run, by its digest. */
async function digests(store: string): Promise<string> {
  const query = `select stage, cell, name, digest from run_stage join output using (recipe_key)
    where run_id = (from run select arg_max(run_id, sequence)) order by all`;
  const { code, stdout } = await rgflowHere(['sql', query, '--store', store], folder);
  expect(code).toBe(0);
  return stdout;
}

describe('the bytes of every output are the same', () => {
  let undisturbed: string;

  beforeAll(async () => {
    const { stdout } = await rgflow(['run', ...study, '--store', 'one.duckdb', '--jobs', '1'], folder);
    expect(stdout).toContain(`executed ${INSTANCES}, hit 0`);
    undisturbed = await digests('one.duckdb');
    expect(undisturbed.trim().split('\n').length).toBeGreaterThan(3 * INSTANCES);
  });

  it('with one worker and with two', async () => {
    await rgflow(['run', ...study, '--store', 'two.duckdb', '--jobs', '2'], folder);
    expect(await digests('two.duckdb')).toBe(undisturbed);
  });

  it('after a kill -9 in the middle: the next run resumes, and finishes with them', async () => {
    const run = start(['run', ...study, '--store', 'killed.duckdb', '--jobs', '1', '--json'], folder);
    // Told when the first batch of results is durable, half a second after they came: most of the run is to come.
    await run.told(/"stage":"train".*"outcome":"executed"/);
    run.process.kill('SIGKILL');
    await run.ended;
    const resumed = await rgflow(['run', ...study, '--store', 'killed.duckdb'], folder);
    expect(resumed.code).toBe(0);
    const executed = Number(/executed (\d+)/.exec(lastLine(resumed))![1]);
    expect(executed).toBeGreaterThan(0);
    expect(executed).toBeLessThan(INSTANCES);
    expect(await digests('killed.duckdb')).toBe(undisturbed);
  });
});
