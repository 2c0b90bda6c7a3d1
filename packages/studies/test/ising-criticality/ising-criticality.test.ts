import type { SqlRow } from '@rgflow/drawing';
import { CRITICAL_ALPHA, CRITICAL_COUPLING } from '@rgflow/ising';
import { describe, expect, test } from 'vitest';
import { criticalApproachStage } from '../../src/ising-criticality/critical-approach.stage.js';
import { criticalDivergenceStage } from '../../src/ising-criticality/critical-divergence.stage.js';
import { figure as isingCriticality } from '../../src/ising-criticality/ising-criticality.figure.js';
import { figure as isingMonteCarlo } from '../../src/ising-criticality/ising-monte-carlo.figure.js';
import { squareSimulationStage } from '../../src/ising-criticality/square-simulation.stage.js';
import { squareSlopesStage } from '../../src/ising-criticality/square-slopes.stage.js';
import { runStage } from '../stage-chain.js';

type Tables = Record<string, readonly SqlRow[]>;

const alpha = CRITICAL_ALPHA;
const slopes = (await runStage(squareSlopesStage, { from: 0, to: 0.9, points: 31, alpha })) as unknown as Tables;
const approach = (await runStage(criticalApproachStage, {
  farthest: 1e-3,
  nearest: 1e-8,
  perDecade: 4,
  alpha,
})) as unknown as Tables;
const divergence = (await runStage(criticalDivergenceStage, {}, approach)) as unknown as Tables;

describe('the slope of the relative entropy at K_c', () => {
  test('diverges with the logarithm of the specific heat', () => {
    const exact = divergence.ising_divergence!.find((row) => row.scheme === 'exact' && row.quantity === 'asymptote')!;
    // 8 K_c / (π ln 2) and the constant beside it, by high-precision differentiation of Onsager's solution.
    expect(exact.amplitude).toBeCloseTo(1.61899, 5);
    expect(exact.background).toBeCloseTo(-1.0028, 4);
  });

  test('of the published formula diverges as well, for it contains the exact energy', () => {
    const published = divergence.ising_divergence!.find((row) => row.scheme === 'truncated')!;
    expect(Math.abs((published.amplitude as number) - 1.61899)).toBeLessThan(1e-3);
  });

  test('is given on both sides, at the distances asked for', () => {
    const distances = approach.ising_approach!.map((row) => row.distance as number);
    expect(Math.max(...distances)).toBeCloseTo(1e-3, 12);
    expect(Math.min(...distances)).toBeCloseTo(-1e-3, 12);
    expect(new Set(distances).size).toBe(2 * 21);
  });

  test('is given from the first coupling to the last as they are written, and next to K_c too', async () => {
    const grid = { from: CRITICAL_COUPLING - 1e-10, to: CRITICAL_COUPLING + 1e-10, points: 5, alpha };
    const { ising_slope } = (await runStage(squareSlopesStage, grid)) as unknown as Tables;
    const couplings = [...new Set(ising_slope!.map((row) => row.coupling as number))];
    expect([couplings[0], couplings.at(-1)]).toEqual([grid.from, grid.to]);
    expect(couplings).toHaveLength(4); // without K_c itself
    expect(ising_slope!.every((row) => Number.isFinite(row.slope))).toBe(true);
  });

  test('is given no nearer to K_c than is asked for', async () => {
    for (const nearest of [3e-4, 2.9999999999e-4, 1e-7]) {
      const params = { farthest: 0.3, nearest, perDecade: 7, alpha };
      const { ising_approach } = (await runStage(criticalApproachStage, params)) as unknown as Tables;
      const distances = ising_approach!.map((row) => Math.abs(row.distance as number));
      expect(Math.max(...distances)).toBe(0.3);
      expect(Math.min(...distances)).toBeGreaterThanOrEqual(nearest);
    }
  });

  test('agrees with differences of the curve away from K_c', () => {
    const rows = slopes.ising_slope!.filter((row) => row.scheme === 'exact' && row.quantity === 'first step');
    const [before, at, after] = rows.slice(4, 7) as [SqlRow, SqlRow, SqlRow];
    const [s, K] = ['relative_entropy', 'coupling'].map((key) => (row: SqlRow) => row[key] as number) as [
      (row: SqlRow) => number,
      (row: SqlRow) => number,
    ];
    const difference = (s(after) - s(before)) / (K(after) - K(before));
    expect(Math.abs(difference - (at.slope as number))).toBeLessThan(5e-3); // h²/6 of the third derivative, h = 0.03
  });
});

describe('the simulation', () => {
  test('agrees with the exact energy within 4 standard errors of less than 1e-2, and repeats itself', async () => {
    const measure = async () =>
      (await runStage(squareSimulationStage, { coupling: 0.35, size: 16, sweeps: 300 })) as unknown as Tables;
    const [row] = (await measure()).ising_simulation!;
    const { energy_per_bond, energy_per_bond_se, energy_per_bond_exact } = row as Record<string, number>;
    expect(energy_per_bond_se).toBeLessThan(1e-2);
    expect(Math.abs(energy_per_bond! - energy_per_bond_exact!)).toBeLessThan(4 * energy_per_bond_se!);
    expect((await measure()).ising_simulation![0]).toEqual(row);
  });
});

describe('the figures', () => {
  const simulation = [{ coupling: CRITICAL_COUPLING, size: 64, sweeps: 10, first_step: 0.317, first_step_se: 0.001 }];

  test('of criticality names the fitted coefficients', () => {
    const svg = isingCriticality.draw({
      slopes: slopes.ising_slope!,
      approach: approach.ising_approach!,
      divergence: divergence.ising_divergence!,
      simulation,
    });
    expect(svg).toContain('fits: 1.619, 1.619, 0.5023');
    expect(svg).toContain('10⁻⁸');
    expect(svg).not.toContain('NaN');
  });

  test('of the simulation shows deviations in standard errors', () => {
    const rows = simulation.map((row) => ({ ...row, energy_deviation: 0.5, first_step_deviation: -1.2 }));
    expect(isingMonteCarlo.draw({ simulation: rows })).toContain('energy, 64 × 64');
  });
});
