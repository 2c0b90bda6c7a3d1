import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rgflow, start } from './rgflow.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-cli-watched-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A map of 27 cells. */
const grid = (epochs: number): readonly string[] => [
  'trainability-coarse',
  ...[
    'network.width=16',
    'network.depth=[10,30,70]',
    'dataset.train=5000',
    'dataset.validation=100',
    `training.epochs=${epochs}`,
  ].flatMap((set) => ['--set', set]),
  ...['--name', 'trainability', '--jobs', '1'],
];

/** Each cell of the map says its place and its accuracy. */
function cellsIn(svg: string): number {
  return svg.match(/<title>[\d.]+, \d+: /g)?.length ?? 0;
}

describe('a figure that watches', () => {
  it('is drawn while the run goes on, and tells how it ended', async () => {
    const run = start(['run', ...grid(1000)], folder); // until it is told to end: nobody is too slow to see it
    await run.told('train');
    const watch = start(['figure', 'trainability', '--watch', '-o', 'early.svg'], folder);
    await watch.told('drawn, the run is going on');
    const early = cellsIn(readFileSync(join(folder, 'early.svg'), 'utf8'));
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(27);
    run.process.kill('SIGINT');
    const [ran, watched] = await Promise.all([run.ended, watch.ended]);
    expect([ran.code, watched.code]).toEqual([130, 0]);
    expect(watched.stderr).toMatch(/early\.svg: drawn, the run is interrupted\n$/);
  });

  it('has all of it at the end', async () => {
    const run = start(['run', ...grid(1)], folder);
    await run.told('train');
    const watch = start(['figure', 'trainability', '--watch', '-o', 'map.svg'], folder);
    const [ran, watched] = await Promise.all([run.ended, watch.ended]);
    expect([ran.code, watched.code]).toEqual([0, 0]);
    expect(watched.stdout).toBe('map.svg\n');
    expect(watched.stderr).toMatch(/map\.svg: drawn, the run is complete\n$/);
    expect(cellsIn(readFileSync(join(folder, 'map.svg'), 'utf8'))).toBe(27);
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
