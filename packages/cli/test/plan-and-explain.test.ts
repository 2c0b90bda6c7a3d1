import {
  CodeFingerprint,
  defineStage,
  forecast,
  type Plan,
  PlanBuilder,
  type Preimage,
  Resolver,
  tensor,
} from '@rgflow/pipeline';
import {
  inShard,
  labelInstances,
  nothingStored,
  parseShard,
  preimageDifferences,
  selectInstances,
} from '@rgflow/workbench';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { explanationText } from '../src/commands/explain.js';
import { dot, mermaid, stageGraph } from '../src/commands/graph.js';
import { planText, stagePlans } from '../src/commands/plan.js';

const plain = picocolors.createColors(false);
const module = new URL('../dist/exit-code.js', import.meta.url).href;
const state = tensor('float32', ['unit']);

const start = defineStage({
  name: 'start',
  module,
  params: z.strictObject({ sigmaW2: z.number() }),
  inputs: {},
  outputs: { state },
  run: () => ({ state: [] }),
});
const block = defineStage({
  name: 'block',
  module,
  params: z.strictObject({ epoch: z.int(), rate: z.number() }),
  inputs: { state },
  outputs: { state },
  run: ({ inputs }) => ({ state: inputs.state }),
});

/** Three networks of two epoch blocks each. */
function chain(): Plan {
  const builder = new PlanBuilder();
  for (const sigmaW2 of [1, 1.5, 2]) {
    let last = builder.add(start, { params: { sigmaW2 }, inputs: {} });
    for (const epoch of [1, 2]) last = builder.add(block, { params: { epoch, rate: 0.1 }, inputs: last });
  }
  return builder.build();
}

describe('the name of an instance', () => {
  it('gives only what sets it apart from the others of its stage', () => {
    const { nodes } = chain();
    const label = labelInstances(nodes);
    expect(nodes.slice(0, 3).map(({ stage, cell }) => label(stage.name, cell))).toEqual([
      'start@{sigmaW2=1}',
      'block@{sigmaW2=1,epoch=1}',
      'block@{sigmaW2=1,epoch=2}',
    ]);
  });

  it('is the name of the stage if there is but one', () => {
    const [only] = chain().nodes;
    expect(labelInstances([only!])('start', only!.cell)).toBe('start');
  });

  it('selects that instance and no other', () => {
    const plan = chain();
    const label = labelInstances(plan.nodes);
    for (const node of plan.nodes) expect(selectInstances(plan, label(node.stage.name, node.cell))).toEqual([node]);
  });

  it('may be written with columns, paths, and 1.50 for 1.5', () => {
    const plan = chain();
    const [expected] = selectInstances(plan, 'start@{sigmaW2=1.5}');
    expect(selectInstances(plan, 'start@{sigma_w2=1.50}')).toEqual([expected]);
    expect(selectInstances(plan, 'start@{network.sigmaW2=1.5}')).toEqual([expected]);
  });

  it.each([
    ['blok', 'blok: there is no such stage; did you mean block?'],
    ['start@{sigmaB2=1}', "start@{sigmaB2=1}: start has no parameter 'sigmaB2'; did you mean sigmaW2?"],
    ['start@{sigmaW2=9}', 'start@{sigmaW2=9}: no instance has sigmaW2=9; there is 1, 1.5, 2'],
    ['@{sigmaW2=9}', "@{sigmaW2=9}: expected a stage, or some of its instances as in 'kl@{sigmaW2=1.5,seed=0}'"],
  ])('that names nothing is refused: %s', (selector, message) => {
    expect(() => selectInstances(chain(), selector)).toThrow(message);
  });
});

describe('the plan', () => {
  const forecasts = forecast(chain(), new Resolver(nothingStored, new CodeFingerprint()));

  it('says of a study that was never run what is new and what follows from it', async () => {
    const stages = stagePlans(await forecasts, new Map([['block', 1500]]));
    expect(stages).toMatchObject([
      { stage: 'start', instances: 3, hits: 0, toRun: 3, meanMs: null },
      { stage: 'block', instances: 6, hits: 0, toRun: 6, meanMs: 1500 },
    ]);
    expect(stages[0]!.reasons).toEqual([{ reason: 'new: start was never run before', instances: 3 }]);
    expect(stages[1]!.reasons).toEqual([
      { reason: 'input: made anew by start', instances: 3 },
      { reason: 'input: made anew by block', instances: 3 },
    ]);
  });

  it('reads as a table, the reasons, and the time', async () => {
    const stages = stagePlans(
      await forecasts,
      new Map([
        ['start', 200],
        ['block', 1500],
      ]),
    );
    expect(planText('tiny', 3, stages, 2, plain).split('\n')).toEqual([
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
    const stages = [{ stage: 'start', instances: 3, hits: 3, toRun: 0, reasons: [], meanMs: 200 }];
    expect(planText('tiny', 3, stages, 2, plain)).toContain('Nothing to do');
  });
});

describe('the graph', () => {
  it('shows stages, not instances, and a chain as a loop', () => {
    expect(stageGraph(chain())).toEqual({
      nodes: [
        { stage: 'start', instances: 3 },
        { stage: 'block', instances: 6 },
      ],
      edges: [
        ['start', 'block'],
        ['block', 'block'],
      ],
    });
  });

  it('is written for Mermaid and for Graphviz', () => {
    const graph = stageGraph(chain());
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

  it('names every file, package, parameter and input that differs, and nothing else', () => {
    expect(preimageDifferences(before, before)).toEqual([]);
    expect(preimageDifferences(before, after)).toEqual([
      { kind: 'module', name: '@rgflow/kl/layer', before: 'a'.repeat(64), after: 'c'.repeat(64) },
      { kind: 'package', name: 'zod', before: '4.0.0', after: '4.1.0' },
      { kind: 'package', name: '@scope/gone', before: '1.0.0', after: null },
      { kind: 'param', name: 'samples', before: '1000', after: '2000' },
    ]);
  });

  it('is read from top to bottom: what, why, compared with what, and when it was last run', () => {
    const text = explanationText(
      {
        instance: 'kl@{sigmaW2=1.5}',
        cell: { sigmaW2: 1.5 },
        outcome: 'run',
        reason: 'code: @rgflow/kl/layer',
        causes: [],
        nearest: {
          recipeKey: 'd'.repeat(64),
          instance: 'kl@{sigmaW2=1.5}',
          differences: preimageDifferences(before, after).slice(0, 1),
          lastExecution: { startedAt: '2026-11-22 14:20:31 UTC', wallMs: 350, runId: '20261122T142030-1a2b3c4d' },
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
    ]);
  });
});

describe('shards', () => {
  it('share all cells out, each to one', () => {
    const shards = [1, 2, 3].map((part) => parseShard(`${part}/3`));
    for (let cell = 0; cell < 20; cell++) expect(shards.filter((shard) => inShard(cell, shard))).toHaveLength(1);
  });

  it.each(['0/3', '4/3', '1', 'a/b', '1/0'])('%s is refused', (text) => {
    expect(() => parseShard(text)).toThrow('expected i/n');
  });
});
