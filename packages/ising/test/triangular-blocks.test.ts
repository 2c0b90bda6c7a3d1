import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type BlockSystem,
  blockExpansion,
  blockedTriangular,
  coarseHamiltonian,
  TRIANGULAR_CRITICAL_POINT,
  TRIANGULAR_FIXED_POINT,
  type TriangularCouplings,
  triangularCriticalCoupling,
  triangularFirstOrder,
  triangularSecondOrder,
  triangularSecondOrderFixedPoint,
} from '../src/index.js';
import { expectClose } from './close.js';

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
    const exact = TRIANGULAR_CRITICAL_POINT.coupling;
    expect(exact).toBe(Math.log(3) / 4);
    // Three spins are a block, of linear size √3.
    expect(Math.log(TRIANGULAR_CRITICAL_POINT.eigenvalue) / Math.log(Math.sqrt(3))).toBe(
      TRIANGULAR_CRITICAL_POINT.thermalExponent,
    );
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

test('lattices that are refused', () => {
  expect(() => blockedTriangular(nearestOnly(0.3), 1, 4)).toThrow(/1 columns and 4 rows of blocks/);
  expect(() => blockedTriangular(nearestOnly(0.3), 3, 3)).toThrow(/at most 7 blocks/);
  expect(() => blockedTriangular(nearestOnly(Number.NaN), 2, 2)).toThrow(/nearest is NaN/);
});
