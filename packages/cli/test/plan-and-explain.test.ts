import type { AcceptanceRecord, Preimage } from '@rgflow/pipeline';
import { preimageDifferences, type RoundRecord, type StageGraph, type StudyPlan } from '@rgflow/workbench';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { explanationText } from '../src/commands/explain.js';
import { dot, mermaid } from '../src/commands/graph.js';
import { planText } from '../src/commands/plan.js';

const plain = picocolors.createColors(false);

/** A stage with nothing to do. */
const ALL_HITS = {
  stage: 'start',
  instances: 3,
  hits: 3,
  fromCache: 0,
  accepted: [],
  toRun: 0,
  reasons: [],
  workMs: 0,
  unknown: 0,
};

describe('the plan', () => {
  it('reads as a table, the reasons, and the time', () => {
    const stages = [
      {
        stage: 'start',
        instances: 3,
        hits: 0,
        fromCache: 0,
        accepted: [],
        toRun: 3,
        reasons: [{ reason: 'new: start was never run before', instances: 3 }],
        workMs: 600,
        unknown: 0,
      },
      {
        stage: 'block',
        instances: 6,
        hits: 0,
        fromCache: 0,
        accepted: [],
        toRun: 6,
        reasons: [
          { reason: 'input: made anew by start', instances: 3 },
          { reason: 'input: made anew by block', instances: 3 },
        ],
        workMs: 9000,
        unknown: 0,
      },
    ];
    const planned = {
      study: 'tiny',
      name: 'tiny',
      cells: 3,
      allCells: 3,
      jobs: 2,
      stages,
      estimate: { ms: 4800, complete: true },
      rounds: null,
    };
    expect(planText(planned, plain).split('\n')).toEqual([
      'tiny: 3 cells',
      '',
      'stage  instances  hits  to run    work',
      '──────────────────────────────────────',
      'start          3     0       3  600 ms',
      'block          6     0       6   9.0 s',
      '',
      'Why',
      '  start  new: start was never run before (3)',
      '  block  input: made anew by start (3)',
      '         input: made anew by block (3)',
      '',
      '9 instances to run, about 4.8 s with 2 jobs.',
    ]);
  });

  it('says when there is nothing to do', () => {
    const stages = [ALL_HITS];
    const planned = {
      study: 'tiny',
      name: 'tiny',
      cells: 3,
      allCells: 3,
      jobs: 2,
      stages,
      estimate: { ms: 0, complete: true },
      rounds: null,
    };
    expect(planText(planned, plain)).toContain('Nothing to do');
  });

  it('says which hits are on results of earlier code, and on whose word', () => {
    const by = {
      because: 'renamed',
      by: 'ann@here',
      at: new Date('2026-11-22T12:00Z'),
      stage: 'start',
    } as AcceptanceRecord;
    const accepted = [{ by, instances: 2 }];
    const stages = [
      { stage: 'start', instances: 3, hits: 3, fromCache: 0, accepted, toRun: 0, reasons: [], workMs: 0, unknown: 0 },
    ];
    const planned = {
      study: 'tiny',
      name: 'tiny',
      cells: 3,
      allCells: 3,
      jobs: 2,
      stages,
      estimate: { ms: 0, complete: true },
      rounds: null,
    };
    expect(planText(planned, plain).split('\n').slice(-3)).toEqual([
      '2 hits of start on results of earlier code, accepted 2026-11-22 by ann@here: "renamed"',
      '',
      'Nothing to do: every instance is in the store.',
    ]);
  });

  it('says of a study that goes on from its results in which round it is, and why', () => {
    const about = { study: 'tiny', name: 'tiny', cells: 3, allCells: 3, jobs: 2, estimate: { ms: 0, complete: true } };
    const record: RoundRecord = {
      ...{
        round: 2,
        rule: 'bisect' as const,
        outcome: 'added' as const,
        parameter: 'network.depth',
        value: 25,
        cell: { seed: 0, kind: 'a' },
      },
      ...{
        reason: 'crosses 0.5 between 20 (0.9) and 30 (0.1)',
        lower: 20,
        upper: 30,
        resultLower: 0.9,
        resultUpper: 0.1,
      },
      ...{ seeds: null, result: null, resultSe: null },
    };
    const head = (rounds: StudyPlan['rounds']) =>
      planText({ ...about, stages: [ALL_HITS], rounds }, plain)
        .split('\n\n')[0]!
        .split('\n');
    expect(head({ round: 0, added: [], done: null })).toEqual([
      'tiny: 3 cells',
      'the sweep as written; further cells follow from its results, in rounds',
    ]);
    expect(head({ round: 2, added: [record], done: null })).toEqual([
      'tiny: 3 cells',
      'round 2: 1 further value of network.depth; more may follow from their results',
      '  seed 0, kind a: 25: crosses 0.5 between 20 (0.9) and 30 (0.1)',
    ]);
    const done = Array.from(
      { length: 7 },
      () => ({ ...record, outcome: 'done', value: null, reason: 'is enough' }) as const,
    );
    expect(head({ round: 2, added: [record], done })).toEqual([
      'tiny: 3 cells',
      '2 rounds of further cells; nothing further is added',
      ...Array(5).fill('  seed 0, kind a: is enough'),
      '  and 2 more',
    ]);
    const toRun = { ...ALL_HITS, hits: 0, toRun: 3, reasons: [{ reason: 'new', instances: 3 }], workMs: 4000 };
    const rounds = { round: 0, added: [], done: null };
    expect(planText({ ...about, estimate: { ms: 2000, complete: true }, stages: [toRun], rounds }, plain)).toContain(
      '3 instances to run in this round, about 2.0 s with',
    );
  });

  it('says of a shard without cells that there are none', () => {
    const planned = {
      study: 'tiny',
      name: 'tiny',
      cells: 0,
      allCells: 3,
      jobs: 2,
      stages: [],
      estimate: { ms: 0, complete: true },
      rounds: null,
    };
    expect(planText(planned, plain)).toBe('tiny: none of the 3 cells is selected; nothing to run.');
  });
});

