import { describe, expect, test } from 'vitest';
import type { Resolved } from '../src/key/resolution.js';
import type { Plan, PlanNode } from '../src/plan/plan.js';
import { PlanBuilder } from '../src/plan/plan-builder.js';
import type { OutputRecord } from '../src/records.js';
import type { Step } from '../src/run/instance.js';
import { Instances } from '../src/run/instances.js';
import { block, initialise } from './fixtures/block.mjs';
import { combine, source } from './fixtures/combine.mjs';
import { numbers } from './fixtures/numbers.mjs';
import { scale } from './fixtures/scale.mjs';
import { sum } from './fixtures/sum.mjs';

/** numbers -> scale -> sum and, beside it, a second sum of what was scaled. */
function forked(): Plan {
  const plan = new PlanBuilder();
  const { values } = plan.add(numbers, { params: { count: 5, first: 0 }, inputs: {} });
  const { scaled } = plan.add(scale, { params: { factor: 2 }, inputs: { values } });
  for (const offset of [0, 1]) plan.add(sum, { params: { offset }, inputs: { values: scaled } });
  return plan.build();
}

function gave(node: PlanNode): readonly OutputRecord[] {
  return Object.keys(node.stage.outputs).map((name) => ({
    name,
    digest: `${node.stage.name} ${node.index}`,
    kind: 'tensor',
    rows: 1,
    bytes: 1,
    objects: [`${node.stage.name} ${node.index}`],
    tensors: [],
  }));
}

/** What a look-up finds: a hit, or nothing. */
function found(node: PlanNode, outcome: 'hit' | 'stale'): Resolved {
  const recorded = {
    recipeKey: `key ${node.index}`,
    outputs: gave(node),
    lost: [],
    numerics: {},
  };
  return {
    preimage: {} as never,
    recipeKey: recorded.recipeKey,
    recorded: outcome === 'hit' ? recorded : null,
    accepted: [],
    hit: outcome === 'hit' ? recorded : null,
    reason: outcome === 'hit' ? '' : 'new',
  };
}

function lookUp(instances: Instances, outcome: 'hit' | 'stale'): void {
  for (const node of instances.takeDue()) instances.resolve(node, found(node, outcome));
}

function run(instances: Instances): PlanNode {
  const node = instances.start()!;
  instances.execute(node, gave(node));
  return node;
}

const names = (nodes: readonly PlanNode[]): readonly string[] => nodes.map(({ stage }) => stage.name as string);
const told = ({ settled, over }: Step) => ({ settled: names(settled), over: names(over) });
const states = (instances: Instances, { nodes }: Plan) => nodes.map((node) => instances.of(node).state);

