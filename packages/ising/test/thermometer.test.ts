import { readFileSync } from 'node:fs';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  couplingOfConditionals,
  couplingOfEnergy,
  isingConfigurations,
  latticeEnergy,
  type SpinLattice,
} from '../src/index.js';

interface Energy extends SpinLattice {
  readonly coupling: number;
  readonly energyPerBond: number;
  readonly energyVariance: number;
}

/** Written by expected/thermometer.py. */
const expected: {
  readonly energies: readonly Energy[];
  readonly conditionals: readonly (SpinLattice & {
    readonly spins: readonly (readonly number[])[];
    readonly coupling: number;
    readonly standardError: number;
  })[];
} = JSON.parse(readFileSync(new URL('expected/thermometer.json', import.meta.url), 'utf8'));

/** Differences of Kaufman's energy; the scatter of a torus is that of 32 bonds or more. */
const DIFFERENCES = 1e-9;

describe('the thermometer of the energy', () => {
  test.each(expected.energies)('has that of all states: $dimension, $size, K = $coupling', (of) => {
    const { energyPerBond, energyVariance } = latticeEnergy(of.coupling, of);
    expect(Math.abs(energyPerBond - of.energyPerBond)).toBeLessThan(1e-12);
    expect(Math.abs(energyVariance - of.energyVariance)).toBeLessThan(of.dimension === 1 ? 1e-14 : DIFFERENCES);
    // Near u = 1 the last bits of u are all that is left of K.
    expect(Math.abs(couplingOfEnergy(of.energyPerBond, of)! - of.coupling)).toBeLessThan(
      of.coupling > 1 ? 1e-6 : 1e-10,
    );
  });

  test('is turned round on even lattices, and has no answer where there is none', () => {
    const square = { dimension: 2, size: 6 } as const;
    const { energyPerBond } = latticeEnergy(0.3, square);
    expect(couplingOfEnergy(-energyPerBond, square)).toBeCloseTo(-0.3, 10);
    expect(couplingOfEnergy(0, square)).toBeCloseTo(0, 12);
    for (const [u, lattice] of [
      [1, square],
      [-1, square],
      [1, { dimension: 1, size: 64 }],
      [-0.1, { dimension: 1, size: 5 }],
    ] as const) {
      expect(couplingOfEnergy(u, lattice)).toBeNull();
    }
  });

  test('refuses what is no energy and no lattice', () => {
    expect(() => couplingOfEnergy(1.1, { dimension: 2, size: 8 })).toThrow('the energy per bond is 1.1');
    expect(() => couplingOfEnergy(Number.NaN, { dimension: 2, size: 8 })).toThrow('expected a number from -1 to 1');
    expect(() => latticeEnergy(0.1, { dimension: 2, size: 5 })).toThrow('a torus of an even size from 4');
    expect(() => latticeEnergy(-0.1, { dimension: 1, size: 5 })).toThrow('K is -0.1');
  });
});

describe('the thermometer of the conditionals', () => {
  test.each(expected.conditionals)('is the largest pseudo-likelihood: $dimension, $size', (of) => {
    const { coupling } = couplingOfConditionals(Int8Array.from(of.spins.flat()), of);
    expect(Math.abs(coupling!.value - of.coupling)).toBeLessThan(1e-7);
    expect(Math.abs(coupling!.standardError / of.standardError - 1)).toBeLessThan(1e-6);
  });

  test.each([
    [1, 16, 0.8],
    [2, 8, 0.2],
    [2, 8, 0.44],
    [2, 8, 0.7],
  ] as const)('agrees with that of the energy on samples: %i, %i, K = %f', (dimension, size, coupling) => {
    const samples = 2000;
    const random = RandomStream.named('thermometer test', { coupling });
    const spins = isingConfigurations({ dimension, size, coupling, samples }, random);
    const found = couplingOfConditionals(spins, { dimension, size }).coupling!;
    expect(found.standardError).toBeLessThan(0.02);
    expect(Math.abs(found.value - coupling)).toBeLessThan(4 * found.standardError);
  });

  test('a mixture has no temperature: the two disagree', () => {
    const lattice = { dimension: 2, size: 8 } as const;
    const parts = [0.1, 0.8].map((coupling) =>
      isingConfigurations({ ...lattice, coupling, samples: 500 }, RandomStream.named('mixture', { coupling })),
    );
    const spins = Int8Array.from(parts.flatMap((part) => [...part]));
    const u = [0.1, 0.8].reduce((sum, k) => sum + latticeEnergy(k, lattice).energyPerBond / 2, 0);
    const { coupling } = couplingOfConditionals(spins, lattice);
    expect(Math.abs(coupling!.value - couplingOfEnergy(u, lattice)!)).toBeGreaterThan(10 * coupling!.standardError);
  });

  test('of spins that all agree there is none, and no other numbers are taken', () => {
    const ring = { dimension: 1, size: 4 } as const;
    expect(couplingOfConditionals(new Int8Array(8).fill(1), ring)).toMatchObject({
      coupling: null,
      reason: expect.stringContaining('infinite'),
    });
    expect(() => couplingOfConditionals(new Int8Array(8), ring)).toThrow('spin 0 of sample 0 is 0');
    expect(() => couplingOfConditionals(new Int8Array(6).fill(1), ring)).toThrow('two samples or more of 4 sites');
  });
});
