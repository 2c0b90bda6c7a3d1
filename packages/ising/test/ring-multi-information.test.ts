import { describe, expect, test } from 'vitest';
import {
  boltzmannDistribution,
  CRITICAL_COUPLING,
  chainMultiInformation,
  chainRelativeEntropy,
  enumerateTorus,
  exactSquareRelativeEntropy,
  multiInformation,
  ringMultiInformation,
  ringRelativeEntropy,
  squareMultiInformation,
} from '../src/index.js';

describe('ringMultiInformation', () => {
  test.each([
    [1, 8],
    [0.5, 12],
    [-0.7, 6],
    [-2, 5],
    [0.3, 3],
    [0, 4],
  ])('K = %d, %d spins: as by enumeration, and of what each decimation keeps', (coupling, spins) => {
    ringRelativeEntropy(coupling, spins).steps.forEach((step, n) => {
      const size = spins / 2 ** n;
      if (size === 1) return;
      const ring = boltzmannDistribution(size, (_, state) => {
        let bonds = 0;
        for (let i = 0; i < size; i++) bonds += ((state >> i) & 1) === ((state >> ((i + 1) % size)) & 1) ? 1 : -1;
        return step.coupling * bonds;
      });
      expect(ringMultiInformation(coupling, spins)[n]).toBeCloseTo(multiInformation(ring) / size, 12);
    });
  });

  test('ends with one spin that tells nothing, and keeps its digits at weak and strong coupling', () => {
    expect(ringMultiInformation(1, 8)[3]).toBe(0);
    // K²/2 a spin, and K² of the two bonds between two spins.
    expect(ringMultiInformation(1e-6, 4)[0]! / 5e-13).toBeCloseTo(1, 9);
    expect(ringMultiInformation(1e-6, 2)[0]! / 1e-12).toBeCloseTo(1, 9);
    // Two states, and six of one broken bond.
    expect(ringMultiInformation(100, 8)[0]).toBeCloseTo((7 / 8) * Math.LN2, 12);
    for (const coupling of [-50, -400]) {
      expect(ringMultiInformation(coupling, 3)[0]).toBeCloseTo(Math.LN2 - Math.log(6) / 3, 12);
    }
  });

  test('of a large ring is that of the chain', () => {
    const [ring, chain] = [ringMultiInformation(1, 2 ** 12), chainMultiInformation(1, 5)];
    chain.forEach((value, n) => {
      expect(ring[n]).toBeCloseTo(value, 12);
    });
  });
});

/** s⁽ⁿ⁾ ln 2 = t_0 - 2⁻ⁿ t_n: the relative entropy of a decimation is the multi-information that it loses, per spin. */
describe.each([0.1, 0.5, CRITICAL_COUPLING, 1])(
  'the identity of relative entropy and multi-information, K = %d',
  (coupling) => {
    const lattices = [
      ['chain', chainMultiInformation(coupling, 6), chainRelativeEntropy(coupling, 6).steps],
      ['ring', ringMultiInformation(coupling, 16), ringRelativeEntropy(coupling, 16).steps],
      [
        '4 x 4 torus',
        enumerateTorus(coupling, 4).steps.map((step) => step.multiInformation),
        enumerateTorus(coupling, 4).steps,
      ],
      [
        'square lattice',
        ([0, 1] as const).map((step) => squareMultiInformation(coupling, step).value),
        exactSquareRelativeEntropy(coupling, { steps: 1 }).steps,
      ],
    ] as const;

    test.each(lattices)('%s', (_, information, steps) => {
      expect(information.length).toBeGreaterThan(1);
      information.forEach((t, n) => {
        const lost = information[0]! - t / 2 ** n;
        expect(Math.abs(steps[n]!.relativeEntropy * Math.LN2 - lost)).toBeLessThan(1e-12);
      });
    });

    test('decimation lowers the multi-information of a retained spin in the chain and the ring', () => {
      for (const [, information] of lattices.slice(0, 2)) {
        expect([...information].sort((a, b) => b - a)).toEqual([...information]);
      }
    });
  },
);
