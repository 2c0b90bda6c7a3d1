import type { Cell, Timing } from '@rgflow/pipeline';
import { type PredictedCosts, studies } from '@rgflow/studies';
import { describe, expect, it } from 'vitest';
import { prepareStudy } from '../src/prepared-study.js';
import { Costs } from '../src/progress/costs.js';

function timings(stage: string, ...executions: readonly (readonly [cell: Cell, wallMs: number])[]) {
  const all = executions.map(([cell, wallMs]): Timing => ({ cell, wallMs, maxRssBytes: 1e8 }));
  return new Map([[stage, all]]);
}

const predicted = (cost: PredictedCosts[string], cell: Cell) => (typeof cost === 'function' ? cost(cell) : cost);

const instance = (name: string, cell: Cell) => ({ stage: { name }, cell });

describe('what an instance costs', () => {
  const work = { grow: ({ size }: Cell) => Number(size) * Number(size) };

  it('of a size that was never run is what the nearest ones took for a unit', () => {
    const costs = new Costs(timings('grow', [{ size: 2 }, 8], [{ size: 3 }, 18]), work);
    expect(costs.ms(instance('grow', { size: 10 }))).toBe(200);
  });

  it('is by the nearest sizes, where larger ones take less for a unit', () => {
    const small = Array.from({ length: 20 }, () => [{ size: 2 }, 40] as const);
    const large = Array.from({ length: 20 }, () => [{ size: 20 }, 400] as const);
    const costs = new Costs(timings('grow', ...small, ...large), work);
    expect(costs.ms(instance('grow', { size: 1 }))).toBe(10);
    expect(costs.ms(instance('grow', { size: 40 }))).toBe(1600);
  });

  it('is not known of what is another thing, of what was never run, and of a cell that does not tell', () => {
    const costs = new Costs(timings('grow', [{ size: 2 }, 8]), work);
    expect(costs.ms(instance('grow', { size: 2000 }))).toBeNull();
    expect(new Costs(new Map(), work).ms(instance('grow', { size: 2 }))).toBeNull();
    expect(costs.ms(instance('grow', {}))).toBeNull();
    // In proportion it is told all the same, so that a run can judge by itself.
    expect(new Costs(new Map(), work).units(instance('grow', { size: 3 }))).toBe(9);
  });

  it('of a stage that declares nothing is that of the same sizes, whatever the seed, the epoch and real parameters are', () => {
    const costs = new Costs(
      timings('other', [{ size: 4, seed: 0, coupling: 0.5 }, 7], [{ size: 4, seed: 1, coupling: 1 }, 9]),
      { other: 150 },
    );
    expect(costs.ms(instance('other', { size: 4, seed: 5, coupling: 2 }))).toBe(8);
    expect(costs.ms(instance('other', { size: 5, seed: 0, coupling: 0.5 }))).toBeNull();
  });
});

describe('what is predicted', () => {
  const cell = {
    shape: 'wide',
    depth: 30,
    width: 784,
    inputs: 784,
    classes: 10,
    train: 10_000,
    validation: 10_000,
    batchSize: 64,
    samples: 100,
    images: 10,
  };

  it('grows with depth, with width and with images', async () => {
    const { costs } = await studies.find(({ name }) => name === 'quickstart')!.study();
    for (const stage of ['train', 'activations', 'kl'] as const) {
      const of = (other: Cell) => predicted(costs![stage]!, { ...cell, ...other });
      const [one, deep, wide] = [of({}), of({ depth: 60 }), of({ width: 1568 })];
      expect(deep / one).toBeGreaterThan(1.9);
      expect(deep / one).toBeLessThan(2.1);
      expect(wide / one).toBeGreaterThan(3);
      expect(wide / one).toBeLessThan(4.1);
    }
    const twice = predicted(costs!.train!, { ...cell, train: 20_000, validation: 20_000 });
    expect(twice / predicted(costs!.train!, cell)).toBeCloseTo(2, 1);
  });

  it('of every instance of every study that predicts is a number above 0', async () => {
    for (const { name, study } of studies) {
      const { costs = {} } = await study();
      if (Object.keys(costs).length === 0) continue;
      const { plan } = await prepareStudy(name);
      for (const node of plan.nodes) {
        const cost = predicted(costs[node.stage.name] ?? 1, node.cell);
        expect(cost, `${node.stage.name} of ${name}: ${JSON.stringify(node.cell)}`).toBeGreaterThan(0);
      }
    }
  });
});
