import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderWithStudy, report, rgflow, rgflowUnder, tables, told, works, writeStudy } from './faulty-run.js';

const folder = folderWithStudy(300);
const run = ['run', 'many.yaml', '--jobs', '1', '--json'];

describe('a disk that is full', () => {
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const mounted = works('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk);
  afterAll(() => {
    if (mounted) execFileSync('umount', [disk]);
  });

  it.skipIf(!mounted)('is said; what was told before is kept, and with room the run goes on from there', async () => {
    const store = join(disk, 'store.duckdb');
    await rgflow(['run', 'many.yaml', '--store', 'calm.duckdb'], folder);
    const safe = new Set<string>();
    let lost = 0;
    let rounds = 0;
    let filled = 0;
    for (const megabytes of [1, 3, 4, 5, 64]) {
      execFileSync('mount', ['-o', `remount,size=${megabytes}m`, disk]);
      const { code, stdout, stderr } = await rgflow([...run, '--store', store], folder);
      const { executed } = told(stdout);
      lost += executed.filter((cell) => safe.has(cell)).length;
      for (const cell of executed) safe.add(cell);
      rounds += 1;
      if (megabytes === 64) {
        expect(code).toBe(0);
        continue;
      }
      filled += code === 0 ? 0 : 1;
      if (code !== 0) expect([code, stderr]).toEqual([2, expect.stringMatching(/the disk is full; make room on it/)]);
      expect(stderr).not.toMatch(/ at .*\.js:\d+|fault of rgflow/);
    }
    expect(filled).toBeGreaterThan(0);
    const same = (await tables(store, folder)) === (await tables('calm.duckdb', folder));
    report({ rounds, 'faults injected': filled, 'results acknowledged': safe.size, lost, 'wrong hits': same ? 0 : 1 });
    expect({ lost, same }).toEqual({ lost: 0, same: true });
  });

  it('is said of the standard output and of a file, and the run goes on to its end', async () => {
    const full = openSync('/dev/full', 'w');
    try {
      const { code, stderr } = await rgflowUnder(
        ['sh', '-c', 'exec "$0" "$@" > /dev/full'],
        [...run, '--store', 'out.duckdb'],
        folder,
      );
      expect([code, stderr]).toEqual([2, expect.stringContaining('standard output: no space left')]);
      expect(await tables('out.duckdb', folder)).toBe(await tables('calm.duckdb', folder));
      const file = await rgflow(['sql', 'FROM run', '-f', 'csv', '-o', '/dev/full', '--store', 'out.duckdb'], folder);
      expect([file.code, file.stderr]).toEqual([2, '/dev/full: no space left; make room, or give another place.\n']);
    } finally {
      closeSync(full);
    }
  });
});

describe('a place that cannot be written or found', () => {
  const other = ['setpriv', '--reuid', '12345', '--regid', '12345', '--clear-groups'];
  const mayBeOther = works(other[0]!, ...other.slice(1), 'true');

  it.skipIf(!mayBeOther)(
    'is one sentence with what to do, also for a user without an entry in the user database',
    async () => {
      const theirs = join(folder, 'theirs');
      mkdirSync(theirs);
      chmodSync(theirs, 0o777);
      chmodSync(folder, 0o755);
      writeStudy(theirs, 5);
      chmodSync(join(theirs, 'many.yaml'), 0o644);
      const well = await rgflowUnder(other, ['run', 'many.yaml', '--store', 'own.duckdb'], theirs);
      expect([well.code, well.stdout]).toEqual([0, expect.stringContaining('executed 5')]);
      const asked = await rgflowUnder(other, ['sql', 'select count(*) n from run', '--store', 'own.duckdb'], theirs);
      expect([asked.code, asked.stdout]).toEqual([0, 'n\n1\n']);

      chmodSync(theirs, 0o555);
      const words: readonly (readonly [readonly string[], RegExp])[] = [
        [['run', 'many.yaml', '--store', 'new.duckdb'], /new\.duckdb.*(rights|permission)/],
        [['run', 'many.yaml', '--store', 'deep/new.duckdb'], /deep.*(rights|permission|cannot make)/],
        [
          ['sql', 'FROM run', '--store', 'own.duckdb', '-o', 'rows.csv'],
          /rows\.csv: permission denied; give another place/,
        ],
        [
          ['figure', 'ising-1d-flow', '--name', 'many', '--store', 'own.duckdb', '-o', 'flow.svg'],
          /flow\.svg: permission denied; give another place/,
        ],
      ];
      for (const [each, message] of words) {
        const { code, stderr } = await rgflowUnder(other, each, theirs);
        expect([each.join(' '), code, stderr]).toEqual([each.join(' '), 2, expect.stringMatching(message)]);
        expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1);
      }
      // A store that may be read and not written.
      chmodSync(join(theirs, 'own.duckdb'), 0o444);
      const refused = await rgflowUnder(other, ['run', 'many.yaml', '--store', 'own.duckdb'], theirs);
      expect([refused.code, refused.stderr]).toEqual([
        2,
        expect.stringMatching(/own\.duckdb: cannot write the store; check the rights/),
      ]);
      chmodSync(theirs, 0o777);
    },
  );

  it.each<[string, readonly string[], RegExp]>([
    ['a study that is not there', ['run', 'none.yaml'], /none\.yaml/],
    [
      'a store that is not there',
      ['sql', 'FROM run', '--store', 'none/none.duckdb'],
      /none\.duckdb: there is no store yet/,
    ],
    ['a store that is a folder', ['run', 'many.yaml', '--store', '.'], /is a directory; give the store's file/],
    ['a store in a file', ['run', 'many.yaml', '--store', 'many.yaml/store.duckdb'], /many\.yaml.*(folder|directory)/],
    [
      'an output in no folder',
      ['sql', 'FROM run', '--store', 'calm.duckdb', '-o', 'none/rows.csv'],
      /none.*: there is no such file or folder/,
    ],
    [
      'a store where no folder can be made',
      ['run', 'many.yaml', '--store', '/proc/none/store.duckdb'],
      /\/proc\/none.*folder/,
    ],
    [
      'a figure where no folder can be made',
      ['figure', 'ising-1d-flow', '--name', 'many', '--store', 'calm.duckdb', '-o', '/proc/none/flow.svg'],
      /\/proc\/none: there is no such file or folder/,
    ],
    [
      'tables where no folder can be made',
      ['export', 'many', '--store', 'calm.duckdb', '-o', '/proc/none/of'],
      /\/proc\/none/,
    ],
    ['a file to read that is not there', ['sql', "FROM 'none.parquet'", '--read', 'none.parquet'], /none\.parquet/],
  ])('%s is one sentence, exit code 2', async (_, words, message) => {
    const { code, stderr } = await rgflow(words, folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).not.toMatch(/fault of rgflow|\n +at /);
  });

  it.skipIf(!works('prlimit', '--version'))('too many open files, too long a file: the store stays sound', async () => {
    for (const limit of [
      '--nofile=21',
      '--nofile=24',
      '--nofile=40',
      '--nofile=56',
      '--fsize=1000000',
      '--fsize=2000000',
    ]) {
      const store = `limit${limit.replaceAll(/\W/g, '-')}.duckdb`;
      const limited = await rgflowUnder(['prlimit', limit], [...run, '--store', store], folder);
      const safe = new Set(told(limited.stdout).executed);
      const sentence = limit.startsWith('--nofile') ? /too many (open )?files are open/ : /longer than is allowed/;
      expect([limit, limited.code, limited.stderr]).toEqual([limit, 2, expect.stringMatching(sentence)]);
      const after = await rgflow([...run, '--store', store], folder);
      expect([limit, after.code, after.stderr]).toEqual([limit, 0, expect.anything()]);
      const lost = told(after.stdout).executed.filter((cell) => safe.has(cell)).length;
      report({ rounds: 1, 'faults injected': 1, 'results acknowledged': safe.size, lost });
      expect(lost).toBe(0);
      expect(existsSync(join(folder, store)) && statSync(join(folder, store)).size).toBeGreaterThan(0);
    }
  });
});
