import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { studyFolder } from '@rgflow/studies';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { askFile } from '../src/ask.js';
import { explainInstances } from '../src/explanation.js';
import { forget } from '../src/keeping.js';
import { newestRun } from '../src/newest-run.js';
import { prepareStudy } from '../src/prepared-study.js';
import type { RunUnderWay } from '../src/run-options.js';
import { type RunReport, runStudy } from '../src/run-study.js';
import { planStudy } from '../src/stage-plans.js';
import { runStanding } from '../src/status.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'rgflow-rounds-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (file: string, text: string): string => {
  writeFileSync(join(folder, file), text);
  return join(folder, file);
};

/** The exact relative entropy of a chain after infinitely many decimations crosses 1/4 where this is 0. */
const excess = (k: number) => (k * Math.tanh(k) - Math.log(Math.cosh(k))) / Math.LN2 - 0.25;

const half = write(
  'quarter.yaml',
  `study: ising-1d
params: { steps: 60 }
sweep: { coupling: [0.25, 1.25], field: [0] }
refine:
  axis: coupling
  result: { table: ising_flow, column: relative_entropy, where: step == steps }
  level: 0.25
  width: 0.1
`,
);
const drawn = write(
  'drawn.yaml',
  `study: boltzmann-marginalisation
params: { stack: { units: 8, visible: 3, field: 0.5, depth: 2 } }
sweep: { stack.g: [0.3, 0.6], seed: { count: 3 } }
replicate:
  until: { table: boltzmann_step, column: spectral_norm, where: machine == 'random' and layer == 0, below: 0.01 }
  max: 12
`,
);

const run = async (
  file: string,
  store: string,
  options: object = {},
): Promise<RunReport & { rounds_begun: number[] }> => {
  const begun: number[] = [];
  const onBegin = ({ round }: RunUnderWay) => void begun.push(round!.number);
  const report = await runStudy(await prepareStudy(file, options), { store, jobs: 1, onBegin });
  return { ...report, rounds_begun: begun };
};
const couplings = async (store: string) =>
  (await askFile(store)('select distinct coupling from newest.ising_flow order by coupling')).map((row) =>
    Number(row.coupling),
  );

