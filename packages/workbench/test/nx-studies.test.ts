import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepareStudy, runStudy } from '../src/index.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the targets of study files', () => {
  it('are one for each, and one for all, none of them answered from a cache', async () => {
    const plugin = (await import(join(root, 'tools', 'nx-studies.js'))) as {
      createNodesV2: [
        string,
        (files: readonly string[]) => [string, { projects: Record<string, { targets: object }> }][],
      ];
    };
    const [glob, createNodes] = plugin.createNodesV2;
    expect(glob).toBe('studies/*.yaml');
    const made = createNodes(['studies/quickstart.yaml', 'studies/ising-1d.yaml']);
    expect(made).toHaveLength(1);
    expect(made[0]![1].projects.studies).toMatchObject({
      name: 'study-files',
      implicitDependencies: ['@rgflow/cli'],
      targets: {
        'validate:ising-1d': { command: 'node tools/validate-study.js studies/ising-1d.yaml', cache: false },
        'validate:quickstart': { cache: false },
        validate: { dependsOn: ['validate:ising-1d', 'validate:quickstart'], cache: false },
      },
    });
    expect(createNodes([])).toEqual([]);
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
