import { CodeFingerprint, type Demand, forecast, type PlanNode, type Preimage, Resolver } from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import { nothingStored } from '../src/nothing-stored.js';
import { preimageDifferences } from '../src/preimage-difference.js';
import { parallelism } from '../src/progress/packed-time.js';
import { stagePlans, workOf } from '../src/stage-plans.js';
import { chain } from './chain.js';

describe('the plan', () => {
  const forecasts = forecast(chain(), new Resolver(nothingStored, new CodeFingerprint()));

  it('says of a study that was never run what is new and what follows from it', async () => {
    const stages = stagePlans(await forecasts, ({ stage }) => (stage.name === 'block' ? 1500 : null));
    expect(stages).toMatchObject([
      { stage: 'start', instances: 3, hits: 0, toRun: 3, workMs: 0, unknown: 3 },
      { stage: 'block', instances: 6, hits: 0, toRun: 6, workMs: 9000, unknown: 0 },
    ]);
    expect(stages[0]!.reasons).toEqual([{ reason: 'new: start was never run before', instances: 3 }]);
    expect(stages[1]!.reasons).toEqual([
      { reason: 'input: made anew by start', instances: 3 },
      { reason: 'input: made anew by block', instances: 3 },
    ]);
  });

  const room = (jobs: number, memory = Number.POSITIVE_INFINITY, demand: Partial<Demand> = {}) => {
    return { jobs, memory, demandOf: () => demand };
  };
  type Ms = (of: Pick<PlanNode, 'stage'>) => number | null;
  const estimated = async (ms: Ms, of: ReturnType<typeof room>) => {
    return workOf(await forecasts, { ms: (labelled) => ms(labelled as PlanNode) }, of).estimate;
  };

  it('shares the time of what is to run among the jobs; it takes more where there was no comparable run', async () => {
    // Three chains of a start and two blocks: two of them at the same time, then the third.
    const ms: Ms = ({ stage }) => (stage.name === 'start' ? 200 : 1500);
    expect(await estimated(ms, room(1))).toEqual({ ms: 9600, complete: true });
    expect(await estimated(ms, room(2))).toEqual({ ms: 6400, complete: true });
    const unknown: Ms = ({ stage }) => (stage.name === 'start' ? 200 : null);
    expect(await estimated(unknown, room(1))).toEqual({ ms: 600, complete: false });
    expect(await estimated(() => null, room(1))).toEqual({ ms: 0, complete: false });
  });

  it('takes no less than its longest way, however many jobs there are', async () => {
    expect((await estimated(() => 1000, room(64))).ms).toBe(3000);
    expect((await estimated(() => 1000, room(1))).ms).toBe(9000);
  });

  it('takes as long as with so many jobs as fit into memory, or as there are cores for', async () => {
    expect((await estimated(() => 1000, room(3))).ms).toBe(3000);
    expect((await estimated(() => 1000, room(3, 10, { bytes: 5 }))).ms).toBe(6000);
    expect((await estimated(() => 1000, room(3, 10, { bytes: 6 }))).ms).toBe(9000);
    expect((await estimated(() => 1000, room(3, 10, { cores: 2 }))).ms).toBe(9000);
    // What is larger than all there is runs alone.
    expect((await estimated(() => 1000, room(3, 10, { bytes: 60 }))).ms).toBe(9000);
  });

  it('runs as many at the same time, on average, as that', async () => {
    const nodes = (await forecasts).map(({ node }) => node);
    const one = () => 1;
    expect(parallelism(nodes, one, room(3))).toBe(3);
    expect(parallelism(nodes, one, room(3, 15, { bytes: 5 }))).toBe(3);
    expect(parallelism(nodes, one, room(3, 10, { bytes: 5 }))).toBe(1.5);
    expect(parallelism(nodes, one, room(3, 10, { bytes: 6 }))).toBe(1);
  });
});

describe('an explanation', () => {
  const before: Preimage = {
    keyVersion: 1,
    stage: 'kl',
    code: { modules: { '@rgflow/kl/layer': 'a'.repeat(64) }, externals: ['zod@4.0.0', '@scope/gone@1.0.0'] },
    params: { snapshot: 'final', samples: 1000 },
    inputs: { preactivations: 'b'.repeat(64) },
    stream: { seed: 0 },
  };
  const after: Preimage = {
    ...before,
    code: { modules: { '@rgflow/kl/layer': 'c'.repeat(64) }, externals: ['zod@4.1.0'] },
    params: { snapshot: 'final', samples: 2000 },
  };

  it('names every file, package, parameter and input that differs, and nothing else', () => {
    expect(preimageDifferences(before, before)).toEqual([]);
    expect(preimageDifferences(before, after)).toEqual([
      { kind: 'module', name: '@rgflow/kl/layer', before: 'a'.repeat(64), after: 'c'.repeat(64) },
      { kind: 'package', name: 'zod', before: '4.0.0', after: '4.1.0' },
      { kind: 'package', name: '@scope/gone', before: '1.0.0', after: null },
      { kind: 'param', name: 'samples', before: '1000', after: '2000' },
    ]);
  });

  it('names no modules of a key of another format, which called them otherwise', () => {
    const older = { ...before, code: { ...before.code, modules: { 'packages/kl/src/layer.ts': 'a'.repeat(64) } } };
    expect(preimageDifferences(older, { ...before, keyVersion: 2 })).toEqual([
      { kind: 'engine', name: 'keyVersion', before: '1', after: '2' },
    ]);
  });
});
