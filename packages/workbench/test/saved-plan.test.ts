import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@rgflow/pipeline';
import type { PublishedStudy } from '@rgflow/studies';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  acceptStages,
  askFile,
  planToSave,
  prepareSaved,
  prepareStudy,
  readSavedPlan,
  runStudy,
  type StudyOptions,
  takeBackAcceptances,
  textOfPlan,
} from '../src/index.js';
import { instanceDigests } from '../src/saved/planned-instances.js';
import { coinFiles, publishCoins } from './coins.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const renamed = coinFiles['entropy.js'].replaceAll('chances', 'ps');

const folder = mkdtempSync(join(tmpdir(), 'rgflow-saved-'));
const file = join(folder, 'coins.yaml');
const planFile = join(folder, 'plan.json');
let studies: readonly PublishedStudy[];
let store = '';
let stores = 0;

beforeAll(async () => {
  studies = [await publishCoins(folder)];
});
beforeEach(() => {
  store = join(folder, `coins-${stores++}.duckdb`);
  write('entropy.js', coinFiles['entropy.js']);
  write('coins.yaml', coinFiles['coins.yaml']);
  rmSync(join(folder, 'silver.txt'), { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

async function save(options: StudyOptions = {}): Promise<string> {
  const { saved } = await planToSave(await prepareStudy(file, options, studies), { store });
  const text = textOfPlan(saved);
  writeFileSync(planFile, text);
  return text;
}

async function runSaved() {
  const { prepared, only } = await prepareSaved(planFile, { store }, studies);
  return runStudy(prepared, { store, jobs: 1, only });
}

const run = async (options: StudyOptions = {}) =>
  runStudy(await prepareStudy(file, options, studies), { store, jobs: 1 });

const refusal = async (): Promise<string> => {
  const error: unknown = await prepareSaved(planFile, { store }, studies).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ failure: 'usage' });
  return (error as Error).message;
};

describe('a saved plan', () => {
  it('is run as it was printed, whatever the study file says by then', async () => {
    await save({ set: ['bias=[0.25, 0.5, 0.75]'], name: 'mine' });
    write('coins.yaml', 'study: coins\nsweep: { bias: [0.9] }\n');
    const { prepared, result } = await runSaved();
    expect(prepared).toMatchObject({ name: 'mine', cells: 3, config: { sets: ['bias=[0.25, 0.5, 0.75]'] } });
    expect(result).toMatchObject({ status: 'complete', counts: { executed: 6, hit: 0 } });
  });

  it('keeps its shard and what is forced', async () => {
    await run();
    await save({ shard: '1/2', force: ['toss'] });
    const { prepared, result } = await runSaved();
    expect(prepared).toMatchObject({ cells: 1, allCells: 2, force: ['toss'] });
    expect(result.counts).toMatchObject({ executed: 1, hit: 1 });
  });

  it('goes on where it was interrupted: what has become a hit is no difference', async () => {
    await save();
    await run({ set: ['bias=[0.5]'] });
    expect((await runSaved()).result.counts).toMatchObject({ executed: 2, hit: 2 });
    expect((await runSaved()).result.counts).toMatchObject({ executed: 0, hit: 4 });
  });

  it('is refused when the code of a stage has changed, which is named', async () => {
    await run();
    await save();
    write('entropy.js', renamed);
    const message = await refusal();
    expect(message).toMatch(/^.*plan\.json: what would run is no longer what was printed; nothing was run\.\n/);
    expect(message.split('\n').slice(1, -1)).toEqual([
      expect.stringMatching(/^ {2}coin-entropy: another code: .*entropy$/),
    ]);
  });

  it('runs with comments and white space changed, which are no code', async () => {
    await save();
    write('entropy.js', `// Shannon\n${coinFiles['entropy.js'].replace('=> ', '=>\n  ')}`);
    expect((await runSaved()).result.counts).toMatchObject({ executed: 4 });
  });

  it('is refused when instances have come or gone, which are named', async () => {
    await save();
    write('silver.txt', '');
    expect((await refusal()).split('\n').slice(1, -1)).toEqual([
      '  toss: 2 instances more than in the plan: toss@{bias=0.25}, toss@{bias=0.375}',
      '  coin-entropy: 2 instances more than in the plan: coin-entropy@{bias=0.25}, coin-entropy@{bias=0.375}',
    ]);
    await save();
    rmSync(join(folder, 'silver.txt'));
    expect((await refusal()).split('\n').slice(1, -1)).toEqual([
      '  toss: 2 instances of the plan no longer there: toss@{bias=0.25}, toss@{bias=0.375}',
      '  coin-entropy: 2 instances of the plan no longer there: coin-entropy@{bias=0.25}, coin-entropy@{bias=0.375}',
    ]);
  });

  it('is refused when results that were in the store are not, or no longer count', async () => {
    await run();
    write('entropy.js', renamed);
    await acceptStages(['coin-entropy'], { because: 'renamed a variable', store }, studies);
    await save();
    expect((await runSaved()).result.counts).toMatchObject({ executed: 0, hit: 4 });
    await takeBackAcceptances(['coin-entropy'], { store });
    expect((await refusal()).split('\n').slice(1, -1)).toEqual([
      expect.stringMatching(
        /^ {2}coin-entropy: 2 instances that were hits then, and are to run now: coin-entropy@\{bias=0\.5\}, .* \(code: .*entropy\)$/,
      ),
    ]);
    store = join(folder, 'another.duckdb');
    expect((await refusal()).split('\n').slice(1, -1)).toEqual([
      '  toss: 2 instances that were hits then, and are to run now: toss@{bias=0.5}, toss@{bias=0.75} (new: toss was never run before)',
      '  coin-entropy: 2 instances that were hits then, and are to run now: coin-entropy@{bias=0.5}, coin-entropy@{bias=0.75} (input: made anew by toss)',
    ]);
  });

  it('is refused when the study no longer knows its parameters', async () => {
    await save();
    const coins = studies[0]!;
    const { study } = await coins.study();
    const other = { ...study, params: study.params.omit({ bias: true }) };
    const changed = [{ ...coins, study: async () => ({ ...(await coins.study()), study: other }) }];
    await expect(prepareSaved(planFile, { store }, changed)).rejects.toThrow(
      /plan\.json: the study can no longer be planned as it was: .*coins\.yaml:2: .*bias/,
    );
  });
});

describe('the file of a plan', () => {
  it('is read as it was written', async () => {
    const { saved } = await planToSave(await prepareStudy(file, { set: [] }, studies), { store });
    writeFileSync(planFile, textOfPlan(saved));
    expect(readSavedPlan(planFile)).toEqual(JSON.parse(JSON.stringify(saved)));
    // Another layout is the same plan.
    writeFileSync(planFile, JSON.stringify(JSON.parse(textOfPlan(saved)), null, 2));
    expect(readSavedPlan(planFile)).toEqual(JSON.parse(JSON.stringify(saved)));
  });

  it('is refused of another format', async () => {
    const text = await save();
    writeFileSync(planFile, text.replace('"rgflowPlan":1', '"rgflowPlan":2'));
    expect(await refusal()).toMatch(
      /is a plan of format 2, and this rgflow reads format 1; write it anew with `rgflow plan/,
    );
  });

  it('is refused wherever a character is missing or another', async () => {
    const text = await save();
    const content = digestOf(Buffer.from(JSON.stringify(JSON.parse(text))));
    const mutant = fc.tuple(fc.nat(text.length - 1), fc.constantFrom('', '0', '}', 'x', '"', ' '));
    fc.assert(
      fc.property(mutant, ([at, character]) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        if (sameContent(changed, content)) return;
        writeFileSync(planFile, changed);
        expect(() => readSavedPlan(planFile)).toThrow(/plan\.json: (expected a plan|is damaged|is a plan of format)/);
      }),
      { numRuns: 300 },
    );
    writeFileSync(planFile, text.slice(0, text.length / 2));
    expect(await refusal()).toMatch('expected a plan that `rgflow plan --save` wrote, whole and in JSON');
  });
});

function sameContent(text: string, digest: string): boolean {
  try {
    return digestOf(Buffer.from(JSON.stringify(JSON.parse(text)))) === digest;
  } catch {
    return false;
  }
}

it.each(['quickstart', 'trainability-coarse'])(
  'tells the instances of %s apart, and knows them again',
  async (name) => {
    const digests = instanceDigests((await prepareStudy(name)).plan);
    expect(new Set(digests).size).toBe(digests.length);
    expect(instanceDigests((await prepareStudy(name)).plan)).toEqual(digests);
  },
);

describe('a saved plan of a study that goes on from its results', () => {
  const study = () => prepareStudy(join(folder, 'quarter.yaml'));
  const text = `study: ising-1d
params: { steps: 60 }
sweep: { coupling: [0.25, 1.25], field: [0] }
refine:
  axis: coupling
  result: { table: ising_flow, column: relative_entropy, where: step == steps }
  level: 0.25
  width: 0.2
`;
  beforeAll(() => write('quarter.yaml', text));
  const saveRound = async () => {
    const { saved } = await planToSave(await study(), { store });
    writeFileSync(planFile, textOfPlan(saved));
  };
  const runRound = async () => {
    const { prepared, only } = await prepareSaved(planFile, { store });
    return runStudy(prepared, { store, jobs: 1, only });
  };

  it('is of the round that was printed, and that alone is run, also when there are results of later ones', async () => {
    await saveRound();
    const first = await runRound();
    expect(first).toMatchObject({ result: { counts: { executed: 2 } }, rounds: { number: 0, done: null } });
    await saveRound();
    const second = await runRound();
    expect(second).toMatchObject({ result: { counts: { executed: 1, hit: 2 } }, rounds: { number: 1, done: null } });
    expect(second.prepared).toMatchObject({ cells: 3, config: { round: 1 } });
    const records = await askFile(store)(
      `select round, outcome, value from refinement where run_id = '${second.result.runId}'`,
    );
    expect(records).toEqual([{ round: 1, outcome: 'added', value: 0.75 }]);
    const all = await runStudy(await study(), { store, jobs: 1 });
    expect(all.rounds!.number).toBeGreaterThan(1);
    expect(await runRound()).toMatchObject({ result: { counts: { executed: 0, hit: 3 } }, rounds: { number: 1 } });
  });
});