describe('a refined sweep', () => {
  const store = join(folder, 'refined.duckdb');
  let first: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    first = await run(half, store);
  });

  it('is run in rounds, each with what the one before has found', async () => {
    expect(first.rounds_begun).toEqual([0, 1, 2, 3, 4]);
    expect(first.result.status).toBe('complete');
    // One chain a cell, and each is executed once.
    expect(first.result.counts).toMatchObject({ executed: 6, hit: 0 });
    expect(first.prepared.cells).toBe(6);
  });

  it('encloses the crossing to the width', async () => {
    const values = await couplings(store);
    expect(values).toHaveLength(6);
    const upper = values.find((value) => excess(value) > 0)!;
    const lower = values[values.indexOf(upper) - 1]!;
    expect(upper - lower).toBeLessThanOrEqual(0.1);
    expect(excess(lower)).toBeLessThan(0);
  });

  it('says of each round what it added, and why, and of the last why there is none further', async () => {
    const ask = askFile(store);
    const rows = await ask(
      `select round, rule, outcome, parameter, value, cell, reason, lower, upper from refinement
       where run_id = (select run_id from run where status = 'complete' order by sequence desc limit 1) order by round, outcome`,
    );
    expect(rows).toHaveLength(5);
    expect(rows[0]).toEqual({
      ...{ round: 1, rule: 'bisect', outcome: 'added', parameter: 'coupling', value: 0.75, cell: '{"field":0}' },
      ...{
        reason: expect.stringMatching(/^crosses 0.25 between 0.25 \(0\.\d+\) and 1.25 \(0\.\d+\)$/),
        lower: 0.25,
        upper: 1.25,
      },
    });
    expect(rows.at(-1)).toMatchObject({
      round: 4,
      outcome: 'done',
      value: null,
      reason: expect.stringContaining('resolved to 0.1'),
    });
    const names = await ask('select distinct name, count(distinct run_id) as runs from refinement group by name');
    expect(names).toEqual([{ name: 'quarter', runs: 4 }]);
  });

  it('has nothing to run the second time, and walks the same rounds', async () => {
    const plan = await planStudy(await prepareStudy(half), { store });
    expect(plan.stages.every(({ toRun }) => toRun === 0)).toBe(true);
    expect(plan.cells).toBe(6);
    expect(plan.rounds).toMatchObject({ round: 4, done: [{ outcome: 'done' }] });
    const before = await couplings(store);
    const second = await run(half, store);
    expect(second.rounds_begun).toEqual([4]);
    expect(second.result.counts).toMatchObject({ executed: 0, hit: 6 });
    expect(second.replaced).toBeNull();
    expect(await couplings(store)).toEqual(before);
    const [rounds] = await askFile(store)(
      `select count(*) as rows from (from (select exclude_run.* from (select * exclude (run_id) from refinement where run_id = '${first.result.runId}') as exclude_run)
         except select * exclude (run_id) from refinement where run_id = '${second.result.runId}')`,
    );
    expect(rounds).toEqual({ rows: 0 });
  });

  it('goes on where a finer width is asked for, from what is there', async () => {
    const plan = await planStudy(await prepareStudy(half, { set: ['refine.width=0.02'] }), { store });
    expect(plan.rounds).toMatchObject({ round: 5, done: null, added: [{ outcome: 'added', round: 5 }] });
    const { explanations } = await explainInstances(
      await prepareStudy(half, { set: ['refine.width=0.02'] }),
      'chain-flow',
      { store },
    );
    expect(explanations.map(({ outcome }) => outcome)).toEqual([...Array(6).fill('hit'), 'run']);
    const finer = await run(half, store, { set: ['refine.width=0.02'] });
    expect(finer.rounds_begun).toEqual([5, 6]);
    expect(finer.result.counts).toMatchObject({ executed: 2, hit: 6 });
    expect(finer.replaced).toMatchObject({ differing: ['refine.width'] });
  });

  it('tells its round in the status of the store', async () => {
    expect(await runStanding(store)).toMatchObject({ round: 6, run: { status: 'complete' } });
    expect(await newestRun('ising-1d', askFile(store), 'quarter')).toMatchObject({ isRound: true, status: 'complete' });
  });

  it('is walked from the results of another name', async () => {
    const named = await run(half, store, { name: 'other', set: ['refine.width=0.02'] });
    expect(named.rounds_begun).toEqual([6]);
    expect(named.result.counts).toMatchObject({ executed: 0, hit: 8 });
  });

  it('is made anew where it is forced, and comes to the same', async () => {
    const forced = await run(half, store, { force: ['chain-flow'] });
    expect(forced.rounds_begun[0]).toBe(4);
    expect(forced.result.counts.executed).toBe(6);
    expect(await planStudy(await prepareStudy(half), { store })).toMatchObject({ rounds: { round: 4 } });
  });

  it('has at most so many rounds, and says so', async () => {
    const some = await run(half, join(folder, 'some.duckdb'), { set: ['refine.rounds=2'] });
    expect(some.rounds_begun).toEqual([0, 1, 2]);
    expect(some.rounds!.done).toMatchObject([
      { value: null, reason: expect.stringContaining('but 2 rounds are over') },
    ]);
  });

  it('forgets its rounds with its runs', async () => {
    const own = join(folder, 'forgotten.duckdb');
    const { result } = await run(half, own, { set: ['refine.rounds=1'] });
    await forget([result.runId], { store: own });
    const left = await askFile(own)(`select * from refinement where run_id = '${result.runId}'`);
    expect(left).toEqual([]);
  });
});

