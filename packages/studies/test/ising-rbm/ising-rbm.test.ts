import { isingConfigurations, latticeEnergy, type SpinLattice } from '@rgflow/ising';
import { RandomStream } from '@rgflow/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { toldSteps } from '../../src/ising-rbm/coupling-flow.js';
import { exactCoupling } from '../../src/ising-rbm/exact-couplings.js';
import { expectedOfMixture } from '../../src/ising-rbm/expected-equilibrium.js';
import { learnedCouplingsStage } from '../../src/ising-rbm/learned-couplings.stage.js';
import { rbmFlowStage } from '../../src/ising-rbm/rbm-flow.stage.js';
import { bondsOf, energiesPerBond, magnetisationSquared } from '../../src/ising-rbm/spin-energies.js';
import { hiddenPlaces, pairPlaces, plaquettes } from '../../src/ising-rbm/spin-places.js';
import { upLessDown } from '../../src/ising-rbm/up-less-down.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

/** All multiples of it up to 8 are float32. */
const K = 7 / 16;
const RING = { dimension: 1, size: 16 } as const;
const TORUS = { dimension: 2, size: 8 } as const;

/** A machine whose hidden units are spins coupled with K to the visible ones at their places: Kστ = 4Kvh - 2Kv - 2Kh + K. */
function exactMachine(visible: number, places: readonly (readonly number[])[], coupling = K) {
  const hidden = places.length;
  const weights = new Float32Array(visible * hidden);
  const visibleBiases = new Float32Array(visible);
  places.forEach((units, j) => {
    for (const i of units) {
      weights[i * hidden + j] = 4 * coupling;
      visibleBiases[i]! -= 2 * coupling;
    }
  });
  const hiddenBiases = Float32Array.from(places, (units) => -2 * coupling * units.length);
  return machineOf(visible, hidden, weights, visibleBiases, hiddenBiases);
}

function machineOf(visible: number, hidden: number, weights: Float32Array, b: Float32Array, c: Float32Array) {
  return {
    weights: [{ layer: 0, shape: [visible, hidden], data: weights }],
    visibleBiases: [{ layer: 0, shape: [visible], data: b }],
    hiddenBiases: [{ layer: 0, shape: [hidden], data: c }],
  };
}

type Row = Readonly<Record<string, number | string | boolean | null>>;

describe('what a machine has learnt', () => {
  test.each([
    ['ring', { dimension: 1, size: 64 }, 32],
    ['torus', TORUS, 32],
  ] as const)(
    'a machine of decimated spins has the couplings of the exact decimation: %s',
    async (_, lattice, visible) => {
      const machine = exactMachine(visible, hiddenPlaces(lattice, 'sublattice'));
      const params = { machine: 'trained', ...lattice, couplings: `[${K}]`, kept: 'sublattice' };
      const { rbm_coupling, rbm_receptive_field } = await runStage(learnedCouplingsStage, params, machine);
      const rows = rbm_coupling as unknown as readonly Row[];
      expect(rows.filter(({ exact }) => exact !== 0).length).toBe(lattice.dimension === 1 ? 1 : 3);
      for (const { coupling, exact, scatter } of rows) {
        expect(Math.abs(Number(coupling) - Number(exact))).toBeLessThan(1e-13);
        expect(scatter).toBeLessThan(1e-13);
      }
      const [field] = rbm_receptive_field as unknown as readonly [Row];
      const ends = lattice.dimension === 1 ? 2 : 4;
      expect(field).toMatchObject({ exact_participation: ends, hidden_units: 32 });
      expect(field.participation).toBeCloseTo(ends, 12);
      expect(field.local_share).toBeCloseTo(1, 12);
      expect(Math.abs(Number(field.up_less_down))).toBeLessThan(1e-12);
      expect(rows.at(-1)).toMatchObject({ kind: 'field', places: visible, exact: 0, second_cumulant: null });
      expect(field.local_share_permuted).toBeLessThan(0.7);
    },
  );

  test('second cumulants are the weak-coupling side of it', async () => {
    const weak = 1 / 64;
    const machine = exactMachine(32, hiddenPlaces(TORUS, 'sublattice'), weak);
    const params = { machine: 'trained', ...TORUS, couplings: `[${weak}]`, kept: 'sublattice' };
    const { rbm_coupling } = await runStage(learnedCouplingsStage, params, machine);
    const [nearest] = rbm_coupling as unknown as readonly [Row];
    // Two decimated spins in common: 2K², and corrections of relative order K².
    expect(nearest.second_cumulant).toBeCloseTo(2 * weak * weak, 15);
    expect(Number(nearest.coupling) / Number(nearest.exact)).toBeCloseTo(1, 10);
    expect(Math.abs(Number(nearest.coupling) / (2 * weak * weak) - 1)).toBeLessThan(0.01);
  });

  test('without training, or shown independent spins, nothing is expected, and several K have no Hamiltonian', async () => {
    const machine = machineOf(16, 2, new Float32Array(32), new Float32Array(16), new Float32Array(2));
    const of = async (kind: string, couplings: string) => {
      const params = { machine: kind, ...RING, couplings, kept: 'all' };
      return runStage(learnedCouplingsStage, params, machine);
    };
    const untrained = await of('untrained', '[0.3]');
    expect(untrained.rbm_coupling![0]).toMatchObject({ dx: 1, dy: 0, places: 16, coupling: 0, exact: 0, reason: null });
    expect(untrained.rbm_receptive_field).toMatchObject([{ participation: null, reason: 'all weights are 0' }]);
    expect((await of('trained', '[0.3]')).rbm_coupling![0]).toMatchObject({ exact: 0.3 });
    expect((await of('trained', '[0.3, 0.4]')).rbm_coupling![0]).toMatchObject({
      exact: null,
      reason: expect.stringContaining('several K'),
    });
  });
});

