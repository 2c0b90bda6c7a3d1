import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { couplingOfConditionals, couplingOfEnergy, latticeEnergy, type SpinLattice } from '../src/index.js';

/** Spins have no unit: a thermometer is held to what it is the inverse of, and to the symmetries of the lattice. */
const lattices = fc.constantFrom<SpinLattice>(
  { dimension: 1, size: 8 },
  { dimension: 1, size: 9 },
  { dimension: 1, size: 100 },
  { dimension: 2, size: 4 },
  { dimension: 2, size: 10 },
);

describe('couplingOfEnergy', () => {
  /** From 1e-300 on, to where u leaves some digits of K. */
  const couplings = fc
    .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: -300, max: -1 }))
    .map(([m, e]) => m * Number(`1e${e}`));

  test('is the coupling that has this energy, however weak, with its sign on an even lattice', () => {
    fc.assert(
      fc.property(couplings, lattices, fc.boolean(), (coupling, lattice, negative) => {
        const u = latticeEnergy(coupling, lattice).energyPerBond;
        const found = couplingOfEnergy(negative ? -u : u, lattice);
        if (negative && lattice.size % 2 !== 0) expect(found).toBeNull();
        else {
          // Kaufman's energy is a difference of numbers of the size 1 / K.
          const left = lattice.dimension === 2 && coupling > 1e-7 ? 1e-15 / coupling ** 2 : 0;
          expect(Math.abs((negative ? -found! : found!) / coupling - 1)).toBeLessThan(1e-10 + left);
        }
      }),
      { seed: 13, numRuns: 150 },
    );
  });

  test('has this energy, whatever it is', () => {
    const energies = fc.double({ min: 0, max: 0.999, noNaN: true, minExcluded: true });
    fc.assert(
      fc.property(energies, lattices, (u, lattice) => {
        const found = couplingOfEnergy(u, lattice)!;
        expect(found).toBeGreaterThan(0);
        expect(Math.abs(latticeEnergy(found, lattice).energyPerBond - u)).toBeLessThan(1e-12);
      }),
      { seed: 13, numRuns: 150 },
    );
  });
});

describe('couplingOfConditionals', () => {
  const states = fc.record({
    seed: fc.nat(1e6),
    samples: fc.integer({ min: 2, max: 12 }),
    up: fc.double({ min: 0.3, max: 0.7, noNaN: true }),
  });
  const spinsOf = ({ seed, samples, up }: { seed: number; samples: number; up: number }) =>
    Int8Array.from(RandomStream.named('conditionals', { seed }).uniform(samples * 36), (u) => (u < up ? 1 : -1));
  const lattice = { dimension: 2, size: 6 } as const;

  test('knows neither which way is up nor the order of the samples, and changes its sign with one sublattice', () => {
    fc.assert(
      fc.property(states, (drawn) => {
        const spins = spinsOf(drawn);
        const { coupling } = couplingOfConditionals(spins, lattice);
        fc.pre(coupling !== null);
        const { value, standardError } = coupling!;
        const near = (other: Int8Array, sign: number) => {
          const found = couplingOfConditionals(other, lattice).coupling!;
          expect(Math.abs(sign * found.value - value)).toBeLessThan(1e-10);
          expect(Math.abs(found.standardError / standardError - 1)).toBeLessThan(1e-8);
        };
        near(
          spins.map((spin) => -spin),
          1,
        );
        near(spins.toReversed(), 1);
        near(
          spins.map((spin, n) => ((Math.floor((n % 36) / 6) + n) % 2 === 0 ? spin : -spin)),
          -1,
        );
      }),
      { seed: 13, numRuns: 100 },
    );
  });

  test('of all samples several times is the same, with an error as much smaller as if they were independent', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 2, max: 20 }), (drawn, times) => {
        const spins = spinsOf(drawn);
        const { coupling } = couplingOfConditionals(spins, lattice);
        fc.pre(coupling !== null);
        const again = new Int8Array(times * spins.length);
        for (let n = 0; n < times; n++) again.set(spins, n * spins.length);
        const found = couplingOfConditionals(again, lattice).coupling!;
        expect(Math.abs(found.value - coupling!.value)).toBeLessThan(1e-10);
        expect((found.standardError * Math.sqrt(times)) / coupling!.standardError).toBeCloseTo(1, 8);
      }),
      { seed: 13, numRuns: 60 },
    );
  });
});
