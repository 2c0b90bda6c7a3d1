import { readFileSync } from 'node:fs';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  type BlockRuleInformation,
  blockRuleInformation,
  boltzmannDistribution,
  CRITICAL_COUPLING,
  chainMultiInformation,
  chainRelativeEntropy,
  enumerateTorus,
  exactSquareRelativeEntropy,
  kaufmanLattice,
  marginal,
  multiInformation,
  ruleInformation,
  type SpinDistribution,
  spinNegentropy,
  spontaneousMagnetisation,
  squareBlockDistribution,
  squareBlockInformation,
  squareMultiInformation,
  stripRelativeEntropy,
} from '../src/index.js';
import { expectClose } from './close.js';

const ROUNDING = 1e-12;

/** From the enumerations of information.py. */
const ENUMERATED: {
  multiInformation: { coupling: number; perSpin: number[] }[];
  torusRules: ({ coupling: number } & BlockRuleInformation)[];
  cylinderRules: ({ coupling: number; buffer: number } & BlockRuleInformation)[];
} = JSON.parse(readFileSync(new URL('./expected/information.json', import.meta.url), 'utf8'));

function torus(size: number, K: number): SpinDistribution {
  return boltzmannDistribution(size * size, (spin) => {
    let sum = 0;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        sum += spin(size * y + x) * (spin(size * y + ((x + 1) % size)) + spin(size * ((y + 1) % size) + x));
      }
    }
    return K * sum;
  });
}

function openChain(spins: number, K: number): SpinDistribution {
  return boltzmannDistribution(spins, (spin) => {
    let sum = 0;
    for (let i = 0; i + 1 < spins; i++) sum += K * spin(i) * spin(i + 1);
    return sum;
  });
}

describe('real-space mutual information on the chain', () => {
  // Two environment spins, a buffer of `buffer`, the block of 4, the same again on the other side.
  const chainWithBlock = (K: number, buffer: number) => {
    const first = 2 + buffer;
    const last = first + 4 + buffer;
    const distribution = openChain(last + 2, K);
    return blockRuleInformation(distribution, [first, first + 1, first + 2, first + 3], [0, 1, last, last + 1]);
  };

  test('decimation tells what one spin between two at their distances does', () => {
    for (const [K, buffer] of [
      [0.5, 1],
      [1, 3],
    ] as const) {
      const t = Math.tanh(K);
      // Of the open chain the nearest environment spins are at distances buffer + 1 and buffer + 4 of the block's first.
      const [near, far] = [t ** (buffer + 1), t ** (buffer + 4)];
      const entropy = (p: number) => (p > 0 ? -p * Math.log(p) : 0);
      let joint = 0;
      let environment = 0;
      for (const [a, b] of [
        [1, 1],
        [1, -1],
        [-1, 1],
        [-1, -1],
      ] as const) {
        environment += entropy((1 + a * b * near * far) / 4);
        for (const h of [1, -1]) joint += entropy(((1 + h * a * near) * (1 + h * b * far)) / 8);
      }
      expectClose(chainWithBlock(K, buffer).decimation, Math.LN2 + environment - joint, ROUNDING, 1);
    }
  });

  test('no rule tells more than the optimum, and the optimum not more than the block', () => {
    for (const K of [0.2, 0.5, 1, 2]) {
      const { decimation, majority, optimum, block } = chainWithBlock(K, 2);
      expect(decimation).toBeGreaterThan(0);
      expect(majority).toBeGreaterThan(0);
      expect(optimum).toBeGreaterThanOrEqual(Math.max(decimation, majority) - 1e-15);
      expect(optimum).toBeLessThanOrEqual(block + 1e-15);
      expect(block).toBeLessThan(2 * Math.LN2);
    }
  });

  test('the optimum of all 65536 rules is to keep an end spin of the block: decimation, ahead of majority', () => {
    for (const K of [0.1, 0.3, 0.8, 3]) {
      const { decimation, majority, optimum, optimalRule } = chainWithBlock(K, 2);
      expect(majority).toBeLessThan(decimation);
      expectClose(optimum, decimation, ROUNDING, 1);
      expect(optimalRule).toBe(0b0000000011111111); // down where the last spin is up: the last spin, reversed
    }
  });

  test('a longer buffer leaves less to tell', () => {
    const told = [0, 1, 2, 3].map((buffer) => chainWithBlock(0.7, buffer));
    for (let i = 1; i < told.length; i++) {
      for (const rule of ['decimation', 'majority', 'optimum', 'block'] as const) {
        expect(told[i]![rule]).toBeLessThan(told[i - 1]![rule]);
      }
    }
  });

  test('free spins tell nothing', () => {
    const { decimation, majority, optimum, block } = blockRuleInformation(openChain(8, 0), [2, 3, 4, 5], [0, 7]);
    for (const told of [decimation, majority, optimum, block]) expectClose(told, 0, ROUNDING, 1);
  });
});