describe('a replicated sweep', () => {
  const store = join(folder, 'drawn.duckdb');

  it('adds seeds where the error is too large, and says how many there are and why', async () => {
    const { result, rounds } = await run(drawn, store);
    expect(result.status).toBe('complete');
    const done = await askFile(store)(
      `select cell ->> '$."stack.g"' as g, seeds, result_se, reason from refinement
       where run_id = '${result.runId}' and outcome = 'done' order by all`,
    );
    expect(done.map(({ g }) => g)).toEqual(['0.3', '0.6']);
    for (const { seeds, result_se, reason } of done) {
      expect(Number(result_se) <= 0.01 || Number(seeds) === 12).toBe(true);
      expect(reason).toContain(Number(result_se) <= 0.01 ? 'at most 0.01' : 'the most that there may be');
    }
    expect(rounds!.done).toHaveLength(2);
    const counted = await askFile(store)(
      "select g, count(distinct seed) as seeds, list(distinct seed order by seed)::varchar as all_seeds from newest.boltzmann_step where machine = 'random' group by g order by g",
    );
    for (const [i, { seeds, all_seeds }] of counted.entries()) {
      expect(seeds).toBe(done[i]!.seeds);
      expect(all_seeds).toBe(`[${Array.from({ length: Number(seeds) }, (_, n) => n).join(', ')}]`);
    }
  });

  it('only adds where a smaller error is asked for', async () => {
    const count = async () =>
      Number(
        (
          await askFile(store)(
            "select count(distinct (g, seed)) as n from newest.boltzmann_step where machine = 'random'",
          )
        )[0]!.n,
      );
    const before = await count();
    const tighter = await run(drawn, store, { set: ['replicate.until.below=0.00001'] });
    expect(tighter.rounds!.done).toMatchObject([{ seeds: 12 }, { seeds: 12 }]);
    expect(await count()).toBe(24);
    expect(tighter.result.counts.executed).toBeGreaterThan(0);
    const looser = await run(drawn, store);
    expect(looser.result.counts.executed).toBe(0);
    expect(await count()).toBe(before);
  });

  it('adds nothing where its conditions leave further seeds out, and says so of the round it is in', async () => {
    const set = ['exclude=seed > 2', 'replicate.until.below=0.00001'];
    const { rounds } = await run(drawn, join(folder, 'few.duckdb'), { set });
    expect(rounds).toMatchObject({ number: 0, done: [{ seeds: 3 }, { seeds: 3 }] });
    for (const each of rounds!.done!) {
      expect(each).toMatchObject({ round: 0, outcome: 'done', value: null });
      expect(each.reason).toMatch(/ of 3 seeds, above 0.00001, but further ones are no cells of the sweep$/);
    }
  });
});

describe('what does not go', () => {
  const planned = (set: readonly string[]) => prepareStudy(half, { set });

  it.each([
    [
      ['refine.result.table=ising_flo'],
      '--set refine.result.table=ising_flo: refine.result.table: ising_flo: no stage fills it; did you mean ising_flow?',
    ],
    [
      ['refine.result.column=relative_entrop'],
      'relative_entrop: ising_flow has no such column; did you mean relative_entropy',
    ],
    [['refine.result.column=scheme'], 'scheme: is no column of numbers'],
    [['refine.result.where=ste == 3'], "'ste == 3': ste: unknown parameter; did you mean step"],
  ])('%s', async (set, message) => {
    await expect(planned(set)).rejects.toThrow(message);
  });

  it('is told once there are results', async () => {
    const store = join(folder, 'many-rows.duckdb');
    const prepared = await planned(['refine.result={ table: ising_flow, column: relative_entropy }']);
    await expect(runStudy(prepared, { store, jobs: 1 })).rejects.toThrow(
      'has 61 such rows of ising_flow; say which by a condition',
    );
  });

  it('is a share of the cells', async () => {
    await expect(prepareStudy(half, { shard: '1/2' })).rejects.toThrow(
      '--shard 1/2: refine decides by the results of all cells, and a shard has some of them',
    );
    expect((await prepareStudy(half, { shard: '1/2', set: ['refine=null'] })).cells).toBe(1);
  });
});

it('the tiny refined trainability comes to an end, and its crossing is asked by SQL', async () => {
  const store = join(folder, 'tiny.duckdb');
  const { result, rounds } = await run(join(studyFolder, 'tiny', 'trainability-refined.yaml'), store);
  expect(result.failures).toEqual([]);
  expect(result.status).toBe('complete');
  expect(rounds!.number).toBeGreaterThan(0);
  const crossings = await askFile(store)(
    `with networks as (select sigma_w2, depth, seed, arg_max_null(validation_accuracy, epoch) as accuracy from newest.training group by all)
     select sigma_w2, unnest(logistic_crossing(depth, accuracy, 0.5)) from networks group by sigma_w2 order by sigma_w2`,
  );
  expect(crossings.map(({ sigma_w2 }) => sigma_w2)).toEqual([1, 2]);
  for (const { crossing, lower, upper, reason } of crossings) {
    expect(reason).toBeNull();
    expect(Number(lower ?? 0)).toBeLessThanOrEqual(Number(crossing));
    expect(Number(upper ?? 100)).toBeGreaterThanOrEqual(Number(crossing));
  }
  expect(rounds!.done!.map(({ reason: why }) => why)).toEqual([
    expect.stringContaining('resolved to 2'),
    expect.stringContaining('resolved to 2'),
  ]);
});