describe('the flow of couplings', () => {
  const flow = { starts: '[0, 0.4, 1.2]', chains: 60, steps: 60 };
  let ring: Awaited<ReturnType<typeof runStage>>;

  beforeAll(async () => {
    // A spin between every two neighbours of a ring of 16: the chain before a decimation, K' = ½ ln cosh 2K.
    const machine = exactMachine(16, hiddenPlaces(RING, 'all'), 1);
    const couplings = `[${Math.log(Math.cosh(2)) / 2}]`;
    ring = await runStage(rbmFlowStage, { machine: 'trained', ...RING, couplings, ...flow }, machine);
  });

  test('ends where the machine is in equilibrium, from order and from disorder', () => {
    const [point] = ring.rbm_fixed_point as unknown as readonly [Row];
    expect(point).toMatchObject({ settled: true, reason: null, critical_coupling: null });
    expect(point.coupling_se).toBeLessThan(0.03);
    expect(Math.abs(Number(point.coupling) - Number(point.expected_coupling))).toBeLessThan(
      4 * Number(point.coupling_se),
    );
    const error = Number(point.conditional_coupling_se);
    expect(Math.abs(Number(point.conditional_coupling) - Number(point.expected_coupling))).toBeLessThan(4 * error);
    expect(Math.abs(Number(point.variance_ratio) - 1)).toBeLessThan(0.15);
    expect(point.expected_variance_ratio).toBeCloseTo(1, 12);
  });

  test('begins at the couplings of its samples', () => {
    const rows = (ring.rbm_flow as unknown as readonly Row[]).filter(({ step }) => step === 0);
    expect(rows.map(({ start_coupling }) => start_coupling)).toEqual([0, 0.4, 1.2]);
    for (const { start_coupling, coupling, coupling_se } of rows) {
      expect(Math.abs(Number(coupling) - Number(start_coupling))).toBeLessThan(4 * Number(coupling_se));
    }
  });

  test('has no fixed point where the two have not met', async () => {
    const frozen = exactMachine(16, hiddenPlaces(RING, 'all'), 4);
    const params = { machine: 'trained', ...RING, couplings: '[3.6]', ...flow, steps: 4 };
    const { rbm_fixed_point } = await runStage(rbmFlowStage, params, frozen);
    expect(rbm_fixed_point).toMatchObject([
      { settled: false, coupling: null, variance_ratio: null, reason: expect.stringContaining('have not met') },
    ]);
  });

  test('of a machine without weights goes to independent spins in a step, which is what is expected of it', async () => {
    const machine = machineOf(64, 3, new Float32Array(192), new Float32Array(64), new Float32Array(3));
    const params = { machine: 'untrained', ...TORUS, couplings: '[0.3, 0.5]', ...flow, steps: 10 };
    const { rbm_fixed_point, rbm_flow } = await runStage(rbmFlowStage, params, machine);
    expect(rbm_fixed_point).toMatchObject([{ settled: true, expected_coupling: 0, expected_energy_per_bond: 0 }]);
    for (const row of rbm_flow as unknown as readonly Row[]) {
      if (row.step === 0) continue;
      expect(Math.abs(Number(row.coupling))).toBeLessThan(4.5 * Number(row.coupling_se));
    }
  });

  test('of a machine that diverged is a row that says so', async () => {
    const machine = machineOf(16, 1, new Float32Array(16).fill(Number.NaN), new Float32Array(16), new Float32Array(1));
    const params = { machine: 'trained', ...RING, couplings: '[0.3]', ...flow };
    const { rbm_fixed_point, rbm_flow } = await runStage(rbmFlowStage, params, machine);
    expect(rbm_flow).toEqual([]);
    expect(rbm_fixed_point).toMatchObject([{ coupling: null, reason: expect.stringContaining('diverged') }]);
    const learnt = await runStage(
      learnedCouplingsStage,
      { machine: 'trained', ...RING, couplings: '[0.3]', kept: 'all' },
      machine,
    );
    expect(learnt.rbm_coupling![0]).toMatchObject({ coupling: null, reason: expect.stringContaining('diverged') });
  });

  test('is told at steps that a logarithm shows', () => {
    expect(toldSteps(100)).toEqual([0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100]);
    expect(toldSteps(2)).toEqual([0, 1, 2]);
  });
});