describe('real-space mutual information on the square lattice', () => {
  const BLOCK = [5, 6, 9, 10];
  /** The sites of the 4 x 4 torus with no neighbour in the block. */
  const BEYOND = [0, 3, 12, 15];
  const rules = ['decimation', 'majority', 'optimum', 'block'] as const;

  test('of a block of 2 x 2 in the 4 x 4 torus, as enumerated elsewhere', () => {
    for (const { coupling, ...expected } of ENUMERATED.torusRules) {
      const actual = blockRuleInformation(torus(4, coupling), BLOCK, BEYOND);
      for (const rule of rules) expectClose(actual[rule], expected[rule], ROUNDING, 1);
      expect(actual.optimalRule).toBe(expected.optimalRule);
    }
  });

  test('of a block of 2 x 2 in an infinite cylinder of 4, as enumerated elsewhere', () => {
    for (const { coupling, buffer, ...expected } of ENUMERATED.cylinderRules) {
      const actual = squareBlockInformation(coupling, { buffer });
      for (const rule of rules) expectClose(actual[rule], expected[rule], ROUNDING, 1);
      expect(actual.optimalRule).toBe(expected.optimalRule);
    }
  });

  test('majority is ahead of decimation, and short of the optimum only by how it breaks its ties', () => {
    // Up where at most one spin is; the ties, two spins up, all go to the other side.
    const tiesToOneSide = [0, 1, 2, 4, 8].reduce((rule, v) => rule | (1 << v), 0);
    for (const K of [0.2, CRITICAL_COUPLING, 0.7]) {
      const { decimation, majority, optimum, optimalRule } = blockRuleInformation(torus(4, K), BLOCK, BEYOND);
      expect(majority).toBeGreaterThan(decimation);
      expect(optimum).toBeGreaterThan(majority);
      expect(optimalRule).toBe(tiesToOneSide);
    }
  });

  test('no rule that draws the block spin at random beats the best that does not: information is convex in the rule', () => {
    const random = RandomStream.named('rules');
    for (const [i, K] of [0.2, CRITICAL_COUPLING].entries()) {
      const distribution = torus(4, K);
      const { optimum } = blockRuleInformation(distribution, BLOCK, BEYOND);
      const told = (rule: readonly number[]) => ruleInformation(distribution, BLOCK, BEYOND, rule);
      for (let n = 0; n < 50; n++) {
        const draws = random.uniform(33, 33 * (50 * i + n));
        const [one, other, share] = [[...draws.slice(0, 16)], [...draws.slice(16, 32)], draws[32]!] as const;
        const mixed = one.map((p, v) => share * p + (1 - share) * other[v]!);
        expect(told(mixed)).toBeLessThanOrEqual(share * told(one) + (1 - share) * told(other) + 1e-14);
        expect(told(mixed)).toBeLessThan(optimum);
      }
      // The best rule itself, at a little temperature.
      const soft = Array.from({ length: 16 }, (_, v) => ([0, 1, 2, 4, 8].includes(v) ? 0.99 : 0.01));
      expect(told(soft)).toBeLessThan(optimum);
      expect(told(soft)).toBeGreaterThan(0.9 * optimum);
    }
  });

  test('a majority that tosses a coin for its ties tells less than one that breaks them', () => {
    const distribution = torus(4, 0.4);
    const up = (v: number) => [0, 1, 2, 3].reduce((sum, i) => sum + 2 * ((v >> i) & 1) - 1, 0);
    const coin = Array.from({ length: 16 }, (_, v) => (Math.sign(up(v)) + 1) / 2);
    const { majority } = blockRuleInformation(distribution, BLOCK, BEYOND);
    expect(ruleInformation(distribution, BLOCK, BEYOND, coin)).toBeLessThan(majority);
  });

  test('rules of one spin, and constant ones', () => {
    const distribution = torus(4, 0.4);
    const { decimation } = blockRuleInformation(distribution, BLOCK, BEYOND);
    const first = Array.from({ length: 16 }, (_, v) => v & 1);
    expectClose(ruleInformation(distribution, BLOCK, BEYOND, first), decimation, 1e-15, 1);
    expectClose(ruleInformation(distribution, BLOCK, BEYOND, Array(16).fill(0.3)), 0, 1e-15, 1);
    const noisy = ruleInformation(distribution, [5], [10], [0.1, 0.9]);
    // A symmetric binary channel after another.
    const correlation = 0.8 * (2 * marginal(distribution, [5, 10]).probabilities[3]! * 2 - 1);
    expectClose(noisy, spinNegentropy(Math.atanh(correlation)), 1e-14);
  });

  test('the block and the ends of its buffer: a distribution that a longer buffer or no coupling makes independent', () => {
    for (const buffer of [0, 2]) {
      const { probabilities } = squareBlockDistribution(0.5, { buffer });
      expectClose(
        probabilities.reduce((a, b) => a + b),
        1,
        1e-13,
      );
    }
    const told = [0, 1, 3].map((buffer) => squareBlockInformation(0.44, { buffer }));
    for (let i = 1; i < told.length; i++) {
      for (const rule of rules) expect(told[i]![rule]).toBeLessThan(told[i - 1]![rule]);
    }
    expectClose(squareBlockInformation(0).block, 0, ROUNDING, 1);
  });
});

