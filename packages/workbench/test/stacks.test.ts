import { describe, expect, it } from 'vitest';
import { askFigure, askSummary, table } from './written-tables.js';

describe('the stacks of boltzmann-marginalisation', () => {
  const stacks = (predictions: readonly (number | null)[]) =>
    predictions.flatMap((wide_mean_coupling, seed) =>
      [0, 1, 2].map((layer) => ({
        ...{ machine: 'random', seed, g: 0.5, depth: 3, layer, step: 3 - layer, spectral_norm: 0.5 + 0.1 * seed },
        ...{ norm_bound: 0.7, mean_coupling: 0.2, wide_mean_coupling: layer === 0 ? null : wide_mean_coupling },
        log_partition_deviation: layer === 0 ? 1e-12 : 0,
      })),
    );

  it('have in the closing table means with their errors, and how many of the predictions there are', async () => {
    const [row] = await askSummary('boltzmann-marginalisation', [table('boltzmann_step', stacks([0.1, null, 0.3]))]);
    expect(row).toMatchObject({
      g: 0.5,
      depth: 3,
      seeds: 3,
      mean: 0.2,
      mean_se: 0,
      wide_seeds: '2 of 3',
      deviation: '1e-12',
    });
    expect(row!.norm).toBeCloseTo(0.6, 12);
    expect(row!.norm_se).toBeCloseTo(0.1 / Math.sqrt(3), 12);
    expect(row!.wide).toBeCloseTo(0.2, 12);
    const [all] = await askSummary('boltzmann-marginalisation', [table('boltzmann_step', stacks([0.1, 0.2, 0.3]))]);
    expect(all).toMatchObject({ wide_seeds: null });
  });

  it('have no scatter where they differ by rounding alone', async () => {
    const rounded = stacks([0.1, 0.1, 0.1]).map((row) => ({
      ...row,
      mean_coupling: row.seed === 1 ? 0.2 + 2 ** -55 : 0.2,
      spectral_norm: row.seed === 1 ? 0.2 + 2 ** -40 : 0.2,
    }));
    const [row] = await askSummary('boltzmann-marginalisation', [table('boltzmann_step', rounded)]);
    expect(row!.mean_se).toBe(0);
    expect(Number(row!.norm_se) / (2 ** -40 / 3)).toBeCloseTo(1, 3);
  });

  it('say in the figure of the flow of how many of them a prediction is the mean', async () => {
    const rows = await askFigure('boltzmann-flow', 'flow', [table('boltzmann_step', stacks([0.1, null, 0.3]))]);
    expect(rows).toMatchObject([
      { step: 1, mean: 0.2, wide_seeds: '2 of 3' },
      { step: 2, mean: 0.2, wide_seeds: '2 of 3' },
    ]);
  });

  it('say of how many a change through deeper layers is the mean, where it is no change for some', async () => {
    const couplings = [0, 1e-3].flatMap((change, seed) =>
      [1, 2].map((depth) => ({
        ...{ machine: 'random', seed, g: 0.5, depth, layer: 0, unit: 0, other: 1 },
        induced: 0.2 + (depth === 1 ? change : 0),
      })),
    );
    const [row] = await askFigure('boltzmann-visible', 'screening', [table('boltzmann_coupling', couplings)]);
    expect(row).toMatchObject({ g: 0.5, depth: 1, some_seeds: '1 of 2' });
    expect(row!.change).toBeCloseTo(1e-3, 12);
  });
});
