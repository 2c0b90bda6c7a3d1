import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@rgflow/store';
import { studyFolder } from '@rgflow/studies';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../src/program.js';
import { type Ended, lastLine, rgflow, rgflowHere, tiny } from './rgflow.js';

/** A process takes a second to start, on a machine that does much else several. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-cli-'));
let first: Ended;

beforeAll(async () => {
  first = await rgflow(['run', ...tiny], folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a run', () => {
  it('ends with a table, the store, the figures, and what was executed', () => {
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/σ_w².*accuracy/);
    expect(first.stdout).toContain(join('data', 'rgflow.duckdb'));
    expect(first.stdout).toContain(join('data', 'figures', 'quickstart', 'kl-by-depth.svg'));
    expect(lastLine(first)).toMatch(/^quickstart: executed 17, hit 0 in /);
    expect(readFileSync(join(folder, 'data/figures/quickstart/kl-by-depth.svg'), 'utf8')).toContain('<svg');
  });

  it('tells its progress on stderr, without a line for each instance and without colours', () => {
    expect(first.stderr).toContain('quickstart: 17 instances of 6 stages\n');
    expect(first.stderr.split('\n').length).toBeLessThan(10);
    expect(first.stderr).not.toContain('\u001b');
  });

  it('executes nothing the second time, and prints the same table', async () => {
    const second = await rgflow(['run', ...tiny], folder);
    expect(second.code).toBe(0);
    expect(lastLine(second)).toMatch(/^quickstart: executed 0, hit 17 in /);
    expect(second.stdout.split('\n').slice(0, -2)).toEqual(first.stdout.split('\n').slice(0, -2));
  });

  it('with --json prints events and then the result, each a line of JSON', async () => {
    const { code, stdout } = await rgflowHere(['run', ...tiny, '--json', '--force', 'fit', '--jobs', '1'], folder);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({ type: 'started', instances: 17 });
    expect(lines.at(-1)).toMatchObject({ type: 'result', status: 'complete', counts: { executed: 4, hit: 13 } });
    expect(lines.at(-1)!.summary).toHaveLength(2);
  });

  it('of networks that are not trained ends well, and says that there is no table of their training', async () => {
    const untrained = ['run', ...tiny, '--set', 'training.epochs=0', '--store', 'untrained.duckdb', '--jobs', '1'];
    const { code, stdout, stderr } = await rgflowHere(untrained, folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^no summary: Table training does not exist/m);
    expect(stdout).toMatch(/^store .*\n(figure .*\n)*quickstart: executed \d+, hit 0 in /);
  });

  it('that was asked for untrained networks alone ends with a table of what it was asked for', async () => {
    const asked = ['run', ...tiny, '--set', 'kl.snapshots=[init]', '--store', 'init.duckdb', '--jobs', '1'];
    const { code, stdout, stderr } = await rgflowHere(asked, folder);
    expect(code).toBe(0);
    expect(stderr).not.toContain('no summary');
    expect(stdout).toMatch(/^[12]\.00 .* ± .* – +–$/m);
  });

  it('of a shard runs the cells of that shard only', async () => {
    // So many epochs that it is worth it to load the images twice.
    const more = [...tiny, '--set', 'training.epochs=20', '--jobs', '1', '--store', 'shard-2.duckdb'];
    const { code, stdout } = await rgflowHere(['run', ...more, '--shard', '2/2'], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('executed 28, hit 0');
    expect(stdout).not.toMatch(/^1\.00/m);
  });

  it('with a failing cell goes on with the others, tells the causes once, and exits with 1', async () => {
    const blocks = join(studyFolder, 'tiny', 'block-cumulants.yaml');
    const set = ['--set', 'ring.blockSize=2', '--set', 'square.upTo=0'];
    const words = ['run', blocks, ...set, '--store', 'failing.duckdb', '--jobs', '1'];
    const { code, stdout, stderr } = await rgflowHere(words, folder);
    expect(code).toBe(1);
    expect(stdout).toContain('executed 17, hit 0, failed 4');
    expect(stderr.match(/✗ /g)).toHaveLength(1);
    expect(stderr).toMatch(/✗ blockedRing: .*\n {2}ring-cumulants@\{.*\} and 1 more/);
  });
});

describe('a plan', () => {
  it('has nothing to do after a run: exit code 0', async () => {
    const { code, stdout } = await rgflowHere(['plan', ...tiny], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing to do');
  });

  it('with a changed parameter of the fit names it, and only the fit is to run: exit code 10', async () => {
    const { code, stdout } = await rgflowHere(['plan', ...tiny, '--set', 'fit.skipLast=1', '--json'], folder);
    expect(code).toBe(10);
    const { stages } = JSON.parse(stdout) as { stages: { stage: string; toRun: number; reasons: unknown[] }[] };
    expect(stages.filter(({ toRun }) => toRun > 0)).toMatchObject([
      { stage: 'fit', toRun: 4, reasons: [{ reason: 'param: skipLast 2 -> 1', instances: 4 }] },
    ]);
  });

  it('works without a store and makes none', async () => {
    const { code, stdout } = await rgflowHere(['plan', ...tiny, '--store', 'none.duckdb'], folder);
    expect(code).toBe(10);
    expect(stdout).toContain('new: initialise was never run before (2)');
    expect(existsSync(join(folder, 'none.duckdb'))).toBe(false);
  });
});

describe('an explanation', () => {
  it('of a changed parameter compares it with the same cell as it was', async () => {
    const words = [
      'quickstart',
      'fit@{sigmaW2=2,snapshot=init}',
      ...tiny.slice(1),
      '--set',
      'fit.skipLast=1',
      '--json',
    ];
    const [explanation] = JSON.parse((await rgflowHere(['explain', ...words], folder)).stdout) as unknown[];
    expect(explanation).toMatchObject({
      instance: 'fit@{sigmaW2=2,snapshot=init}',
      outcome: 'run',
      reason: 'param: skipLast 2 -> 1',
      nearest: {
        instance: 'fit@{sigmaW2=2,snapshot=init}',
        differences: [{ kind: 'param', name: 'skipLast', before: '2', after: '1' }],
        lastExecution: { startedAt: expect.stringMatching(/^\d{4}-/), runId: expect.stringMatching(/^\d{8}T/) },
      },
    });
  });
});

describe('SQL', () => {
  it('is answered as CSV where there is no terminal', async () => {
    const { code, stdout } = await rgflowHere(
      ['sql', 'select distinct sigma_w2, depth from kl_layer order by all'],
      folder,
    );
    expect(code).toBe(0);
    expect(stdout.trim().split(/\r?\n/)).toEqual(['sigma_w2,depth', '1,5', '2,5']);
  });

  it('is written to a file in the format of its ending', async () => {
    const { code } = await rgflowHere(['sql', 'select * from kl_fit', '-o', 'fit.parquet'], folder);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'fit.parquet')).toString('latin1', 0, 4)).toBe('PAR1');
  });
});

describe('bad input is answered on one screen, without a stack, with its exit code', () => {
  const study = (text: string): string => {
    const file = join(folder, `${text.length}.yaml`);
    writeFileSync(file, text);
    return file;
  };
  const cases: readonly (readonly [string, () => readonly string[], number, RegExp])[] = [
    ['an unknown command', () => ['rnu'], 2, /unknown command 'rnu'; did you mean run\?/],
    ['a command like no other', () => ['zzzzz'], 2, /unknown command 'zzzzz'; the names are run, plan, explain/],
    [
      'an unknown calculator',
      () => ['calc', 'isng-1d'],
      2,
      /unknown command 'isng-1d'; did you mean ising-1d or ising-2d\?/,
    ],
    [
      'an unknown option',
      () => ['run', 'quickstart', '--job', '1'],
      2,
      /unknown option '--job'; did you mean --jobs\?/,
    ],
    ['no jobs', () => ['run', 'quickstart', '--jobs', '0'], 2, /expected a positive integer/],
    ['a missing file', () => ['run', 'studies/quick.yaml'], 2, /no such study file; did you mean quickstart\?/],
    [
      'an unknown key in a study',
      () => ['run', study('study: quickstart\nparams:\n  network: { sigma_w2: 2 }\n')],
      2,
      /\.yaml:3: params\.network\.sigma_w2: unknown parameter; did you mean network\.sigmaW2\?/,
    ],
    [
      'a wrong type',
      () => ['run', 'quickstart', '--set', 'network.depth=deep'],
      2,
      /network\.depth: .*received string/,
    ],
    ['depth 0', () => ['run', 'quickstart', '--set', 'network.depth=0'], 2, /network\.depth: .*>=2/],
    ['an unknown figure', () => ['figure', 'kl-by-dept'], 2, /did you mean kl-by-depth\?/],
    ['a query on an unknown table', () => ['sql', 'select * from kl_layr'], 2, /kl_layr/],
    ['no store to ask', () => ['sql', 'select 1', '--store', 'none.duckdb'], 2, /there is no store yet/],
    [
      'a folder that cannot be written',
      () => ['run', ...tiny, '--store', join(folder, 'file', 'rgflow.duckdb')],
      2,
      /cannot make the folder of the store/,
    ],
    ['a store that is not DuckDB', () => ['run', ...tiny, '--store', 'file'], 4, /is not a DuckDB database/],
  ];

  beforeAll(() => writeFileSync(join(folder, 'file'), 'not a database, but long enough to look like one'));

  function expectRefused(ended: Ended, code: number, message: RegExp): void {
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
    expect(ended.stderr.split('\n').length).toBeLessThan(10);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  }

  it.each(cases)('%s', async (_, words, code, message) => {
    expectRefused(await rgflowHere(words(), folder), code, message);
  });

  it('by the program as it is started, too', async () => {
    for (const [, words, code, message] of [cases[0]!, cases.at(-1)!]) {
      expectRefused(await rgflow(words(), folder), code, message);
    }
  });

  it('a store in use names its owner: exit code 3', async () => {
    const file = join(folder, 'held.duckdb');
    const store = await openStore(file);
    const [run, plan] = await Promise.all([
      rgflow(['run', ...tiny, '--store', file], folder),
      rgflow(['plan', ...tiny, '--store', file], folder),
    ]);
    await store.close();
    for (const ended of [run, plan]) {
      expect(ended.code).toBe(3);
      expect(ended.stderr).toContain(`pid ${process.pid}`);
    }
  });
});

describe('help', () => {
  it('is there for every command, with an example', async () => {
    const all = await rgflowHere(['--help'], folder);
    expect(all).toMatchObject({ code: 0, stderr: '' });
    const commands = [...all.stdout.matchAll(/^ {2}([a-z]+) (?:\[|<)/gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'help');
    expect(commands).toEqual([
      'run',
      'plan',
      'explain',
      'accept',
      'graph',
      'studies',
      'sql',
      'figure',
      'calc',
      'data',
      'runs',
      'status',
      'logs',
      'retry',
      'diff',
      'export',
      'gc',
      'tag',
      'forget',
      'merge',
      'salvage',
      'verify',
      'submit',
      'doctor',
    ]);
    for (const command of createProgram(() => undefined).commands) {
      let text = '';
      command.configureOutput({ writeOut: (written) => (text += written) }).outputHelp();
      expect(text, command.name()).toMatch(/Examples?:\n {2}\$ rgflow /);
    }
  });

  it('loads neither the database nor the models', () => {
    for (const file of ['cli/dist/program', 'cli/dist/main', 'cli/dist/failure', 'pipeline/dist/system-error']) {
      const text = readFileSync(new URL(`../../${file}.js`, import.meta.url), 'utf8');
      expect(text).not.toMatch(/^import .*@rgflow\/(?!pipeline\/system-error')/m);
    }
  });
});

describe('the doctor', () => {
  it('says what multiplies matrices and how fast', async () => {
    mkdirSync(join(folder, 'empty'));
    const { code, stdout } = await rgflowHere(['doctor', '--json'], join(folder, 'empty'));
    expect(code).toBe(0);
    const { gemm, store } = JSON.parse(stdout) as {
      gemm: Record<string, { gflops: number }>;
      store: { state: string };
    };
    expect(gemm.inUse!.gflops).toBeGreaterThan(0.1);
    expect(gemm.wasm!.gflops).toBeGreaterThan(0.1);
    expect(store.state).toBe('none yet');
  });
});
