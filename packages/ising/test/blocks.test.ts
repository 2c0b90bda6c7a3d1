import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type BlockSystem,
  blockExpansion,
  blockedRing,
  blockedTriangular,
  coarseHamiltonian,
  decimateChain,
  majorityChainFirstOrder,
  TRIANGULAR_FIXED_POINT,
  type TriangularCouplings,
  triangularCriticalCoupling,
  triangularFirstOrder,
  triangularSecondOrder,
  triangularSecondOrderFixedPoint,
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

/** From the enumeration of clusters of blocks by triangular.py. */
const TRIANGULAR: {
  coefficients: { coupling: number; linear: number[][]; quadratic: number[] }[];
  fixedPoint: { couplings: [number, number, number]; eigenvalues: number[]; thermalExponent: number };
  energies: { coupling: number; columns: number; rows: number; exact: number[] }[];
} = JSON.parse(readFileSync(new URL('./expected/triangular.json', import.meta.url), 'utf8'));

const nearestOnly = (nearest: number): TriangularCouplings => ({ nearest, nextNearest: 0, third: 0 });
const asList = ({ nearest, nextNearest, third }: TriangularCouplings) => [nearest, nextNearest, third];

describe('the triangular lattice to second order', () => {
  test('each coefficient is the cumulant of a cluster of blocks, all states enumerated', () => {
    for (const { coupling: K, linear, quadratic } of TRIANGULAR.coefficients) {
      // K₁ acts at the second order with the first: its linear part is that of the expansion to first order.
      for (const [o, actual] of asList(triangularSecondOrder(nearestOnly(K))).entries()) {
        expectClose(actual, linear[o]![0]! * K + quadratic[o]! * K ** 2, 1e-14);
      }
      const added = (couplings: Partial<TriangularCouplings>) => {
        const without = asList(triangularSecondOrder(nearestOnly(K)));
        return asList(triangularSecondOrder({ ...nearestOnly(K), ...couplings })).map((x, o) => x - without[o]!);
      };
      for (let o = 0; o < 3; o++) {
        expectClose(added({ nextNearest: 0.01 })[o]!, 0.01 * linear[o]![1]!, 1e-15, 1);
        expectClose(added({ third: -0.02 })[o]!, -0.02 * linear[o]![2]!, 1e-15, 1);
      }
    }
  });

  test('the fixed point, its eigenvalues and the exponent', () => {
    const { couplings, eigenvalues, thermalExponent, correlationLengthExponent } = triangularSecondOrderFixedPoint();
    for (const [o, coupling] of asList(couplings).entries()) {
      expectClose(coupling, TRIANGULAR.fixedPoint.couplings[o]!, 1e-13);
      expectClose(asList(triangularSecondOrder(couplings))[o]!, coupling, 1e-14);
    }
    for (const [i, eigenvalue] of eigenvalues.entries()) {
      expectClose(eigenvalue, TRIANGULAR.fixedPoint.eigenvalues[i]!, 1e-12);
    }
    expectClose(thermalExponent, TRIANGULAR.fixedPoint.thermalExponent, 1e-12);
    expectClose(correlationLengthExponent * thermalExponent, 1, 1e-15);
    // As published, and nearer to the exact exponent and critical coupling than to first order.
    expect(asList(couplings).map((x) => x.toFixed(3))).toEqual(['0.279', '-0.014', '-0.015']);
    expect(Math.abs(thermalExponent - 1)).toBeLessThan(Math.abs(TRIANGULAR_FIXED_POINT.thermalExponent - 1) / 2);
  });

  test('the largest eigenvalue is the rate at which the flow leaves the fixed point', () => {
    const { couplings, eigenvalues } = triangularSecondOrderFixedPoint();
    const away = (nearest: number) => {
      let current = { ...couplings, nearest };
      const distances: number[] = [];
      for (let step = 0; step < 12; step++) {
        current = triangularSecondOrder(current);
        distances.push(current.nearest - couplings.nearest);
      }
      return distances;
    };
    const h = 1e-7;
    const [above, below] = [away(couplings.nearest + h), away(couplings.nearest - h)];
    const distance = (step: number) => above[step]! - below[step]!;
    expectClose(distance(11) / distance(10), eigenvalues[0], 1e-7);
  });

  test('the critical coupling: between couplings that flow apart, near its tangent and nearer to ln 3 / 4', () => {
    const critical = triangularCriticalCoupling();
    const exact = Math.log(3) / 4;
    expectClose(critical, triangularSecondOrderFixedPoint().linearCriticalCoupling, 1e-3);
    expect(Math.abs(critical - exact)).toBeLessThan(Math.abs(TRIANGULAR_FIXED_POINT.coupling - exact) / 3);
    const after = (nearest: number, steps: number) => {
      let current = nearestOnly(nearest);
      for (let step = 0; step < steps; step++) current = triangularSecondOrder(current);
      return current.nearest;
    };
    // At it the flow comes near the fixed point first.
    expectClose(after(critical, 12), triangularSecondOrderFixedPoint().couplings.nearest, 1e-6);
    expect(after(critical + 1e-6, 40)).toBeGreaterThan(1);
    expect(after(critical - 1e-6, 40)).toBeLessThan(0.05);
  });
});

