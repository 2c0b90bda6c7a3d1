import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { rgflow } from './rgflow.js';

const PROGRAM = fileURLToPath(new URL('../bin/rgflow.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rgflow-sweep-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** RGFLOW_SWEEP=whole makes it ten thousand networks, 15 to 30 minutes of processor time; else it is a twelfth of that. */
const whole = process.env.RGFLOW_SWEEP === 'whole';
const [zipped, points, variances, seeds, more] = whole ? [12, 9, 21, 8, 80] : [4, 5, 8, 4, 12];
const depths = [2, 4, 6, 8, 5, 7, 9, 10, 11, 12, 14, 16].slice(0, zipped);

const small = `params:
  dataset: { train: 64, validation: 32 }
  training: { epochs: 1, batchSize: 16 }
  theory: { sigmaW2: { step: 0.2 } }`;
const loss = 'table: training, column: train_loss, where: epoch == training.epochs';

/** Two files of one study under names of their own: zipped, excluded or included, refined and replicated, in many rounds. */
const FILES: Readonly<Record<string, string>> = {
  'by-variance': `study: trainability
name: by-variance
${small}
  network: { width: 8, sigmaB2: 0.05 }
sweep:
  network.sigmaW2: { from: 1, to: 3, points: ${points} }
  seed: { count: ${seeds} }
  zip:
    network.depth: ${JSON.stringify(depths)}
    training.learningRate: ${JSON.stringify(depths.map((depth) => (90 - 5 * depth) / 1000))}
  exclude: network.depth > 7 and network.sigmaW2 > 2.6
refine:
  axis: network.sigmaW2
  result: { ${loss} }
  level: 2.37
  width: 0.1
replicate:
  until: { ${loss}, below: 0.008 }
  max: ${more}
`,
  'by-depth': `study: trainability
name: by-depth
${small}
  network: { width: = 4 + local.ratio * network.depth, sigmaB2: 0.05 }
local: { ratio: 1 }
sweep:
  - network.depth: [2, 6, 10, 16]
    network.sigmaW2: { from: 0.9, to: 2.9, points: ${variances} }
    seed: { count: ${seeds} }
    include: network.sigmaW2 < 1.8 or network.sigmaW2 > 2.2
  - network.depth: [2, 6, 10, 16]
    zip: { network.sigmaW2: [1.2, 1.9, 2.05], training.momentum: [0.5, 0.6, 0.7] }
    seed: { count: ${seeds} }
refine:
  axis: network.depth
  result: { ${loss} }
  level: 2.37
  width: 2
replicate:
  until: { ${loss}, below: 0.009 }
  max: ${more}
`,
};

/** What a run tells by the lines of its events, up to its end or to the moment it is killed. */
interface Told {
  readonly code: number | null;
  readonly executed: readonly string[];
  readonly rounds: number;
}

/** Runs a file; with `kill` until so many instances were told as executed, and then kills it. */
async function run(name: string, store: string, kill = Number.POSITIVE_INFINITY): Promise<Told> {
  const words = [PROGRAM, 'run', `${name}.yaml`, '--json', '--jobs', '1', '--store', store];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const executed: string[] = [];
  let rounds = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{"type":"round"')) rounds += 1;
    if (!line.includes('"outcome":"executed"')) continue;
    const { stage, cell } = JSON.parse(line) as { stage: string; cell: unknown };
    executed.push(JSON.stringify([stage, cell]));
    if (executed.length >= kill) child.kill('SIGKILL');
  }
  return { code: await ended, executed, rounds };
}

const isTraining = (instance: string): boolean => instance.startsWith('["train"');

/** What the file gave, and its rounds: what must not depend on what went wrong on the way. */
async function found(name: string, store: string): Promise<string> {
  const queries = [
    `SELECT * EXCLUDE (seconds) FROM newest.training WHERE name = '${name}' ORDER BY ALL`,
    `SELECT * EXCLUDE (run_id) FROM refinement WHERE run_id =
       (SELECT run_id FROM run WHERE name = '${name}' AND status = 'complete' ORDER BY sequence DESC LIMIT 1) ORDER BY ALL`,
  ];
  const answers = [];
  for (const query of queries) {
    const { code, stdout, stderr } = await rgflow(['sql', query, '-f', 'csv', '--store', store], folder);
    if (code !== 0) throw new Error(`rgflow sql ended with ${code}: ${stderr}`);
    answers.push(stdout);
  }
  return answers.join('\n');
}

it('thousands of small networks of two files, each killed twice, are those of a run that nothing disturbed', async () => {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, `${name}.yaml`), text);
  const cpu = process.resourceUsage();
  let networks = 0;
  const calm: Record<string, { readonly tables: string; readonly executed: ReadonlySet<string> }> = {};
  for (const name of Object.keys(FILES)) {
    const { code, executed, rounds } = await run(name, 'calm.duckdb');
    expect([name, code]).toEqual([name, 0]);
    expect(rounds).toBeGreaterThan(3);
    const tables = await found(name, 'calm.duckdb');
    const trained = executed.filter(isTraining).length;
    console.log(`${name}: ${trained} networks, ${executed.length} instances executed in ${rounds} rounds`);
    networks += trained;
    calm[name] = { tables, executed: new Set(executed) };
  }
  expect(networks).toBeGreaterThanOrEqual(whole ? 10_000 : 400);

  for (const [name, { tables, executed: all }] of Object.entries(calm)) {
    const safe = new Set<string>();
    for (const share of [0.35, 0.4, 1]) {
      const { code, executed } = await run(name, 'killed.duckdb', share === 1 ? undefined : share * all.size);
      expect([name, share, code]).toEqual([name, share, share === 1 ? 0 : null]);
      // No training that was told is executed again (first weights are not kept), and nothing that is of no plan.
      expect(executed.filter((each) => isTraining(each) && safe.has(each))).toEqual([]);
      expect(executed.filter((each) => !all.has(each))).toEqual([]);
      for (const each of executed) safe.add(each);
      console.log(`${name}: ${executed.length} executed, ${code === null ? 'killed' : 'ended'}`);
    }
    // What was durable and not yet told is found and not told as executed.
    expect(safe.size).toBeGreaterThan(0.9 * all.size);
    expect((await found(name, 'killed.duckdb')) === tables).toBe(true);
    const again = await run(name, 'killed.duckdb');
    expect([again.code, again.executed]).toEqual([0, []]);
  }
  // Neither file hides the other.
  const names = await rgflow(
    ['sql', 'SELECT DISTINCT name FROM newest.training ORDER BY 1', '--store', 'killed.duckdb'],
    folder,
  );
  expect(names.stdout).toBe('name\nby-depth\nby-variance\n');
  const spent = process.resourceUsage();
  console.log(`of the test itself: ${Math.round((spent.userCPUTime - cpu.userCPUTime) / 1e6)} s of processor time`);
});
