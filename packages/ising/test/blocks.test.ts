import { describe, expect, test } from 'vitest';
import {
  type BlockSystem,
  blockExpansion,
  blockedRing,
  cumulantsFromMoments,
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
    expectClose(majorityChainFirstOrder(0.2), 0.0539715841622, TWELVE_DECIMALS, 1);
    expectClose(majorityChainFirstOrder(0.5), 0.184088638103, TWELVE_DECIMALS, 1);
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

  test('cumulants of a Bernoulli variable', () => {
    const p = 1 / (1 + Math.exp(-0.3));
    const expected = [0.574442516811659, 0.244458311690746, -0.0363961839555763, -0.114100885237393];
    for (const [k, cumulant] of cumulantsFromMoments([p, p, p, p]).entries())
      expectClose(cumulant, expected[k]!, 1e-13);
  });
});

describe('two triangles of the triangular lattice, by enumeration', () => {
  // Two neighbouring blocks are joined by two bonds, from one corner of the one to two of the other.
  const K = 0.3;
  const pair: BlockSystem = {
    spins: 6,
    blocks: 2,
    within: (s) => K * (s(0) * s(1) + s(1) * s(2) + s(2) * s(0) + s(3) * s(4) + s(4) * s(5) + s(5) * s(3)),
    between: (s) => K * s(0) * (s(3) + s(4)),
    blockSpins: (s) => (s(0) + s(1) + s(2) > 0 ? 1 : 0) + (s(3) + s(4) + s(5) > 0 ? 2 : 0),
  };

  test('the first cumulant is 2Kφ² and higher ones come near the exact coupling', () => {
    const energies = blockExpansion(pair, 12);
    const coupling = (energy: (i: number) => number) => (energy(1) - energy(3)) / 2;
    expectClose(
      coupling((i) => energies[i]!.orders[1]!),
      triangularFirstOrder(K),
      1e-14,
    );
    const exact = coupling((i) => energies[i]!.exact);
    expectClose(
      coupling((i) => energies[i]!.orders[12]!),
      exact,
      1e-4,
    );
    expect(Math.abs(coupling((i) => energies[i]!.orders[12]!) - exact)).toBeLessThan(
      Math.abs(coupling((i) => energies[i]!.orders[3]!) - exact),
    );
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

  test('a normal variable has two cumulants', () => {
    const cumulants = cumulantsFromMoments([1, 3, 7, 25, 81, 331]); // mean 1, variance 2
    expect(cumulants).toEqual([1, 2, 0, 0, 0, 0]);
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