describe('multi-information', () => {
  test('of an open chain is that of its bonds, which are independent', () => {
    for (const K of [0.1, 0.7, 3]) {
      expectClose(multiInformation(openChain(9, K)), 8 * spinNegentropy(K), ROUNDING);
    }
  });

  test('of the infinite chain without a field is that of a bond, and falls to 0 with decimation', () => {
    const steps = chainMultiInformation(2, 12);
    const { steps: flow } = chainRelativeEntropy(2, 12);
    for (const [n, told] of steps.entries()) {
      expectClose(told, spinNegentropy(flow[n]!.coupling), 1e-14, 1e-10);
      if (n > 0) expect(told).toBeLessThan(steps[n - 1]!);
    }
    expect(steps[12]).toBeLessThan(1e-12);
  });

  test('stronger coupling loses it later, where the relative entropy grows at once', () => {
    const lost = (K: number, n: number) => chainMultiInformation(K, n)[0]! - chainMultiInformation(K, n)[n]!;
    expect(lost(1, 2)).toBeGreaterThan(lost(4, 2));
    expect(chainRelativeEntropy(4, 2).steps[2]!.relativeEntropy).toBeGreaterThan(
      chainRelativeEntropy(1, 2).steps[2]!.relativeEntropy,
    );
  });

  test('in a field it is the mutual information of neighbours', () => {
    const [told] = chainMultiInformation(0.6, 0, { field: 0.4 });
    // On a ring of 20, by enumeration; the infinite chain but for (λ₂/λ₁)²⁰.
    const spins = 20;
    const ring = boltzmannDistribution(spins, (spin) => {
      let sum = 0;
      for (let i = 0; i < spins; i++) sum += 0.6 * spin(i) * spin((i + 1) % spins) + 0.4 * spin(i);
      return sum;
    });
    const bits = [0, 0, 0, 0];
    for (let state = 0; state < 2 ** spins; state++) bits[(state >> 9) & 3]! += ring.probabilities[state]!;
    const pair: SpinDistribution = { spins: 2, probabilities: Float64Array.from(bits) };
    expectClose(multiInformation(pair), told!, 1e-6);
  });
});

