import { join } from 'node:path';
import { askFile } from '@rgflow/workbench';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Cluster, lacking, until } from './cluster.js';

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 900_000 });

/** Forty networks, of half a second each on one core, measured once: shards that can be seen running. */
const SWEEP = [
  'quickstart',
  ...[
    'dataset.train=2000',
    'dataset.validation=100',
    'network.depth=8',
    'network.width=64',
    'kl.samples=20',
    'kl.images=2',
  ].flatMap((set) => ['--set', set]),
  ...[
    '--set',
    'fit.skipLast=1',
    '--set',
    'training.epochs=16',
    '--set',
    'network.sigmaW2={ from: 1, to: 2.95, step: 0.05 }',
  ],
  ...['--name', 'forty'],
];

/** What each result of the newest run has given. */
async function digestsOf(store: string): Promise<readonly string[]> {
  const rows = await askFile(store)(
    `select distinct recipe_key || ' ' || o.name || ' ' || o.digest as result from output o
     where recipe_key in (select recipe_key from run_stage where run_id = (select arg_max(run_id, sequence) from run where name = 'forty'))
     order by result`,
  );
  return rows.map(({ result }) => String(result));
}

/** Seconds: tasks begin in a second on an idle machine, and in minutes on one that has much else to do. */
const PATIENCE = 900;

interface Standing {
  readonly shards: readonly {
    readonly slurm: { restarts: number } | null;
    readonly run: { status: string } | null;
  }[];
}

// What skips all of a file says no name of a test.
if (lacking !== null) console.log(`slurm: skipped, ${lacking}`);

describe.skipIf(lacking !== null)(
  `a sweep on a Slurm of two nodes${lacking === null ? '' : `: skipped, ${lacking}`}`,
  () => {
    let cluster: Cluster;
    let expected: readonly string[];
    const began = Date.now();
    const tell = (what: string): void => console.log(`slurm: ${Math.round((Date.now() - began) / 1000)} s  ${what}`);

    beforeAll(async () => {
      cluster = await Cluster.start();
      tell('two nodes are idle');
      const alone = await cluster.rgflow(['run', ...SWEEP, '--store', 'alone.duckdb']);
      expect(alone.code, alone.stderr).toBe(0);
      expected = await digestsOf(join(cluster.folder, 'home', 'alone.duckdb'));
      expect(expected.length).toBeGreaterThan(40 * 5);
      tell(`one machine has ${expected.length} results`);
    });
    afterAll(() => cluster?.stop());

    const submit = async (name: string, more: readonly string[] = []) => {
      const place = ['--store', `${name}.duckdb`, '--folder', name];
      const words = ['submit', ...SWEEP, '--slurm', '--shards', '8', '--at-once', '4', ...place, ...more, '--json'];
      const { code, stdout, stderr } = await cluster.rgflow(words);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout) as {
        jobs: { array: number; merge: number } | null;
        tasks: number[];
        done: number[];
        queued: number[];
      };
    };
    const standing = async (name: string) => {
      const { code, stdout } = await cluster.rgflow(['submit', '--status', '--folder', name, '--json']);
      return { code, ...(JSON.parse(stdout) as Standing) };
    };
    const ended = async (name: string): Promise<void> => {
      await until(`${name}: all over`, async () => (await standing(name)).code !== 10, PATIENCE);
    };
    const expectEqual = async (name: string): Promise<void> => {
      const log = cluster.log(`home/${name}/merge.log`);
      expect((await standing(name)).code, log).toBe(0);
      expect(await digestsOf(join(cluster.folder, 'home', `${name}.duckdb`)), log).toEqual(expected);
    };

    it('gives the digests of one machine', async () => {
      const { jobs, tasks } = await submit('plain');
      expect(tasks).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      tell(`array ${jobs!.array} of 8 submitted`);
      await ended('plain');
      await expectEqual('plain');
      tell('merged, equal to one machine');
      expect((await submit('plain')).tasks).toEqual([]);
    });

    it('survives a node daemon that is killed with its jobs', async () => {
      await submit('killed');
      // Not by `--status`: a run is asked at a low priority, and its shards may be over before all have answered.
      const runsOnFirst = () => {
        const running = cluster.ask('squeue', ['-h', '-t', 'RUNNING', '-w', 'n1', '-o', '%K']).stdout.split('\n');
        return running.some((task) => /^\d+$/.test(task) && cluster.hasWritten(`home/killed/shard-${task}.`));
      };
      await until('jobs run on n1', runsOnFirst, PATIENCE);
      const processes = cluster.killNode('n1');
      expect(processes).toBeGreaterThan(0);
      tell(`n1 killed with ${processes} processes of jobs`);
      await until(
        'n1 is down',
        () => cluster.ask('sinfo', ['-h', '-n', 'n1', '-o', '%T']).stdout.startsWith('down'),
        PATIENCE,
      );
      tell('n1 is down');
      cluster.startNode('n1');
      await ended('killed');
      const { shards } = await standing('killed');
      const restarted = shards.filter(({ slurm }) => (slurm?.restarts ?? 0) > 0).length;
      tell(`${restarted} shards were restarted by Slurm, and all are over`);
      expect(restarted).toBeGreaterThan(0);
      await expectEqual('killed');
    });

    it('that is cancelled is completed by submitting it again, of which only the missing runs', async () => {
      // One after the other, so that some are still to come.
      const { jobs } = await submit('cancelled', ['--at-once', '1']);
      const isSomeComplete = async () => {
        const { shards } = await standing('cancelled');
        return shards.filter(({ run }) => run?.status === 'complete').length >= 2;
      };
      await until('some shards are complete', isSomeComplete, PATIENCE);
      cluster.ask('scancel', [String(jobs!.array), String(jobs!.merge)]);
      await until('cancelled', async () => (await standing('cancelled')).code !== 10, PATIENCE);
      expect((await standing('cancelled')).code).toBe(1);
      const again = await submit('cancelled');
      expect(again.done.length).toBeGreaterThanOrEqual(2);
      expect(again.done.length + again.tasks.length).toBe(8);
      tell(`cancelled; of 8 shards ${again.done.length} were complete, ${again.tasks.length} submitted again`);
      await ended('cancelled');
      await expectEqual('cancelled');
      tell('merged, equal to one machine');
    });
  },
);