describe('the graph', () => {
  it('is written for Mermaid and for Graphviz', () => {
    const graph: StageGraph = {
      nodes: [
        { stage: 'start', instances: 3 },
        { stage: 'block', instances: 6 },
      ],
      edges: [
        ['start', 'block'],
        ['block', 'block'],
      ],
    };
    expect(mermaid(graph)).toContain('stage-start["start<br/>3 instances"]');
    expect(mermaid(graph)).toContain('stage-start --> stage-block');
    expect(dot(graph)).toContain('"block" -> "block";');
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

  it('is read from top to bottom: what, why, compared with what, and when it was last run', () => {
    const text = explanationText(
      {
        instance: 'kl@{sigmaW2=1.5}',
        cell: { sigmaW2: 1.5 },
        outcome: 'run',
        reason: 'code: @rgflow/kl/layer',
        accepted: [],
        causes: [],
        nearest: {
          recipeKey: 'd'.repeat(64),
          instance: 'kl@{sigmaW2=1.5}',
          differences: preimageDifferences(before, after).slice(0, 1),
          lastExecution: { startedAt: '2026-11-22 14:20:31 UTC', wallMs: 350, runId: '20261122T142030-1a2b3c4d' },
          numerics: { kl: ['OpenBLAS 0.3.21 (Haswell)'], train: ['OpenBLAS 0.3.21 (Haswell)', 'rgflow WASM SIMD'] },
          warnings: [{ runId: '20261122T142030-1a2b3c4d', message: 'the code changed while the run was going on' }],
        },
      },
      plain,
    );
    expect(text.split('\n')).toEqual([
      'kl@{sigmaW2=1.5}  run',
      '  code: @rgflow/kl/layer',
      '  compared with the nearest recorded one:',
      '    module   @rgflow/kl/layer  aaaaaaaa → cccccccc',
      '  last executed 2026-11-22 14:20:31 UTC, took 350 ms, run 20261122T142030-1a2b3c4d',
      '  computed: kl with OpenBLAS 0.3.21 (Haswell), train with OpenBLAS 0.3.21 (Haswell); rgflow WASM SIMD',
      '  warning of run 20261122T142030-1a2b3c4d: the code changed while the run was going on',
    ]);
  });
});