test('what is expected of samples at several K is what they have', () => {
  const couplings = [0.2, 0.5];
  const { energyPerBond, coupling, varianceRatio } = expectedOfMixture(couplings, TORUS);
  const samples = 1500;
  const energies = couplings.flatMap((k) => {
    const spins = isingConfigurations({ ...TORUS, coupling: k, samples }, RandomStream.named('mixture', { k }));
    return [...energiesPerBond(spins, 64, bondsOf(TORUS))];
  });
  const mean = energies.reduce((a, b) => a + b) / energies.length;
  const variance = energies.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / energies.length;
  expect(Math.abs(mean - energyPerBond)).toBeLessThan(4 * Math.sqrt(variance / energies.length));
  expect(Math.abs(variance / latticeEnergy(coupling!, TORUS).energyVariance / varianceRatio! - 1)).toBeLessThan(0.05);
  expect(expectedOfMixture([0.3], TORUS).varianceRatio).toBeCloseTo(1, 12);
  expect(expectedOfMixture([0], TORUS)).toMatchObject({ energyPerBond: 0, coupling: 0 });
});

test('a machine to which up and down are alike prefers neither, and one of known probabilities tells by how much', () => {
  const { weights, visibleBiases, hiddenBiases } = exactMachine(16, hiddenPlaces(RING, 'all'));
  const of = (tensors: readonly { readonly data: Float32Array }[]) => tensors[0]!.data;
  const alike = { weights: of(weights), visibleBiases: of(visibleBiases), hiddenBiases: of(hiddenBiases) };
  expect(Math.abs(upLessDown({ visible: 'bernoulli', ...alike }))).toBeLessThan(1e-12);
  const known = {
    visible: 'bernoulli',
    weights: Float32Array.of(
      0.8012,
      -0.5031,
      0.2507,
      -0.3518,
      0.6023,
      1.1009,
      0.4504,
      -0.9015,
      -0.2006,
      1.0521,
      0.3017,
      -0.7513,
    ),
    visibleBiases: Float32Array.of(-0.1503, 0.2511, 0.0507, -0.4002),
    hiddenBiases: Float32Array.of(0.3004, -0.2008, 0.1016),
  } as const;
  // By the sum over all hidden states.
  const { weights: w, visibleBiases: b, hiddenBiases: c } = known;
  const logSum = (v: number) => {
    const terms = Array.from({ length: 8 }, (_, h) => {
      const on = [0, 1, 2].filter((j) => (h >> j) % 2 === 1);
      const fields = on.reduce((sum, j) => sum + c[j]! + v * [0, 1, 2, 3].reduce((s, i) => s + w[3 * i + j]!, 0), 0);
      return Math.exp(fields + v * b.reduce((sum, x) => sum + x, 0));
    });
    return Math.log(terms.reduce((sum, term) => sum + term, 0));
  };
  expect(upLessDown(known)).toBeCloseTo(logSum(1) - logSum(0), 13);
});

