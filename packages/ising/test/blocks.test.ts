import { describe, expect, test } from 'vitest';
import {
  type BlockSystem,
  blockExpansion,
  blockedRing,
  decimateChain,
  majorityChainFirstOrder,
  TRIANGULAR_FIXED_POINT,
  triangularFirstOrder,
} from '../src/index.js';
import { expectClose } from './close.js';

/** Values printed with 10 decimals. */
const TEN_DECIMALS = 6e-11;
/** Values printed with 12 decimals. */
const TWELVE_DECIMALS = 6e-13;

/** Block spins of a ring of four, the first block spin first: '+-+-'. */
function configuration(signs: string): number {
  return [...signs].reduce((bits, sign, i) => bits | (sign === '+' ? 1 << i : 0), 0);
}

describe('known values', () => {
  test('a bond of the chain by decimation of blocks of 2, order by order', () => {
    const K = 0.5;
    const bond: BlockSystem = {
      spins: 3,
      blocks: 2,
      within: (spin) => K * spin(0) * spin(1),
      between: (spin) => K * spin(1) * spin(2),
      blockSpins: (spin) => (spin(0) + 1) / 2 + (spin(2) + 1),
    };
    const energies = blockExpansion(bond, 8);
    const coupling = (order: number) => (energies[1]!.orders[order]! - energies[3]!.orders[order]!) / 2;
    const constant = (order: number) => -(energies[1]!.orders[order]! + energies[3]!.orders[order]!) / 2;
    for (const [order, K1, K0] of [
      [1, 0.23105857863, 0.813261687518],
      [2, 0.23105857863, 0.911567654139],
      [3, 0.215915620685, 0.911567654139],
      [4, 0.215915620685, 0.910095754951],
      [5, 0.216944844529, 0.910095754951],
      [6, 0.216944844529, 0.910024863317],
      [7, 0.216888607643, 0.910024863317],
      [8, 0.216888607643, 0.910038828941],
    ] as const) {
      expectClose(coupling(order), K1, TWELVE_DECIMALS, 1);
      expectClose(constant(order), K0, TWELVE_DECIMALS, 1);
    }
    const exact = decimateChain({ coupling: K, field: 0, constant: 0 });
    expectClose((energies[1]!.exact - energies[3]!.exact) / 2, exact.coupling, 1e-14);
    expectClose(-(energies[1]!.exact + energies[3]!.exact) / 2, exact.constant, 1e-14);
  });

  test('majority of three on a ring of 12, exact and to orders 1 to 4', () => {
    for (const [K, signs, exact, orders] of [
      [0.2, '++++', -5.9827548956, [-5.9200083558, -5.984212822, -5.9830805172, -5.982744258]],
      [0.2, '+-+-', -5.5532327536, [-5.4882356826, -5.5524401487, -5.5535724535, -5.5532361943]],
      [0.5, '++++', -7.5811732196, [-7.2424480526, -7.6177413845, -7.5900579924, -7.5791222551]],
      [0.5, '++--', -6.9773377363, [-6.5060935001, -6.9952456615, -6.9952456615, -6.9762914495]],
    ] as const) {
      const energy = blockExpansion(blockedRing(K, 3, 4, 'majority'), 4)[configuration(signs)]!;
      expectClose(energy.exact, exact, TEN_DECIMALS, 1);
      for (const [i, expected] of orders.entries()) expectClose(energy.orders[i + 1]!, expected, TEN_DECIMALS, 1);
    }
  });

  test('majority of three to first order', () => {
    for (const [K, phi, renormalised] of [
      [0.2, 0.519478508517, 0.0539715841622],
      [0.5, 0.606776133517, 0.184088638103],
    ] as const) {
      expectClose(majorityChainFirstOrder(K), renormalised, TWELVE_DECIMALS, 1);
      // φ, how much an end spin of a block is aligned with its majority, by enumeration of the 8 states.
      let [aligned, all] = [0, 0];
      for (let state = 0; state < 8; state++) {
        const [a, b, c] = [0, 1, 2].map((i) => 2 * ((state >> i) & 1) - 1) as [number, number, number];
        const weight = Math.exp(K * (a * b + b * c));
        aligned += weight * a * Math.sign(a + b + c);
        all += weight;
      }
      expectClose(aligned / all, phi, TWELVE_DECIMALS, 1);
      expectClose(K * phi ** 2, renormalised, TWELVE_DECIMALS, 1);
    }
    // It is half the difference that turning one bond of the ring makes, to first order: two bonds of K' turn.
    const energies = blockExpansion(blockedRing(0.5, 3, 4, 'majority'), 1);
    const difference = energies[configuration('++--')]!.orders[1]! - energies[configuration('++++')]!.orders[1]!;
    expectClose(difference / 4, majorityChainFirstOrder(0.5), 1e-14);
  });

  test('the triangular lattice to first order', () => {
    const { coupling, eigenvalue, thermalExponent, correlationLengthExponent } = TRIANGULAR_FIXED_POINT;
    expectClose(coupling, 0.3356135116133815, 1e-15);
    expectClose(triangularFirstOrder(coupling), coupling, 1e-15);
    expectClose(eigenvalue, 1.6235243874, TEN_DECIMALS);
    expectClose(thermalExponent, 0.8822026459, TEN_DECIMALS);
    expectClose(correlationLengthExponent, 1.1335264121, TEN_DECIMALS);
    const h = 1e-5;
    expectClose((triangularFirstOrder(coupling + h) - triangularFirstOrder(coupling - h)) / (2 * h), eigenvalue, 1e-9);
  });
});

describe('identities', () => {
  test('the block Hamiltonian keeps the partition function', () => {
    const Z = (2 * Math.cosh(0.4)) ** 12 + (2 * Math.sinh(0.4)) ** 12;
    for (const rule of ['decimation', 'majority'] as const) {
      const energies = blockExpansion(blockedRing(0.4, 3, 4, rule), 0);
      expectClose(
        energies.reduce((sum, { exact }) => sum + Math.exp(-exact), 0),
        Z,
        1e-13,
      );
    }
  });

  test('without couplings between blocks every order is exact', () => {
    for (const { exact, orders } of blockExpansion({ ...blockedRing(0.4, 3, 3, 'majority'), between: () => 0 }, 5)) {
      for (const energy of orders) expectClose(energy, exact, 1e-14);
    }
  });
});

test('blocks that are no blocks', () => {
  expect(() => blockedRing(0.4, 4, 3, 'majority')).toThrow(/a block of 4 spins may have no majority/);
  expect(() => blockedRing(0.4, 0, 3, 'decimation')).toThrow(/3 blocks of 0 spins/);
  expect(() => blockExpansion(blockedRing(0.4, 3, 3, 'majority'), -1)).toThrow(/order is -1/);
  expect(() => blockExpansion({ ...blockedRing(0.4, 3, 3, 'majority'), blockSpins: () => 8 }, 1)).toThrow(
    /state 0 has block spins 8; with 3 blocks they are numbered 0 to 7/,
  );
  expect(() => blockExpansion({ ...blockedRing(0.4, 3, 3, 'majority'), blockSpins: () => 0 }, 1)).toThrow(
    /no state has block spins 1/,
  );
});