describe('multi-information of the square lattice', () => {
  const STEPS = [0, 1, 2] as const;

  test('of the decimated 4 x 4 torus, as enumerated elsewhere', () => {
    for (const { coupling, perSpin } of ENUMERATED.multiInformation) {
      const { steps } = enumerateTorus(coupling, 4);
      for (const [n, expected] of perSpin.entries()) expectClose(steps[n]!.multiInformation, expected, ROUNDING, 1);
    }
  });

  test('on the chain too it is what decimation has yet to lose: 2ⁿ ln 2 (s⁽∞⁾ - s⁽ⁿ⁾)', () => {
    for (const K of [0.3, 1, 2]) {
      const { steps, asymptote } = chainRelativeEntropy(K, 6);
      for (const [n, told] of chainMultiInformation(K, 6).entries()) {
        expectClose(2 ** n * Math.LN2 * (asymptote - steps[n]!.relativeEntropy), told, 1e-13, 1);
      }
    }
  });

  test('at step 0 is that of a large torus', () => {
    for (const K of [0.2, 0.35, 0.6]) {
      const { entropy } = kaufmanLattice(K, 512, 512);
      // Above K_c the torus also has up or down, ln 2 for all its spins.
      const perSpin = (entropy - (K > CRITICAL_COUPLING ? Math.LN2 : 0)) / 512 ** 2;
      expectClose(squareMultiInformation(K, 0).value, Math.LN2 - perSpin, 1e-12, 1);
    }
  });

  test('for weak coupling is half the sum of the squared correlations of pairs: K², 5K⁴ and K⁴', () => {
    // Pairs per retained spin: 2 bonds; 2 diagonal of two paths and 2 straight of one; 2 straight of one.
    for (const [n, leading] of [1e-6, 5e-12, 1e-12].entries()) {
      const { value, error } = squareMultiInformation(1e-3, n as 0 | 1 | 2);
      expect(Math.abs(value - leading)).toBeLessThan(error + 5e-6 * leading);
    }
  });

  test('of strips comes nearer with their width', () => {
    for (const K of [0.3, 0.6]) {
      for (const n of [1, 2] as const) {
        const { value, error } = squareMultiInformation(K, n);
        const distances = [4, 6, 8].map((width) => {
          const { firstStep, secondStep, asymptote } = stripRelativeEntropy(K, width);
          return Math.abs(2 ** n * Math.LN2 * (asymptote - (n === 1 ? firstStep : secondStep.upper)) - value);
        });
        expect(distances[1]).toBeLessThan(distances[0]!);
        expect(distances[2]).toBeLessThan(distances[1]!);
        expect(distances[2]! + error).toBeLessThan(0.03);
      }
    }
  });

  test('falls with decimation, per retained spin and more so in all, and grows with coupling to ln 2', () => {
    let before = STEPS.map(() => 0);
    for (const K of [0.01, 0.2, 0.4, CRITICAL_COUPLING, 0.45, 0.6, 1, 3]) {
      const told = STEPS.map((n) => squareMultiInformation(K, n));
      for (const n of STEPS) {
        expect(told[n]!.value).toBeGreaterThan(before[n]!);
        expect(told[n]!.value).toBeLessThan(Math.LN2 + told[n]!.error);
        if (n > 0) expect(told[n]!.value).toBeLessThan(told[n - 1]!.value + told[n]!.error);
      }
      before = told.map(({ value }) => value);
    }
    const { asymptote } = exactSquareRelativeEntropy(0.4, { steps: 0 });
    expectClose(squareMultiInformation(0.4, 0).value, asymptote * Math.LN2, 1e-15);
  });

  test('in the broken state is that of the symmetric one less what the magnetisation tells of each spin', () => {
    const m = spontaneousMagnetisation(0.5);
    expectClose(m, 0.911319377877496, 1e-14);
    const [symmetric, broken] = (['symmetric', 'broken'] as const).map((state) =>
      squareMultiInformation(0.5, 1, { state }),
    );
    const coin = -((1 + m) / 2) * Math.log((1 + m) / 2) - ((1 - m) / 2) * Math.log((1 - m) / 2);
    expectClose(symmetric!.value - broken!.value, Math.LN2 - coin, 1e-14);
    for (const n of STEPS) {
      const at = (K: number) => squareMultiInformation(K, n, { state: 'broken' }).value;
      expect(at(0.4)).toBe(squareMultiInformation(0.4, n).value);
      expect(at(0.45)).toBeLessThan(at(CRITICAL_COUPLING));
      expect(at(0.6)).toBeLessThan(at(0.5));
      expectClose(at(10), 0, ROUNDING, 1);
    }
  });
});

test('blocks that overlap their environment are refused', () => {
  const chain = openChain(6, 0.5);
  expect(() => blockRuleInformation(chain, [2, 3], [3, 5])).toThrow(/spin 3 is in the block and in the environment/);
  expect(() => blockRuleInformation(chain, [0, 1, 2, 3, 4], [5])).toThrow(/a block of 5/);
  expect(() => chainMultiInformation(1, -1)).toThrow(/steps is -1/);
  expect(() => ruleInformation(chain, [2, 3], [5], [0, 1])).toThrow(/give 4 probabilities/);
  expect(() => ruleInformation(chain, [2], [5], [0, Number.NaN])).toThrow(/the rule is \[0, NaN\]/);
  expect(() => squareBlockInformation(0.4, { width: 5 })).toThrow(/width is 5; give 4 or 6/);
  expect(() => squareBlockInformation(0.4, { buffer: -1 })).toThrow(/buffer is -1/);
  expect(() => squareBlockInformation(Number.NaN)).toThrow(/K is NaN/);
  expect(() => squareMultiInformation(0.4, 3 as 2)).toThrow(/step is 3/);
});