describe('the life of an instance', () => {
  test('waits for its producers, is looked up, runs and is executed; it is over when nobody asks any more', () => {
    const plan = forked();
    const [first, scaled, sumA, sumB] = plan.nodes as [PlanNode, PlanNode, PlanNode, PlanNode];
    const instances = new Instances(plan);
    expect(states(instances, plan)).toEqual(['due', 'waiting', 'waiting', 'waiting']);
    expect(instances.start()).toBeNull();
    expect(instances.takeDue()).toEqual([first]);
    expect(instances.anyDue).toBe(false);
    expect(told(instances.resolve(first, found(first, 'stale')))).toEqual({ settled: [], over: [] });
    expect(instances.of(first)).toMatchObject({ state: 'ready', reason: 'new', before: null, outputs: null });

    expect(instances.start()).toBe(first);
    expect(instances.of(first).state).toBe('running');
    expect(told(instances.execute(first, gave(first)))).toEqual({ settled: ['numbers'], over: [] });
    expect(states(instances, plan)).toEqual(['executed', 'due', 'waiting', 'waiting']);
    expect(instances.output(first, 'values').digest).toBe('numbers 0');

    lookUp(instances, 'stale');
    expect(told(instances.execute(instances.start()!, gave(scaled)))).toEqual({
      settled: ['scale'],
      over: ['numbers'],
    });
    lookUp(instances, 'stale');
    expect(instances.start()).toBe(sumA);
    expect(instances.start()).toBe(sumB);
    expect(told(instances.execute(sumB, gave(sumB)))).toEqual({ settled: ['sum'], over: ['sum'] });
    expect(instances.wanted(scaled)).toBe(true);
    expect(told(instances.execute(sumA, gave(sumA)))).toEqual({ settled: ['sum'], over: ['sum', 'scale'] });
    expect(instances.total()).toEqual({ executed: 4, hit: 0, failed: 0, skipped: 0 });
    expect(instances.counts().sum).toEqual({ executed: 2, hit: 0, failed: 0, skipped: 0 });
  });

  test('may be a hit, which hands its outputs on at once and still may have to ask for its inputs', () => {
    const plan = forked();
    const instances = new Instances(plan);
    const [first] = instances.takeDue() as [PlanNode];
    expect(told(instances.resolve(first, found(first, 'hit')))).toEqual({ settled: ['numbers'], over: [] });
    expect(instances.of(first)).toMatchObject({ state: 'hit', reason: '' });
    const [scaled] = instances.takeDue() as [PlanNode];
    // Somebody may yet need what was scaled, and then it needs the numbers.
    expect(told(instances.resolve(scaled, found(scaled, 'hit')))).toEqual({ settled: ['scale'], over: [] });
    const [sumA, sumB] = instances.takeDue() as [PlanNode, PlanNode];
    expect(told(instances.resolve(sumA, found(sumA, 'hit')))).toEqual({ settled: ['sum'], over: ['sum'] });
    const last = told(instances.resolve(sumB, found(sumB, 'hit')));
    expect(last).toEqual({ settled: ['sum'], over: ['sum', 'scale', 'numbers'] });
    expect(instances.total()).toEqual({ executed: 0, hit: 4, failed: 0, skipped: 0 });
  });

  test('that fails has everything skipped that waits for it, each told why, and nothing else', () => {
    const plan = new PlanBuilder();
    for (const first of [0, 1]) {
      const { values } = plan.add(numbers, { params: { count: 5, first }, inputs: {} });
      const { scaled } = plan.add(scale, { params: { factor: 2 }, inputs: { values } });
      plan.add(sum, { params: { offset: 0 }, inputs: { values: scaled } });
    }
    const built = plan.build();
    const instances = new Instances(built);
    lookUp(instances, 'stale');
    const failing = instances.start()!;
    const step = instances.fail(failing);
    expect(told(step)).toEqual({ settled: ['numbers', 'scale', 'sum'], over: ['numbers', 'sum', 'scale'] });
    expect(step.settled.map((node) => [instances.outcomeOf(node), instances.of(node).reason])).toEqual([
      ['failed', 'new'],
      ['skipped', 'input: numbers failed'],
      ['skipped', 'input: scale skipped'],
    ]);
    for (let left = 3; left > 0; left--) {
      run(instances);
      lookUp(instances, 'stale');
    }
    expect(states(instances, built)).toEqual(['failed', 'skipped', 'skipped', 'executed', 'executed', 'executed']);
  });

  test('goes back among the ready when it could not be started after all', () => {
    const instances = new Instances(forked());
    lookUp(instances, 'stale');
    const node = instances.start()!;
    instances.putBack(node);
    expect(instances.of(node).state).toBe('ready');
    expect(instances.start()).toBe(node);
  });

  test('takes no step that does not follow', () => {
    const plan = forked();
    const instances = new Instances(plan);
    const [first] = plan.nodes as [PlanNode];
    const message = 'instance 0 of numbers is due, expected running.';
    expect(() => instances.execute(first, gave(first))).toThrow(message);
    expect(() => instances.fail(first)).toThrow(message);
    lookUp(instances, 'stale');
    expect(() => instances.resolve(first, found(first, 'hit'))).toThrow(
      'instance 0 of numbers is ready, expected due.',
    );
  });
});

