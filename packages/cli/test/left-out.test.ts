import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breadthLadder } from '@rgflow/dataset/breadth';
import { afterAll, expect, test, vi } from 'vitest';
import { rgflowHere } from './rgflow.js';

vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-left-out-'));
afterAll(() => rmSync(folder, { recursive: true }));

const top = breadthLadder('digits-first', () => true).rungs.at(-1)!.name;
const [missing] = breadthLadder('digits-first').missing;
const study = ['abstraction-dbn', '--set', `breadth.rung=${top}`, '--set', 'seed=[0,1]', '--store', 'store.duckdb'];

// Skipped where every set of the ladder is here.
test.runIf(missing !== undefined)(
  'a rung whose sets are not here is said, each time, once, with how to get them',
  async () => {
    const line = new RegExp(
      `^abstraction-dbn: ${top.replaceAll('+', '\\+')} is left out: .*${missing!.set} is not here; it comes from `,
      'gm',
    );
    const planned = await rgflowHere(['plan', ...study], folder);
    expect(planned.stdout.match(line)).toHaveLength(1);
    for (const counts of ['executed 1, hit 0', 'executed 0, hit 1']) {
      const { stdout, stderr, code } = await rgflowHere(['run', ...study], folder);
      expect(code).toBe(0);
      expect(stderr.match(line)).toHaveLength(1);
      expect(stdout.trimEnd().split('\n').at(-1)).toMatch(`abstraction-dbn: ${counts} in `);
      expect(stdout.trimEnd().endsWith(`; left out: ${top}`)).toBe(true);
    }
    const { stdout } = await rgflowHere(['run', ...study, '--json'], folder);
    const events = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    const reason = expect.stringContaining(`${missing!.set} is not here; it comes from `);
    expect(events.filter(({ type }) => type === 'left-out')).toEqual([{ type: 'left-out', name: top, reason }]);
  },
);