describe('a periodic triangular lattice in blocks, by enumeration', () => {
  /**
   * -Σ K' S S' over pairs of blocks at the three distances; blocks lie like the sites, steps (1, 0), (0, 1), (1, 1) apart.
   */
  const energyOfBlocks = (couplings: TriangularCouplings, configuration: number, columns: number, rows: number) => {
    const spin = (c: number, r: number) =>
      2 * ((configuration >> (((c + columns) % columns) + columns * ((r + rows) % rows))) & 1) - 1;
    const steps = [
      [1, 0, 0, 1, 1, 1],
      [1, -1, 2, 1, 1, 2],
      [2, 0, 0, 2, 2, 2],
    ];
    let energy = 0;
    for (const [o, coupling] of asList(couplings).entries()) {
      for (let c = 0; c < columns; c++) {
        for (let r = 0; r < rows; r++) {
          for (let i = 0; i < 6; i += 2) {
            energy -= coupling * spin(c, r) * spin(c + steps[o]![i]!, r + steps[o]![i + 1]!);
          }
        }
      }
    }
    return energy;
  };

  test.each([
    [2, 2],
    [2, 3],
  ])('on %d x %d blocks the expansion to second order is that of the couplings K₁, K₂ and K₃', (columns, rows) => {
    const K = 0.25;
    const energies = blockExpansion(blockedTriangular(nearestOnly(K), columns, rows), 2);
    const second = triangularSecondOrder(nearestOnly(K));
    const first = nearestOnly(triangularFirstOrder(K));
    // But for the constant.
    const [reference] = energies;
    for (const [S, { orders }] of energies.entries()) {
      const expected = (couplings: TriangularCouplings) =>
        energyOfBlocks(couplings, S, columns, rows) - energyOfBlocks(couplings, 0, columns, rows);
      expectClose(orders[1]! - reference!.orders[1]!, expected(first), 1e-14, 10);
      expectClose(orders[2]! - reference!.orders[2]!, expected(second), 1e-14, 10);
    }
  });

  test('K₂ and K₃ between blocks act to first order as in the recursion', () => {
    const couplings = { nearest: 0.2, nextNearest: -0.03, third: 0.05 };
    const energies = blockExpansion(blockedTriangular(couplings, 2, 3), 1);
    const linear = (o: 0 | 1 | 2, c: TriangularCouplings) => asList(triangularSecondOrder(c))[o]!;
    const quadratic = asList(triangularSecondOrder(nearestOnly(0.2)));
    const firstOrder = {
      nearest: triangularFirstOrder(0.2) + linear(0, couplings) - quadratic[0]!,
      nextNearest: linear(1, couplings) - quadratic[1]!,
      third: linear(2, couplings) - quadratic[2]!,
    };
    for (const [S, energy] of energies.entries()) {
      const expected = energyOfBlocks(firstOrder, S, 2, 3) - energyOfBlocks(firstOrder, 0, 2, 3);
      expectClose(energy.orders[1]! - energies[0]!.orders[1]!, expected, 1e-14, 10);
    }
  });

  test('exact energies, as enumerated elsewhere', () => {
    for (const { coupling, columns, rows, exact } of TRIANGULAR.energies) {
      const energies = blockExpansion(blockedTriangular(nearestOnly(coupling), columns, rows), 0);
      for (const [S, energy] of exact.entries()) expectClose(energies[S]!.exact, energy, 1e-13);
    }
  });

  test('by order: the second is five times nearer to the exact energies than the first, up to K_c', () => {
    const worst = (K: number, columns: number, rows: number, order: number) => {
      const energies = blockExpansion(blockedTriangular(nearestOnly(K), columns, rows), order);
      const excess = (e: (S: number) => number) => energies.map((_, S) => e(S) - e(0));
      const exact = excess((S) => energies[S]!.exact);
      const expanded = excess((S) => energies[S]!.orders[order]!);
      return Math.max(...expanded.map((e, S) => Math.abs(e - exact[S]!)));
    };
    for (const K of [0.1, 0.2, 0.2746]) expect(worst(K, 2, 2, 2)).toBeLessThan(worst(K, 2, 2, 1) / 5);
  });

  test('is what coarse-graining of listed energies gives', () => {
    const system = blockedTriangular({ nearest: 0.3, nextNearest: 0.1, third: -0.05 }, 2, 2);
    const spinOf = (state: number) => (site: number) => 2 * ((state >> site) & 1) - 1;
    const states = Array.from({ length: 2 ** system.spins }, (_, state) => spinOf(state));
    const { exact, byOrder } = coarseHamiltonian(
      states.map((spin) => -system.within(spin)),
      states.map((spin) => -system.between(spin)),
      states.map((spin) => system.blockSpins(spin)),
      3,
    );
    for (const [S, energy] of blockExpansion(system, 3).entries()) {
      expectClose(energy.exact, exact[S]!, 1e-13);
      for (const order of [1, 2, 3]) expectClose(energy.orders[order]!, byOrder[order - 1]![S]!, 1e-12);
    }
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
  expect(() => blockedTriangular(nearestOnly(0.3), 1, 4)).toThrow(/1 columns and 4 rows of blocks/);
  expect(() => blockedTriangular(nearestOnly(0.3), 3, 3)).toThrow(/at most 7 blocks/);
  expect(() => blockedTriangular(nearestOnly(Number.NaN), 2, 2)).toThrow(/nearest is NaN/);
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
