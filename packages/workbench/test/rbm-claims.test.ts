import { expect, it } from 'vitest';
import { askSummary, ofSeeds, table } from './written-tables.js';

/** The closing table of the study of Ising samples, asked of rows whose answers are known. */
const cell = { dimension: 2, couplings: '[0.3]' } as const;

function point(machine: string, chain_steps: number | null, coupling: number | null) {
  return {
    ...cell,
    machine,
    chain_steps,
    coupling,
    expected_coupling: machine === 'trained' ? 0.3 : 0,
    critical_coupling: 0.44,
    conditional_coupling: coupling === null ? null : coupling - 0.1,
    variance_ratio: coupling === null ? null : 1,
  };
}

function pair(dx: number, dy: number, coupling: number, exact: number, kept = 'all', kind = 'pair') {
  return { ...cell, machine: 'trained', chain_steps: 1, kept, kind, dx, dy, coupling, exact };
}

const noises = [-0.001, 0, 0.001];

it('tells of each machine how far its fixed point is from the samples, from K_c and from its controls', async () => {
  const tables = [
    table('rbm_fixed_point', [
      ...ofSeeds(noises, (noise) => point('trained', 1, 0.32 + noise)),
      ...ofSeeds(noises, (noise) => point('shuffled', 1, 0.01 + noise)),
      ...ofSeeds(noises, () => point('untrained', null, 0)),
    ]),
    table('rbm_coupling', [
      ...ofSeeds(noises, (noise) => pair(1, 0, 0.25 + noise, 0.3)),
      // Farther away than (1, 1), and so neither nearest nor next.
      ...ofSeeds(noises, () => pair(2, 0, 5, 0)),
      ...ofSeeds(noises, (noise) => pair(1, 1, 0.02 + noise, 0)),
      ...ofSeeds(noises, (noise) => pair(1, 1, 0.2 + noise, 0.1, 'sublattice')),
      ...ofSeeds(noises, (noise) => pair(0, 0, -0.02 + noise, 0.01, 'sublattice', 'plaquette')),
      ...ofSeeds(noises, (noise) => pair(0, 0, 0.02 + noise, 0, 'all', 'field')),
    ]),
  ];
  expect(await askSummary('ising-rbm', tables)).toEqual([
    {
      lattice: 'torus',
      shown: 'K = 0.3',
      chain_steps: 1,
      expected: '0.020 ± 0.001 higher',
      critical: '-0.120 ± 0.001 lower',
      gibbs: null,
      conditional: expect.stringMatching(/^-0\.100 ± 0\.000/),
      ratio: expect.stringMatching(/^0\.000 ± 0\.000/),
      shuffled: expect.stringContaining('0.310 ± 0.000'),
      untrained: '0.320 ± 0.001 higher',
      nearest: '-0.050 ± 0.001 lower',
      next: '0.020 ± 0.001 higher',
      plaquette: null,
      field: '0.020 ± 0.001 higher',
    },
    expect.objectContaining({
      lattice: 'torus, decimated',
      expected: null,
      nearest: '0.100 ± 0.001 higher',
      next: null,
      plaquette: '-0.030 ± 0.001 lower',
    }),
  ]);
});

it('has no difference where flows have not met, and none from K_c on a ring', async () => {
  const ring = { dimension: 1, critical_coupling: null };
  const tables = [
    table('rbm_fixed_point', [
      ...ofSeeds(noises, (noise) => ({ ...point('trained', 1, noise === 0 ? null : 0.3 + noise), ...ring })),
      ...ofSeeds(noises, () => ({ ...point('shuffled', 1, 0), ...ring })),
      ...ofSeeds(noises, () => ({ ...point('untrained', null, 0), ...ring })),
    ]),
    table(
      'rbm_coupling',
      ofSeeds(noises, (noise) => ({ ...pair(1, 0, 0.25 + noise, 0.3), dimension: 1 })),
    ),
  ];
  const [row] = await askSummary('ising-rbm', tables);
  expect(row).toMatchObject({ lattice: 'ring', critical: null, expected: '0.000 ± 0.001 (2 of 3) undecided' });
});

it('compares what was trained with the most Gibbs steps with what was trained with the fewest, seed by seed', async () => {
  const tables = [
    table('rbm_fixed_point', [
      ...ofSeeds(noises, (noise) => point('trained', 1, 0.48 + noise)),
      ...ofSeeds(noises, (noise) => point('trained', 5, 0.39 + 2 * noise)),
      ...ofSeeds(noises, () => point('shuffled', 1, 0)),
      ...ofSeeds(noises, () => point('shuffled', 5, 0)),
      ...ofSeeds(noises, () => point('untrained', null, 0)),
    ]),
    table(
      'rbm_coupling',
      ofSeeds(noises, (noise) => pair(1, 0, 0.25 + noise, 0.3)),
    ),
  ];
  const rows = await askSummary('ising-rbm', tables);
  expect(rows.map(({ chain_steps, gibbs }) => [chain_steps, gibbs])).toEqual([
    [1, null],
    [5, '-0.090 ± 0.001 lower'],
  ]);
});
