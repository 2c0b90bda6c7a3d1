import { defineStage, PlanBuilder, table } from '@rgflow/pipeline';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { labelInstances } from '../src/instance-label.js';
import { selectInstances } from '../src/instance-selector.js';
import { parseShard } from '../src/shard.js';
import { stageGraph } from '../src/stage-graph.js';
import { chain } from './chain.js';

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

  it('gives the lists by which instances differ, which may be written with spaces', () => {
    const measured = defineStage({
      name: 'measured',
      module: import.meta.url,
      params: z.object({ noise: z.array(z.number()), names: z.array(z.string()) }),
      inputs: {},
      outputs: { measured: table({ x: 'float64' }) },
      run: () => ({ measured: [] }),
    });
    const builder = new PlanBuilder();
    const names = ['a=b', 'c'];
    for (const noise of [[1], [1, 0.1]]) builder.add(measured, { params: { noise, names }, inputs: {} });
    builder.add(measured, { params: { noise: [1], names: [] }, inputs: {} });
    const plan = builder.build();
    const label = labelInstances(plan.nodes);
    expect(plan.nodes.map(({ cell }) => label('measured', cell))).toEqual([
      'measured@{noise=[1],names=["a=b","c"]}',
      'measured@{noise=[1,0.1],names=["a=b","c"]}',
      'measured@{noise=[1],names=[]}',
    ]);
    for (const node of plan.nodes) expect(selectInstances(plan, label('measured', node.cell))).toEqual([node]);
    expect(selectInstances(plan, 'measured@{noise=[1, 0.1], names=["a=b", "c"]}')).toEqual([plan.nodes[1]]);
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
});

describe('shards', () => {
  it.each(['0/3', '4/3', '1', 'a/b', '1/0', '1/100001'])('%s is refused', (text) => {
    expect(() => parseShard(text)).toThrow(/expected (i\/n|at most)/);
  });
});
