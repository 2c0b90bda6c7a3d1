import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coarseHamiltonian } from '../src/index.js';
import expected from './expected/coarse_hamiltonian.json' with { type: 'json' };

const spins = [-1, 1];

describe('the Hamiltonian of coarse states', () => {
  test('is the Taylor series of the energy in the strength of V, as 60-digit arithmetic has it', () => {
    const { exact, byOrder } = coarseHamiltonian(expected.intra, expected.inter, [0, 0, 0, 0], 8);
    expect(exact[0]).toBeCloseTo(expected.exact, 14);
    for (const [k, [energy]] of byOrder.entries()) expect(energy).toBeCloseTo(expected.byOrder[k]!, 14);
  });

  test('of the Ising chain, every second spin kept, converges to tanh K′ = tanh² K at K = 1/2', () => {
    // Block (s₁, s₂), s′ = s₁; between blocks -K s₂s₁″. Summing s₂ out for each (s₁, s₁″).
    const K = 0.5;
    const states = spins.flatMap((kept) => spins.flatMap((next) => spins.map((s) => ({ kept, next, s }))));
    const { exact, byOrder } = coarseHamiltonian(
      states.map(({ kept, s }) => -K * kept * s),
      states.map(({ next, s }) => -K * s * next),
      states.map(({ kept, next }) => (kept === next ? 0 : 1)),
      8,
    );
    // Each coarse state stands for two pairs (s₁, s₁″) and so has twice the weight.
    const coupling = ([equal, opposite]: readonly number[]) => (opposite! - equal!) / 2;
    const constant = ([equal, opposite]: readonly number[]) => -(opposite! + equal!) / 2 - Math.LN2;
    const couplings = [0.23105857863, 0.215915620685, 0.216944844529, 0.216888607643];
    const constants = [0.813261687518, 0.911567654139, 0.910095754951, 0.910024863317, 0.910038828941];
    for (const [k, energies] of byOrder.entries()) {
      expect(coupling(energies)).toBeCloseTo(couplings[Math.floor(k / 2)]!, 11);
      expect(constant(energies)).toBeCloseTo(constants[Math.floor((k + 1) / 2)]!, 11);
    }
    expect(coupling(exact)).toBeCloseTo(0.216890415241514, 14);
    expect(coupling(exact)).toBeCloseTo(Math.atanh(Math.tanh(K) ** 2), 15);
    expect(constant(exact)).toBeCloseTo(0.910037595801, 11);
  });

  test.each([
    [0.2, '++++', -5.9827548956, [-5.9200083558, -5.984212822, -5.9830805172, -5.982744258]],
    [0.2, '+-+-', -5.5532327536, [-5.4882356826, -5.5524401487, -5.5535724535, -5.5532361943]],
    [0.5, '++++', -7.5811732196, [-7.2424480526, -7.6177413845, -7.5900579924, -7.5791222551]],
    [0.5, '++--', -6.9773377363, [-6.5060935001, -6.9952456615, -6.9952456615, -6.9762914495]],
  ])('of a ring of 12 in blocks of three by majority, K = %f, state %s', (K, state, exactEnergy, orders) => {
    const ring = Array.from({ length: 4096 }, (_, bits) =>
      Array.from({ length: 12 }, (_, i) => ((bits >> i) & 1 ? 1 : -1)),
    );
    const bonds = (s: readonly number[], between: boolean) =>
      s.reduce((sum, x, i) => sum + ((i % 3 === 2) === between ? -K * x * s[(i + 1) % 12]! : 0), 0);
    const majority = (s: readonly number[]) =>
      [0, 3, 6, 9].reduce((index, i) => 2 * index + (s[i]! + s[i + 1]! + s[i + 2]! > 0 ? 1 : 0), 0);
    const { exact, byOrder } = coarseHamiltonian(
      ring.map((s) => bonds(s, false)),
      ring.map((s) => bonds(s, true)),
      ring.map(majority),
      4,
    );
    const index = Number.parseInt(state.replaceAll('+', '1').replaceAll('-', '0'), 2);
    expect(exact[index]).toBeCloseTo(exactEnergy, 9);
    for (const [k, energy] of orders.entries()) expect(byOrder[k]![index]).toBeCloseTo(energy, 9);
    const total = (energies: readonly number[]) => Math.log(energies.reduce((z, e) => z + Math.exp(-e), 0));
    expect(total(exact)).toBeCloseTo(Math.log((2 * Math.cosh(K)) ** 12 + (2 * Math.sinh(K)) ** 12), 12);
  });

  test('is exact at first order if V is constant on each coarse state, and otherwise the first order lies above it', () => {
    const energy = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(energy, energy), { minLength: 2, maxLength: 8 }), (states) => {
        const intra = states.map(([e]) => e);
        const one = states.map(() => 0);
        const constant = coarseHamiltonian(
          intra,
          states.map(() => 0.7),
          one,
          3,
        );
        for (const [e] of constant.byOrder) expect(e).toBeCloseTo(constant.exact[0]!, 12);
        const { exact, byOrder } = coarseHamiltonian(
          intra,
          states.map(([, v]) => v),
          one,
          1,
        );
        // Gibbs, Bogoliubov and Feynman.
        expect(byOrder[0]![0]).toBeGreaterThanOrEqual(exact[0]! - 1e-12);
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  test('lets a state of infinite energy not occur, and stands energies of a thousand', () => {
    const { exact } = coarseHamiltonian([-1000, Number.POSITIVE_INFINITY, 1000], [1, 0, 0], [0, 0, 1], 2);
    expect(exact).toEqual([-999, 1000]);
  });

  test('impossible arguments are refused', () => {
    expect(() => coarseHamiltonian([0], [0, 1], [0], 2)).toThrow('coarseHamiltonian: 1 energies within, 2 between');
    expect(() => coarseHamiltonian([0, 0], [0, 0], [0, 2], 2)).toThrow('microstate 1 has coarse state 2');
    expect(() => coarseHamiltonian([0, 0, 0], [0, 0, 0], [0, 2, 2], 2)).toThrow('coarse state 1 has no microstate');
    expect(() => coarseHamiltonian([Number.NaN], [0], [0], 2)).toThrow('microstate 0 has energy NaN within');
    expect(() => coarseHamiltonian([0], [0], [0], 1.5)).toThrow('coarseHamiltonian: order is 1.5');
  });
});