describe('an instance that is made anew', () => {
  /** Everything is a hit but the two sums, of which the first is running: what was scaled is gone. */
  function gone(): {
    readonly instances: Instances;
    readonly nodes: readonly [PlanNode, PlanNode, PlanNode, PlanNode];
  } {
    const plan = forked();
    const instances = new Instances(plan);
    for (const outcome of ['hit', 'hit', 'stale'] as const) lookUp(instances, outcome);
    instances.start();
    return { instances, nodes: plan.nodes as readonly PlanNode[] as never };
  }

  test('runs again for all that ask for it, who wait and are looked up again', () => {
    const { instances, nodes } = gone();
    const [first, scaled, sumA, sumB] = nodes;
    expect(told(instances.makeAnew([scaled], sumA))).toEqual({ settled: [], over: [] });
    expect(instances.of(scaled)).toMatchObject({ state: 'ready', reason: 'object missing: sum needs it again' });
    expect(instances.of(scaled).before).toEqual(gave(scaled));
    expect(instances.total()).toEqual({ executed: 0, hit: 1, failed: 0, skipped: 0 });
    expect(instances.start()).toBe(sumB);
    instances.makeAnew([scaled], sumB);
    expect([sumA, sumB].map((node) => instances.of(node).state)).toEqual(['waiting', 'waiting']);
    expect(instances.start()).toBe(scaled);
    expect(instances.start()).toBeNull();
    expect(told(instances.execute(scaled, gave(scaled)))).toEqual({ settled: ['scale'], over: ['numbers'] });
    expect(instances.takeDue()).toEqual([sumA, sumB]);
    expect(instances.outcomeOf(first)).toBe('hit');
  });

  test('and fails has those skipped that asked for it, also who asks later', () => {
    const { instances, nodes } = gone();
    const [, scaled, sumA, sumB] = nodes;
    instances.makeAnew([scaled], sumA);
    expect(instances.start()).toBe(sumB);
    expect(instances.start()).toBe(scaled);
    expect(told(instances.fail(scaled))).toMatchObject({ settled: ['scale', 'sum'] });
    expect(told(instances.makeAnew([scaled], sumB))).toMatchObject({ settled: ['sum'] });
    expect(instances.of(sumB)).toMatchObject({ state: 'skipped', reason: 'input: scale failed' });
    expect(instances.total()).toEqual({ executed: 0, hit: 1, failed: 1, skipped: 2 });
  });

  test('is not made when another that is needed with it cannot be made any more', () => {
    const plan = new PlanBuilder();
    const [x, y] = [0, 1].map((value) => plan.add(source, { params: { value }, inputs: {} }).values);
    for (const weight of [1, 2]) plan.add(combine, { params: { weight }, inputs: { a: x!, b: y! } });
    const built = plan.build();
    const [a, b, early, late] = built.nodes as [PlanNode, PlanNode, PlanNode, PlanNode];
    const instances = new Instances(built);
    for (const outcome of ['hit', 'stale'] as const) lookUp(instances, outcome);
    expect([instances.start(), instances.start()]).toEqual([early, late]);
    instances.makeAnew([a], early);
    expect(instances.start()).toBe(a);
    instances.fail(a);
    instances.makeAnew([a, b], late);
    expect([a, b, early, late].map((node) => instances.of(node).state)).toEqual([
      'failed',
      'hit',
      'skipped',
      'skipped',
    ]);
    expect(instances.start()).toBeNull();
    expect(instances.anyDue).toBe(false);
  });
});

test('a chain of 5000 instances is skipped in one step', () => {
  const plan = new PlanBuilder();
  let { weights } = plan.add(initialise, { params: { units: 4 }, inputs: {}, stream: { seed: 0 } });
  for (let epoch = 1; epoch <= 5000; epoch++) {
    weights = plan.add(block, { params: { epoch, rate: 0.5 }, inputs: { weights } }).weights;
  }
  const instances = new Instances(plan.build());
  lookUp(instances, 'stale');
  const { settled, over } = instances.fail(instances.start()!);
  expect([settled.length, over.length]).toEqual([5001, 5001]);
});
