import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { killed, report, rgflow, told } from './faulty-run.js';

const folder = mkdtempSync(join(tmpdir(), 'rgflow-rounds-fault-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const KILLS = 12;

/** Refined and replicated: rounds of both kinds, a dozen instances each. */
writeFileSync(
  join(folder, 'rounds.yaml'),
  `study: boltzmann-marginalisation
params: { stack: { units: 8, visible: 3, field: 0.5 } }
sweep: { stack.depth: [1, 2, 3], stack.g: [0.3, 0.65], seed: { count: 3 } }
refine:
  axis: stack.g
  result: { table: boltzmann_step, column: mean_coupling, where: machine == 'random' and step == stack.depth }
  level: 0.1
  width: 0.05
replicate:
  until: { table: boltzmann_step, column: mean_coupling, where: machine == 'random' and step == stack.depth, below: 0.01 }
  max: 12
`,
);

/** What the study gave, and its rounds: what must not depend on what went wrong on the way. */
async function found(store: string): Promise<string> {
  const queries = [
    'FROM newest.boltzmann_step ORDER BY ALL',
    `SELECT * EXCLUDE (run_id) FROM refinement WHERE run_id =
       (SELECT run_id FROM run WHERE status = 'complete' ORDER BY sequence DESC LIMIT 1) ORDER BY ALL`,
  ];
  const answers = [];
  for (const query of queries) {
    const { code, stdout, stderr } = await rgflow(['sql', query, '--store', store], folder);
    if (code !== 0) throw new Error(`rgflow sql ended with ${code}: ${stderr}`);
    if (stdout.trim().split('\n').length < 10) throw new Error(`${query} has hardly a row in ${store}: ${stderr}`);
    answers.push(stdout);
  }
  return answers.join('\n');
}

it('a study in rounds that is killed at any moment, in one or between two, comes to the same, and runs nothing twice', async () => {
  const calm = await rgflow(['run', 'rounds.yaml', '--json', '--jobs', '1', '--store', 'calm.duckdb'], folder);
  expect(calm.code).toBe(0);
  const undisturbed = await found('calm.duckdb');
  const all = new Set(told(calm.stdout).executed);
  const rounds = [...calm.stdout.matchAll(/"type":"round","number":(\d+)/g)].map(([, number]) => Number(number));
  expect(rounds.length).toBeGreaterThan(5);

  const store = 'killed.duckdb';
  let [kills, lost, acknowledged, stores, wrong] = [0, 0, 0, 0, 0];
  while (kills < KILLS) {
    const safe = new Set<string>();
    for (let complete = false; !complete; ) {
      // The moments lie evenly, and by the golden ratio nowhere twice; the last one is left to come to its end.
      const milliseconds = kills >= KILLS ? 600_000 : 2000 * (((kills + 1) * 0.618034) % 1);
      const { code, stdout } = await killed('rounds.yaml', { folder, store, milliseconds });
      const { executed } = told(stdout);
      lost += executed.filter((instance) => safe.has(instance)).length;
      for (const instance of executed) safe.add(instance);
      acknowledged += executed.length;
      complete = code === 0;
      if (!complete) kills++;
    }
    lost += [...safe].filter((instance) => !all.has(instance)).length;
    if ((await found(store)) !== undisturbed) wrong++;
    stores++;
    rmSync(join(folder, store));
  }
  report({ rounds: stores, 'faults injected': kills, 'results acknowledged': acknowledged, lost, 'wrong hits': wrong });
  expect({ lost, wrong }).toEqual({ lost: 0, wrong: 0 });
}, 600_000);
