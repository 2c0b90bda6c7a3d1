import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  type CorrelatedEstimate,
  CRITICAL_COUPLING,
  enumerateTorus,
  estimateCorrelated,
  exactFirstStep,
  kaufmanLattice,
  neighbourSums,
  simulateSquare,
  spontaneousMagnetisation,
  WolffLattice,
} from '../src/index.js';
import { ReferenceLattice } from './wolff-reference.js';

function expectWithin4Errors(estimate: CorrelatedEstimate, exact: number, ceiling: number): void {
  expect(estimate.standardError).toBeGreaterThan(0);
  expect(estimate.standardError).toBeLessThan(ceiling);
  expect(Math.abs(estimate.value - exact)).toBeLessThan(4 * estimate.standardError);
}

describe('theory against simulation', () => {
  test('a 4 x 4 torus has the energy and the first step of its enumeration', () => {
    for (const K of [0.2, CRITICAL_COUPLING, 0.7]) {
      const simulated = simulateSquare(K, 4, RandomStream.named('small torus', { K }), { sweeps: 20_000 });
      const exact = enumerateTorus(K, 4);
      expectWithin4Errors(simulated.energyPerBond, exact.energyPerBond, 0.003);
      expectWithin4Errors(simulated.firstStep, exact.steps[1]!.relativeEntropy, 0.002);
    }
  });

  test('a 64 x 64 torus has the energy of the finite lattice, and away from K_c s⁽¹⁾ of the infinite one', () => {
    for (const K of [0.3, CRITICAL_COUPLING, 0.5]) {
      const simulated = simulateSquare(K, 64, RandomStream.named('torus', { K }), { sweeps: 300 });
      expectWithin4Errors(simulated.energyPerBond, kaufmanLattice(K, 64, 64).energyPerBond, 0.004);
      if (K !== CRITICAL_COUPLING) expectWithin4Errors(simulated.firstStep, exactFirstStep(K), 0.002);
    }
  });
});

test('above K_c the magnetisation of a large torus is the spontaneous one, up or down', () => {
  for (const K of [0.48, 0.6]) {
    const lattice = new WolffLattice(K, 64, RandomStream.named('magnetisation', { K }));
    lattice.flipClusters(100);
    const magnetisations = Array.from({ length: 1000 }, () => {
      lattice.flipClusters(2);
      return Math.abs(lattice.spins.reduce((sum, spin) => sum + spin, 0)) / 64 ** 2;
    });
    expectWithin4Errors(estimateCorrelated(magnetisations), spontaneousMagnetisation(K), 0.002);
  }
  expect(spontaneousMagnetisation(CRITICAL_COUPLING - 1e-6)).toBe(0);
});

describe('the algorithm', () => {
  test('the same stream gives the same spins, another gives others', () => {
    const states = ['a', 'a', 'b'].map((name) => {
      const lattice = new WolffLattice(0.4, 16, RandomStream.named(name));
      lattice.flipClusters(50);
      return lattice.spins.join();
    });
    expect(states[0]).toBe(states[1]);
    expect(states[0]).not.toBe(states[2]);
  });

  test('WASM gives the spins of plain TypeScript, cluster by cluster', () => {
    for (const [K, size] of [
      [0.1, 7],
      [CRITICAL_COUPLING, 32],
      [0.6, 10],
      [2, 2],
    ] as const) {
      const random = RandomStream.named('twice', { K });
      const lattice = new WolffLattice(K, size, random);
      const reference = new ReferenceLattice(K, size, random);
      for (let i = 0; i < 200; i++) expect(lattice.flipClusters(1)).toBe(reference.flipCluster());
      let flips = 0;
      for (let i = 0; i < 300; i++) flips += reference.flipCluster();
      expect(lattice.flipClusters(300)).toBe(flips);
      expect(lattice.spins).toEqual(reference.spins);
    }
  });

  test('without coupling a cluster is a spin, at the strongest it is the lattice', () => {
    const free = new WolffLattice(0, 8, RandomStream.named('free'));
    for (let i = 0; i < 20; i++) expect(free.flipClusters(1)).toBe(1);
    const frozen = new WolffLattice(100, 8, RandomStream.named('frozen'));
    for (let i = 0; i < 20; i++) expect(frozen.flipClusters(1)).toBe(64);
  });

  test('a chessboard has no equal neighbours, and every sum is 4', () => {
    const spins = Int8Array.from({ length: 36 }, (_, i) => (((i % 6) + Math.floor(i / 6)) % 2 === 0 ? 1 : -1));
    expect(neighbourSums(spins, 6)).toEqual({ energyPerBond: -1, four: 1, two: 0 });
  });
});

describe('errors of a correlated series', () => {
  test('an autoregressive series x = φx + noise has τ = (1 + φ) / 2(1 - φ)', () => {
    const noise = RandomStream.named('noise').normals(new Float32Array(200_000));
    for (const phi of [0, 0.5, 0.9]) {
      let x = 0;
      const series = noise.map((z) => {
        x = phi * x + z;
        return x;
      });
      const { value, standardError, samples, integratedAutocorrelationTime } = estimateCorrelated(series);
      const exact = (1 + phi) / (2 * (1 - phi));
      expect(Math.abs(integratedAutocorrelationTime - exact)).toBeLessThan(0.1 * exact);
      expect(samples).toBeCloseTo(series.length / (2 * integratedAutocorrelationTime));
      // The variance of a mean of n is 1/(n (1 - φ)²) for large n.
      expect(Math.abs(standardError * (1 - phi) * Math.sqrt(series.length) - 1)).toBeLessThan(0.05);
      expect(Math.abs(value)).toBeLessThan(4 * standardError);
    }
  });

  test('a series that never changes has no error', () => {
    expect(estimateCorrelated([2, 2, 2, 2])).toEqual({
      value: 2,
      standardError: 0,
      samples: 4,
      integratedAutocorrelationTime: 0.5,
    });
  });
});

test('lattices and series that cannot be are refused', () => {
  const random = RandomStream.named('x');
  expect(() => new WolffLattice(0.4, 1, random)).toThrow(/size is 1/);
  expect(() => new WolffLattice(Number.NaN, 8, random)).toThrow(/K is NaN/);
  expect(() => new WolffLattice(0.4, 8, random).flipClusters(-1)).toThrow(/count is -1/);
  expect(() => simulateSquare(0.4, 8, random, { sweeps: 1 })).toThrow(/sweeps is 1; give a whole number of 2 or more/);
  expect(() => estimateCorrelated([1])).toThrow(/there are 1 samples/);
});
