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

  it('of a size that was run is the median of its executions', () => {
    const ran = timings('grow', [{ size: 2 }, 8], [{ size: 2 }, 90], [{ size: 2 }, 9], [{ size: 3 }, 18]);
    expect(new Costs(ran, work).ms(instance('grow', { size: 2 }))).toBe(9);
  });

  it('has a part that does not grow, told from sizes that differ', () => {
    const ran = timings('grow', [{ size: 2 }, 38 + 2 * 4], [{ size: 10 }, 38 + 2 * 100]);
    const costs = new Costs(ran, work);
    for (const size of [1, 5, 40]) expect(costs.ms(instance('grow', { size }))).toBeCloseTo(38 + 2 * size * size, 8);
  });

  it('has none where only large ones were timed, which differ by chance', () => {
    const costs = new Costs(timings('grow', [{ size: 20 }, 400 * 1.04], [{ size: 30 }, 900]), work);
    expect(costs.ms(instance('grow', { size: 2 }))).toBeLessThan(8);
  });

  it('does not go by one execution that took long for another reason', () => {
    const ran = timings(
      'grow',
      ...[2, 3, 4, 5, 6].map((size) => [{ size }, (size === 4 ? 50 : 1) * 3 * size * size] as const),
    );
    expect(new Costs(ran, work).ms(instance('grow', { size: 20 }))).toBeCloseTo(1200, 8);
  });

  it('grows with its work also where larger ones took no longer', () => {
    const ran = timings('grow', [{ size: 10 }, 1000], [{ size: 11 }, 900]);
    expect(new Costs(ran, work).ms(instance('grow', { size: 40 }))).toBeGreaterThan(12_000);
  });

  it('is told from the nearest sizes', () => {
    const small = Array.from({ length: 10 }, (_, i) => [{ size: 2 + i / 10 }, 40 * (2 + i / 10) ** 2] as const);
    const large = Array.from({ length: 10 }, (_, i) => [{ size: 20 + i }, (20 + i) ** 2] as const);
    const costs = new Costs(timings('grow', ...small, ...large), work);
    expect(costs.ms(instance('grow', { size: 1 }))).toBeCloseTo(40, 8);
    expect(costs.ms(instance('grow', { size: 40 }))).toBeCloseTo(1600, 8);
  });

  it('is a time also where all that was timed took none', () => {
    expect(new Costs(timings('grow', [{ size: 2 }, 0], [{ size: 3 }, 0]), work).ms(instance('grow', { size: 4 }))).toBe(
      0,
    );
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

/**
 * Processor milliseconds of stages in a process that had run them before: medians on an Intel Xeon of 2 cores, Node 20.20,
 * OpenBLAS 0.3.21, on 28 November 2026.
 */
const MEASURED: Readonly<Record<string, readonly (readonly [cell: Cell, ms: number])[]>> = {
  initialise: [
    [{ depth: 10, width: 64 }, 3.8],
    [{ depth: 12, width: 128 }, 9.3],
    [{ depth: 40, width: 256 }, 67],
    [{ depth: 80, width: 64 }, 17],
    [{ depth: 20, width: 784 }, 247],
  ],
  activations: [
    [{ depth: 10, width: 64, images: 10, samples: 100 }, 10.8],
    [{ depth: 10, width: 64, images: 10, samples: 1000 }, 44],
    [{ depth: 10, width: 64, images: 100, samples: 100 }, 57.8],
    [{ depth: 12, width: 128, images: 10, samples: 100 }, 16.7],
    [{ depth: 40, width: 256, images: 10, samples: 100 }, 101],
    [{ depth: 80, width: 64, images: 10, samples: 100 }, 55.1],
    [{ depth: 80, width: 64, images: 100, samples: 100 }, 425],
    [{ depth: 20, width: 784, images: 10, samples: 100 }, 272],
  ],
  kl: [
    [{ depth: 10, width: 64, images: 10, samples: 100 }, 6.6],
    [{ depth: 10, width: 64, images: 10, samples: 2000 }, 43.2],
    [{ depth: 10, width: 64, images: 100, samples: 100 }, 31.4],
    [{ depth: 12, width: 128, images: 10, samples: 100 }, 7.6],
    [{ depth: 40, width: 256, images: 10, samples: 100 }, 21.2],
    [{ depth: 80, width: 64, images: 10, samples: 100 }, 51.7],
    [{ depth: 80, width: 64, images: 100, samples: 100 }, 329],
    [{ depth: 20, width: 784, images: 10, samples: 100 }, 17],
  ],
  train: [
    [{ depth: 10, width: 64, train: 1000, validation: 1000 }, 21.2],
    [{ depth: 80, width: 64, train: 1000, validation: 1000 }, 88.8],
    [{ depth: 40, width: 256, train: 2000, validation: 1000 }, 593],
    [{ depth: 12, width: 128, train: 8000, validation: 1000 }, 175],
  ],
  fit: [
    [{ depth: 10, width: 64 }, 4],
    [{ depth: 12, width: 128 }, 3.6],
    [{ depth: 40, width: 256 }, 7.6],
    [{ depth: 80, width: 64 }, 12.6],
    [{ depth: 20, width: 784 }, 8],
  ],
};

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
      // A divergence is of sums over the units of a layer.
      expect(wide / one).toBeGreaterThan(stage === 'kl' ? 0.99 : 3);
      expect(wide / one).toBeLessThan(stage === 'kl' ? 1.01 : 4.1);
    }
    const twice = predicted(costs!.train!, { ...cell, train: 20_000, validation: 20_000 });
    expect(twice / predicted(costs!.train!, cell)).toBeCloseTo(2, 1);
  });

  it.each(Object.entries(MEASURED))('of %s is in proportion to what it takes', async (stage, executions) => {
    const { costs } = await studies.find(({ name }) => name === 'relative-entropy')!.study();
    const ratios = executions.map(([of, ms]) => ms / predicted(costs![stage]!, { ...cell, ...of }));
    expect(Math.max(...ratios) / Math.min(...ratios)).toBeLessThan(1.8);
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
