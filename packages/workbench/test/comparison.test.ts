import { CodeFingerprint, forecast, type PlanNode, type Preimage, Resolver } from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import { nothingStored } from '../src/nothing-stored.js';
import { preimageDifferences } from '../src/preimage-difference.js';
import { estimatedTime, stagePlans } from '../src/stage-plans.js';
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

  it('shares the time of what is to run among the jobs; it takes more where there was no comparable run', async () => {
    const ms = ({ stage }: PlanNode): number => (stage.name === 'start' ? 200 : 1500);
    expect(estimatedTime(stagePlans(await forecasts, ms), 2)).toEqual({ ms: 4800, complete: true });
    const unknown = ({ stage }: PlanNode): number | null => (stage.name === 'start' ? 200 : null);
    expect(estimatedTime(stagePlans(await forecasts, unknown), 2)).toEqual({ ms: 300, complete: false });
  });

  it('takes no less than its longest way, however many jobs there are', async () => {
    const stages = stagePlans(await forecasts, () => 1000);
    expect(estimatedTime(stages, 64, 3000).ms).toBe(3000);
    expect(estimatedTime(stages, 1, 3000).ms).toBe(9000);
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
