import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { studyFolder } from '@rgflow/studies';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { prepareStudy } from '../src/prepared-study.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-prepared-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a study is refused', () => {
  it.each([
    ['of an unknown name', 'quikstart', {}, 'quikstart: there is no study of that name; did you mean quickstart?'],
    ['with an unknown parameter', 'quickstart', { set: ['network.depht=3'] }, 'did you mean network.depth?'],
    ['with a --set without a value', 'quickstart', { set: ['network.depth'] }, 'expected path=value'],
    ['with an unknown engine', 'quickstart', { engine: 'abacus' }, 'engine'],
    [
      'with an unknown stage to force',
      'quickstart',
      { force: ['knl'] },
      '--force knl: quickstart has no such stage; did you mean kl?',
    ],
    ['in an impossible share', 'quickstart', { shard: '3/2' }, '--shard 3/2: expected i/n with 1 <= i <= n'],
  ])('%s', async (_, name, options, message) => {
    await expect(prepareStudy(name, options)).rejects.toThrow(message);
  });

  it('if its file is of a study that rgflow does not know', async () => {
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, 'study: quikstart');
    await expect(prepareStudy(file, {})).rejects.toThrow(
      "study: 'quikstart' is not a study that rgflow knows; did you mean quickstart?",
    );
  });
});

describe('a study file in the current folder', () => {
  const here = process.cwd();
  afterEach(() => process.chdir(here));

  it('is not passed over in silence for a study of that name that comes with rgflow', async () => {
    writeFileSync(join(folder, 'ising-1d.yaml'), 'study: ising-1d\nsweep: { coupling: [1] }\n');
    process.chdir(folder);
    const { allCells, warnings } = await prepareStudy('ising-1d', {});
    expect(allCells).toBe(100);
    expect(warnings).toEqual([
      'ising-1d is the study that comes with rgflow, not ising-1d.yaml; for that one say ./ising-1d.yaml',
    ]);
    expect(await prepareStudy('./ising-1d.yaml', {})).toMatchObject({ allCells: 1, warnings: [] });
    // The files that come with it, in their own folder.
    process.chdir(studyFolder);
    expect((await prepareStudy('ising-1d', {})).warnings).toEqual([]);
  });
});

describe('a study', () => {
  it('has the cells of its sweep, and of a shard its share', async () => {
    expect((await prepareStudy('quickstart', {})).cells).toBe(5);
    expect((await prepareStudy('quickstart', { shard: '1/2' })).cells).toBe(3);
    expect((await prepareStudy('quickstart', { shard: '2/2' })).cells).toBe(2);
  });

  it('takes --engine as short for the parameter', async () => {
    const { plan } = await prepareStudy('quickstart', { engine: 'tfjs' });
    const training = plan.nodes.filter(({ stage }) => stage.name === 'train');
    expect(training.every(({ params }) => params.engine === 'tfjs')).toBe(true);
  });
});
