import { existsSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@rgflow/store';
import { verify } from '@rgflow/workbench';
import { describe, expect, it } from 'vitest';
import { folderWithStudy, report, rgflow, rgflowUnder, told, works } from './faulty-run.js';

const folder = folderWithStudy(40);
const SOURCE = fileURLToPath(new URL('fixtures/failing-writes.c', import.meta.url));
const library = join(folder, 'failing-writes.so');
const compiled = process.platform === 'linux' && works('cc', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl');
const run = ['run', 'many.yaml', '--jobs', '1', '--json'];

/** Every write, every third, ... : the first ones fail a store that is made, the later ones a run that goes on. */
const EVERY = [1, 4, 10, 16, 20, 30, 45, 80];
const ERRORS = [
  [constants.errno.EIO, /the disk cannot be read or written/],
  [constants.errno.ENOSPC, /the disk is full; make room on it/],
] as const;

/** What the study gave, of a store that verifies; the damage, if it does not. */
async function found(file: string): Promise<string> {
  const { damages } = await verify(file);
  if (damages.length > 0) return `damaged: ${JSON.stringify(damages)}`;
  const store = await openStore(file);
  const { rows } = await store.query('FROM newest.ising_flow ORDER BY ALL');
  await store.close();
  return JSON.stringify(rows);
}

describe('a disk on which every n-th write fails', () => {
  it.for([
    ['again and again', {}],
    ['once', { RGFLOW_FAIL_ONCE: '1' }],
  ] as const)(
    '%s ends a run with a sentence or not at all, and loses nothing that was told',
    async ([, env], { skip }) => {
      skip(!compiled, 'no Linux, or no C compiler (cc): writes cannot be made to fail');
      const calm = join(folder, 'calm.duckdb');
      if (!existsSync(calm)) await rgflow([...run, '--store', calm], folder);
      const undisturbed = await found(calm);
      const counts = { rounds: 0, 'faults injected': 0, 'results acknowledged': 0, lost: 0, torn: 0, 'wrong hits': 0 };
      for (const [i, every] of EVERY.entries()) {
        const [errno, sentence] = ERRORS[i % 2]!;
        const log = join(folder, 'log');
        const store = join(folder, 'failing.duckdb');
        const faulty = await rgflowUnder(['env', `LD_PRELOAD=${library}`], [...run, '--store', store], folder, {
          ...{ RGFLOW_FAIL_EVERY: String(every), RGFLOW_FAIL_WITH: String(errno), RGFLOW_FAIL_LOG: log },
          ...env,
        });
        const failures = existsSync(log) ? readFileSync(log).length : 0;
        // A store makes too few writes for the highest numbers at the worst of times.
        if (every <= 20) expect(failures).toBeGreaterThan(0);
        const words = faulty.stderr
          .split('\n')
          .filter((line) => line !== '' && !/^(many: |\[\d+\/40\] |warning: )/.test(line));
        if (faulty.code !== 0)
          expect([every, faulty.code, words]).toEqual([every, 2, [expect.stringMatching(sentence)]]);
        const safe = new Set(told(faulty.stdout).executed);
        if (faulty.code === 0) expect(safe.size).toBe(40);

        const after = await rgflow([...run, '--store', store], folder);
        expect([every, after.code, after.stderr]).toEqual([every, 0, expect.anything()]);
        const { executed, hit } = told(after.stdout);
        const there = new Set([...executed, ...hit]);
        counts.lost += executed.filter((cell) => safe.has(cell)).length;
        counts.lost += [...safe].filter((cell) => !there.has(cell)).length;
        const now = await found(store);
        if (now.startsWith('damaged')) counts.torn += 1;
        else if (now !== undisturbed) counts['wrong hits'] += 1;
        counts.rounds += 1;
        counts['faults injected'] += failures;
        counts['results acknowledged'] += safe.size;
        for (const file of [store, `${store}.wal`, log]) rmSync(file, { force: true });
      }
      report(counts);
      expect(counts).toMatchObject({ lost: 0, torn: 0, 'wrong hits': 0 });
      expect(counts['faults injected']).toBeGreaterThanOrEqual(EVERY.length / 2);
    },
  );
});
