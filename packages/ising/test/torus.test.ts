import { describe, expect, test } from 'vitest';
import {
  CRITICAL_COUPLING,
  energyPerBond,
  enumerateTorus,
  kaufmanLattice,
  logPartitionPerSite,
  ringRelativeEntropy,
} from '../src/index.js';
import { expectClose } from './close.js';

/** Values printed with 12 decimals. */
const TWELVE_DECIMALS = 6e-13;

describe('the 4 x 4 torus by enumeration', () => {
  const rows: [number, number, number, number, number[]][] = [
    [
      0.1,
      11.252588451586,
      0.102856733187,
      10.923446905387,
      [0.014592356081, 0.014969103704, 0.01504955867, 0.015049832512],
    ],
    [
      0.2,
      11.771470358542,
      0.228067684771,
      10.311837176004,
      [0.061423188573, 0.068313836097, 0.07011664095, 0.070197727733],
    ],
    [
      0.4,
      14.561093023844,
      0.68955824113,
      5.734747537384,
      [0.29467267897, 0.414620120229, 0.466634522461, 0.482906760442],
    ],
    [
      CRITICAL_COUPLING,
      15.521915458755,
      0.782811893819,
      4.482719829684,
      [0.346792944748, 0.500282016265, 0.570322568136, 0.595800145751],
    ],
    [
      0.5,
      17.105367118732,
      0.877690144389,
      3.062324808512,
      [0.403746436592, 0.594711881564, 0.685834288956, 0.723874949073],
    ],
    [
      1,
      32.698721401879,
      0.998579220128,
      0.744186357787,
      [0.497730572595, 0.746564602711, 0.870935914516, 0.932897877008],
    ],
  ];
  test.each(rows)('at K = %d', (K, logPartition, u, S, s) => {
    const torus = enumerateTorus(K, 4);
    expectClose(torus.logPartition, logPartition, TWELVE_DECIMALS, 1);
    expectClose(torus.energyPerBond, u, TWELVE_DECIMALS, 1);
    expectClose(torus.entropy, S, TWELVE_DECIMALS, 1);
    expect(torus.steps).toHaveLength(5);
    expect(torus.steps[0]!.relativeEntropy).toBe(0);
    for (const [i, expected] of s.entries()) {
      expectClose(torus.steps[i + 1]!.relativeEntropy, expected, TWELVE_DECIMALS, 1);
    }
  });

  test('an exact decimation never brings relative entropy down', () => {
    for (const K of [0.05, 0.3, 0.6, 2, 8]) {
      const { steps } = enumerateTorus(K, 4);
      for (let n = 1; n < steps.length; n++) {
        expect(steps[n]!.relativeEntropy).toBeGreaterThanOrEqual(steps[n - 1]!.relativeEntropy - 1e-12);
        expect(steps[n]!.relativeEntropyUnnormalised).toBeLessThanOrEqual(0);
      }
    }
  });
});

test('by symmetry each spin of the torus is a fair coin: its multi-information is ln 2 less the entropy per spin', () => {
  for (const K of [0.2, 0.44, 1]) {
    const { steps, entropy } = enumerateTorus(K, 4);
    expectClose(steps[0]!.multiInformation, Math.LN2 - entropy / 16, 1e-12, 1);
    for (const { step, multiInformation, relativeEntropyUnnormalised } of steps) {
      // S(p⁽ⁿ⁾) = S(p) + N ln 2 (s⁽ⁿ⁾ - 1 + 2⁻ⁿ), over N 2⁻ⁿ retained spins.
      const retained = (entropy + 16 * Math.LN2 * relativeEntropyUnnormalised) / (16 / 2 ** step);
      expectClose(multiInformation, Math.LN2 - retained, 1e-11, 1);
    }
    expectClose(steps[4]!.multiInformation, 0, 1e-12, 1);
  }
});

describe("Kaufman's finite lattice", () => {
  test('is the enumerated torus of 4 x 4 and 2 x 2', () => {
    for (const size of [2, 4]) {
      for (const K of [1e-4, 0.1, 0.4, CRITICAL_COUPLING, 0.5, 1, 3]) {
        const torus = enumerateTorus(K, size);
        const kaufman = kaufmanLattice(K, size, size);
        expectClose(kaufman.logPartition, torus.logPartition, 1e-13);
        expectClose(kaufman.energyPerBond, torus.energyPerBond, 1e-12, 1);
        expectClose(kaufman.entropy, torus.entropy, 1e-11, 1);
      }
    }
  });

  test('one row is a ring in which each spin also has a bond to itself', () => {
    for (const K of [0.2, 0.5, 1.1]) {
      const ring = ringRelativeEntropy(K, 7);
      expectClose(kaufmanLattice(K, 1, 7).logPartition, ring.logPartition + 7 * K, 1e-13);
      expectClose(kaufmanLattice(K, 7, 1).logPartition, ring.logPartition + 7 * K, 1e-13);
    }
  });

  test('does not care which side is which', () => {
    for (const K of [0.3, 0.441, 0.9]) {
      expectClose(kaufmanLattice(K, 12, 5).logPartition, kaufmanLattice(K, 5, 12).logPartition, 1e-13);
      expectClose(kaufmanLattice(K, 12, 5).energyPerBond, kaufmanLattice(K, 5, 12).energyPerBond, 1e-12);
    }
  });

  test('its energy is the derivative of ln Z, at the critical coupling too', () => {
    for (const K of [0.2, CRITICAL_COUPLING, 0.46]) {
      const h = 1e-5;
      const slope = (kaufmanLattice(K + h, 16, 16).logPartition - kaufmanLattice(K - h, 16, 16).logPartition) / (2 * h);
      expectClose(kaufmanLattice(K, 16, 16).energyPerBond, slope / 512, 1e-8);
    }
  });

  test('becomes the infinite lattice, exponentially fast away from the critical coupling', () => {
    for (const K of [0.2, 0.35, 0.6]) {
      const { logPartition, energyPerBond: u } = kaufmanLattice(K, 512, 512);
      const states = K > CRITICAL_COUPLING ? Math.LN2 : 0;
      expectClose((logPartition - states) / 512 ** 2, logPartitionPerSite(K), 1e-14);
      expectClose(u, energyPerBond(K), 1e-13);
    }
    const critical = kaufmanLattice(CRITICAL_COUPLING, 512, 512);
    // Ferdinand and Fisher: ln Z = N f + 0.639912 on a square torus at K_c.
    expectClose(critical.logPartition - 512 ** 2 * logPartitionPerSite(CRITICAL_COUPLING), 0.639912, 2e-5);
  });

  test('at no coupling and at the strongest', () => {
    expect(kaufmanLattice(0, 3, 5)).toEqual({ logPartition: 15 * Math.LN2, energyPerBond: 0, entropy: 15 * Math.LN2 });
    const frozen = kaufmanLattice(300, 8, 8);
    expectClose(frozen.logPartition, 2 * 300 * 64 + Math.LN2, 1e-14);
    expectClose(frozen.energyPerBond, 1, 1e-14);
  });
});

test('lattices that are no lattices', () => {
  expect(() => enumerateTorus(0.4, 6)).toThrow(/size is 6; give 2 or 4/);
  expect(() => enumerateTorus(Number.NaN, 4)).toThrow(/K is NaN/);
  expect(() => kaufmanLattice(0.4, 0, 4)).toThrow(/rows is 0/);
  expect(() => kaufmanLattice(0.4, 4, 1.5)).toThrow(/columns is 1.5/);
  expect(() => kaufmanLattice(301, 4, 4)).toThrow(/K is 301/);
});
