import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepareStudy, runStudy } from '../src/index.js';
import { affectedStudies, root } from './affected-studies.js';

describe('the targets of study files', () => {
  it('are of a project for each, which nothing but its file belongs to, and are not answered from a cache', async () => {
    const plugin = (await import(join(root, 'tools', 'nx-studies.js'))) as {
      createNodesV2: [
        string,
        (files: readonly string[]) => [string, { projects: Record<string, { targets: object }> }][],
      ];
    };
    const [glob, createNodes] = plugin.createNodesV2;
    expect(glob).toBe('studies/*.yaml');
    const made = createNodes(['studies/quickstart.yaml', 'studies/ising-1d.yaml']);
    expect(made.map(([file, { projects }]) => [file, Object.keys(projects)])).toEqual([
      ['studies/ising-1d.yaml', ['studies/ising-1d.yaml']],
      ['studies/quickstart.yaml', ['studies/quickstart.yaml']],
    ]);
    expect(made[0]![1].projects['studies/ising-1d.yaml']).toMatchObject({
      name: 'study-ising-1d',
      root: 'studies/ising-1d.yaml',
      targets: { validate: { command: 'node tools/validate-study.js studies/ising-1d.yaml', cache: false } },
    });
    expect(createNodes([])).toEqual([]);
  });

  // In nx-studies.slow.test.ts: all, by a change of what stages are made of.
  it('are affected by a change of their file alone', () => {
    expect(affectedStudies('studies/quickstart.yaml,docs/cache.md,packages/cli/src/main.ts')).toEqual([
      'study-quickstart',
    ]);
  });

  it('say how many cells would run and why, which is no failure, and that a study is at fault, which is one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rgflow-validate-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const store = join(folder, 'store.duckdb');
    const validate = (file: string) => {
      const words = [join(root, 'tools', 'validate-study.js'), file];
      return spawnSync(process.execPath, words, {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, RGFLOW_STORE: store },
      });
    };
    const { allCells: cells } = await prepareStudy('ising-1d');
    const none = validate('studies/ising-1d.yaml');
    expect(none.stdout).toMatch(
      new RegExp(
        `^ising-1d: there is no store yet \\(.*store.duckdb\\): all of its ${cells} cells are to be computed, \\d+ instances\\n$`,
      ),
    );
    await runStudy(await prepareStudy('ising-1d', { set: ['coupling=[0.5,1]'] }), { store, jobs: 1 });
    const { allCells } = await prepareStudy('ising-1d');
    const some = validate('studies/ising-1d.yaml');
    expect(some).toMatchObject({ status: 0, stderr: '' });
    expect(some.stdout).toMatch(
      new RegExp(`^ising-1d: \\d+ of ${allCells} cells would run, \\d+ of \\d+ instances: param: coupling`),
    );
    await runStudy(await prepareStudy('ising-1d'), { store, jobs: 1 });
    expect(validate('studies/ising-1d.yaml').stdout).toBe(
      `ising-1d: nothing to do, all of its ${allCells} cells are in the store\n`,
    );
    expect(validate('studies/none.yaml').status).toBe(2);
  });
});
