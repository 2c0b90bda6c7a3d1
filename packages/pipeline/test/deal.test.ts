import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dealCells as deal } from '../src/index.js';

/** The data set, number 0, is a root. */
const dealCells = (cells: readonly (readonly number[])[], costs: readonly number[], shares: number, roots = [0]) =>
  deal(
    cells,
    costs.map((cost, i) => ({ cost, isRoot: roots.includes(i) })),
    shares,
  );

/** Cells of chains: of each chain its cost, how its measures cost, and a data set that all have. */
interface Chains {
  readonly cells: readonly (readonly number[])[];
  readonly costs: readonly number[];
  /** Of each cell the number of its chain. */
  readonly chainOf: readonly number[];
  readonly trainings: readonly number[];
}

function chains(
  of: readonly { readonly blocks: readonly number[]; readonly measures: readonly number[] }[],
  dataset: number,
): Chains {
  const costs = [dataset];
  const cells: number[][] = [];
  const chainOf: number[] = [];
  const trainings: number[] = [];
  for (const [chain, { blocks, measures }] of of.entries()) {
    const those = blocks.map((cost) => costs.push(cost) - 1);
    trainings.push(...those);
    for (const cost of measures) {
      cells.push([0, ...those, costs.push(cost) - 1]);
      chainOf.push(chain);
    }
  }
  return { cells, costs, chainOf, trainings };
}

function loadsOf({ cells, costs }: Pick<Chains, 'cells' | 'costs'>, shares: readonly number[], n: number): number[] {
  const had = Array.from({ length: n }, () => new Set<number>());
  for (const [cell, share] of shares.entries()) for (const instance of cells[cell]!) had[share]!.add(instance);
  return had.map((those) => [...those].reduce((sum, instance) => sum + costs[instance]!, 0));
}

const cost = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const chain = fc.record({
  blocks: fc.array(cost(20, 100), { minLength: 1, maxLength: 6 }),
  measures: fc.array(cost(0.5, 10), { minLength: 1, maxLength: 5 }),
});

describe('cells are dealt', () => {
  test('so that what is measured of one training is in its share', () => {
    expect(
      dealCells(
        [
          [0, 1],
          [0, 2],
          [3, 4],
          [3, 5],
        ],
        [60, 1, 1, 60, 1, 1],
        2,
      ),
    ).toEqual([0, 0, 1, 1]);
    // Also where there are more shares than trainings, or the swept parameter is the last axis.
    const { cells, costs } = chains([{ blocks: [60, 60], measures: [1, 1, 1, 1] }], 0.1);
    expect(new Set(dealCells(cells, costs, 4)).size).toBe(1);
  });

  test('each to one share, the same whenever it is asked, no training in two', () => {
    fc.assert(
      fc.property(
        fc.array(chain, { minLength: 1, maxLength: 40 }),
        cost(0, 0.4),
        fc.integer({ min: 1, max: 12 }),
        (of, data, n) => {
          const all = chains(of, data);
          const shares = dealCells(all.cells, all.costs, n);
          expect(shares).toHaveLength(all.cells.length);
          expect(shares.every((share) => Number.isInteger(share) && share >= 0 && share < n)).toBe(true);
          expect(dealCells(all.cells, [...all.costs], n)).toEqual(shares);
          const sharesOf = new Map<number, Set<number>>();
          for (const [cell, share] of shares.entries()) {
            const chain = all.chainOf[cell]!;
            sharesOf.set(chain, (sharesOf.get(chain) ?? new Set()).add(share));
          }
          expect([...sharesOf.values()].every(({ size }) => size === 1)).toBe(true);
        },
      ),
    );
  });

  test('so that the largest share is at most a tenth above the mean where chains are a tenth of a share or less', () => {
    fc.assert(
      fc.property(
        fc.array(chain, { minLength: 80, maxLength: 200 }),
        cost(0, 0.4),
        fc.integer({ min: 1, max: 12 }),
        (of, data, n) => {
          const all = chains(of, data);
          const loads = loadsOf(all, dealCells(all.cells, all.costs, n), n);
          const mean = loads.reduce((sum, load) => sum + load, 0) / n;
          const costliest = Math.max(
            ...of.map(({ blocks, measures }) => [...blocks, ...measures].reduce((sum, each) => sum + each, 0)),
          );
          fc.pre(costliest <= mean / 10);
          expect(Math.max(...loads) / mean).toBeLessThanOrEqual(1.1);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('as evenly whatever n, also where it divides the last axis: depths of 10 to 100 beside three seeds', () => {
    const depths = Array.from({ length: 10 }, (_, i) => 10 * (i + 1));
    const of = Array.from({ length: 41 * 3 }, (_, i) => i).flatMap(() =>
      depths.map((depth) => ({ blocks: [depth], measures: [0.1] })),
    );
    const all = chains(of, 1);
    for (const n of [2, 5, 8, 10, 16, 50]) {
      const loads = loadsOf(all, dealCells(all.cells, all.costs, n), n);
      const mean = loads.reduce((sum, load) => sum + load, 0) / n;
      expect(Math.max(...loads) / mean).toBeLessThan(1.03);
    }
  });

  test('evenly where they share nothing but roots of the usual cost, however short all of it is', () => {
    for (const [count, n] of [
      [40, 8],
      [16, 8],
      [10_000, 8],
    ] as const) {
      const cells = Array.from({ length: count }, (_, i) => [0, i + 1]);
      const shares = dealCells(cells, new Array<number>(count + 1).fill(5), n);
      const counts = Array.from({ length: n }, (_, share) => shares.filter((each) => each === share).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  test('apart where what they share is cheap beside a share: a data set is read by each', () => {
    const cells = Array.from({ length: 1000 }, (_, i) => [0, i + 1]);
    const costs = [300, ...new Array<number>(1000).fill(100)];
    const loads = loadsOf({ cells, costs }, dealCells(cells, costs, 8), 8);
    expect(Math.max(...loads)).toBe(300 + 125 * 100);
  });

  test('where everything costs nothing, evenly by number; and of fewer groups than shares, some have none', () => {
    const cells = Array.from({ length: 9 }, (_, i) => [i]);
    const shares = dealCells(cells, new Array<number>(9).fill(0), 3);
    expect([0, 1, 2].map((share) => shares.filter((each) => each === share).length)).toEqual([3, 3, 3]);
    expect(dealCells([[0], [1]], [1, 1], 5)).toEqual([0, 1]);
    expect(dealCells([], [], 3)).toEqual([]);
  });
});
