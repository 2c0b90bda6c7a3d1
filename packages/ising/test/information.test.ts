import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  blockRuleInformation,
  CRITICAL_COUPLING,
  marginal,
  ruleInformation,
  spinNegentropy,
  squareBlockDistribution,
  squareBlockInformation,
} from '../src/index.js';
import { expectClose } from './close.js';
import { ENUMERATED, openChain, torus } from './enumerated.js';

const ROUNDING = 1e-12;

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

test('blocks that overlap their environment are refused', () => {
  const chain = openChain(6, 0.5);
  expect(() => blockRuleInformation(chain, [2, 3], [3, 5])).toThrow(/spin 3 is in the block and in the environment/);
  expect(() => blockRuleInformation(chain, [0, 1, 2, 3, 4], [5])).toThrow(/a block of 5/);
  expect(() => ruleInformation(chain, [2, 3], [5], [0, 1])).toThrow(/give 4 probabilities/);
  expect(() => ruleInformation(chain, [2], [5], [0, Number.NaN])).toThrow(/the rule is \[0, NaN\]/);
  expect(() => squareBlockInformation(0.4, { width: 5 })).toThrow(/width is 5; give 4 or 6/);
  expect(() => squareBlockInformation(0.4, { buffer: -1 })).toThrow(/buffer is -1/);
  expect(() => squareBlockInformation(Number.NaN)).toThrow(/K is NaN/);
});
