import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rgflow, start } from './rgflow.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-cli-watched-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** So long that what answers beside it, at a low priority, has its turn. */
const grid = [
  'trainability-coarse',
  ...['network.width=16', 'dataset.train=50000', 'dataset.validation=100', 'network.depth=[10,30,70]'].flatMap(
    (set) => ['--set', set],
  ),
  ...['--jobs', '1'],
];

/** Each cell of the map says its place and its accuracy. */
function cellsIn(svg: string): number {
  return svg.match(/<title>[\d.]+, \d+: /g)?.length ?? 0;
}

describe('a figure that watches', () => {
  it('is drawn while the run goes on, and at its end has all of it', async () => {
    const run = start(['run', ...grid], folder);
    await run.told('train');
    const watch = start(['figure', 'trainability', '--watch', '-o', 'map.svg'], folder);
    await watch.told('drawn');
    const early = cellsIn(readFileSync(join(folder, 'map.svg'), 'utf8'));
    const [ran, watched] = await Promise.all([run.ended, watch.ended]);
    expect([ran.code, watched.code]).toEqual([0, 0]);
    expect(watched.stdout).toBe('map.svg\n');
    expect(watched.stderr).toMatch(/map\.svg: drawn, the run is complete\n$/);
    expect(cellsIn(readFileSync(join(folder, 'map.svg'), 'utf8'))).toBe(27);
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(27);
  });

  it('of a run that has ended is drawn once', async () => {
    const { code, stderr } = await rgflow(['figure', 'trainability', '--watch', '-o', 'again.svg'], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('again.svg: drawn, the run is complete\n');
  });

  it('of a study that was never run says how to run it: exit code 2', async () => {
    const { code, stderr } = await rgflow(['figure', 'kl-by-depth', '--watch'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('`rgflow run quickstart` starts one');
  });
});