test('states 0 and 1 have energies and magnetisations of spins', () => {
  const states = [1, 1, 0, 0, 1, 1, 1, 1];
  expect([...energiesPerBond(states, 4, bondsOf({ dimension: 1, size: 4 }))]).toEqual([0, 1]);
  expect(magnetisationSquared(states, 4)).toBe(0.5);
  expect(bondsOf({ dimension: 2, size: 4 })).toHaveLength(64);
});

test('places are counted by the symmetries of the lattice', () => {
  const counts = (lattice: SpinLattice, kept: 'all' | 'sublattice') =>
    pairPlaces(lattice, kept).map(({ dx, dy, units }) => [dx, dy, units.length]);
  expect(counts({ dimension: 1, size: 6 }, 'all')).toEqual([
    [1, 0, 6],
    [2, 0, 6],
    [3, 0, 3],
  ]);
  expect(counts(TORUS, 'sublattice').slice(0, 3)).toEqual([
    [1, 1, 64],
    [2, 0, 64],
    [2, 2, 64],
  ]);
  expect(plaquettes(TORUS, 'all')!.units).toHaveLength(64);
  expect(plaquettes(TORUS, 'sublattice')!.units).toHaveLength(32);
  expect(plaquettes(RING, 'all')).toBeNull();
  expect(hiddenPlaces(TORUS, 'sublattice').every((units) => new Set(units).size === 4)).toBe(true);
  const place = pairPlaces(RING, 'sublattice')[0]!;
  expect(exactCoupling(1, RING, 'sublattice', place)).toBeCloseTo(0.662501373679, 11);
});

describe('the study', () => {
  const one = ['seed=0', 'training.chainSteps=1', 'spins.dimension=2'] as const;
  const stages = (...sets: readonly string[]) => {
    const names = planOf('ising-rbm', ...sets).nodes.map(({ stage }) => stage.name);
    return (name: string) => names.filter((each) => each === name).length;
  };

  test('follows three machines and adds one of the decimated spins where there is one K', () => {
    const single = stages(...one, 'spins.couplings=[0.3]', 'training.epochs=2');
    expect([single('rbm-flow'), single('learned-couplings'), single('machine-likelihood')]).toEqual([3, 4, 1]);
    // Trained, shuffled and decimated, two epochs of each.
    expect([single('begin-machine'), single('train-machine')]).toEqual([3, 6]);
    const several = stages(...one, 'spins.couplings=[0.3,0.4]', 'training.epochs=2');
    expect([several('rbm-flow'), several('learned-couplings'), several('machine-likelihood')]).toEqual([3, 3, 0]);
  });

  test('shares what is not trained between ways of training', () => {
    const both = stages('seed=0', 'spins.dimension=2', 'spins.couplings=[0.3,0.4]', 'training.epochs=1');
    expect([both('rbm-flow'), both('ising-images')]).toEqual([5, 2]);
  });

  test('refuses lattices and lists that make no sense', () => {
    for (const [set, fault] of [
      ['spins.sites=50', 'the square of an even number from 6'],
      ['spins.sites=25', 'the square of an even number from 6'],
      ['spins.samples=3', 'at least one for each of 24 couplings'],
      ['flow.starts=[0.4,0.2]', 'expected ascending couplings'],
      ['training.batchSize=50000', 'no step would come'],
    ] as const) {
      expect(faultsOf('ising-rbm', 'seed=0', 'training.chainSteps=1', 'spins.dimension=2', set).join('\n')).toContain(
        fault,
      );
    }
    expect(faultsOf('ising-rbm', 'spins.dimension=1', 'spins.sites=65').join('\n')).toContain('an even number');
  });
});
