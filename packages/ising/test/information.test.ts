import { describe, expect, test } from 'vitest';
import {
  blockRuleInformation,
  boltzmannDistribution,
  chainMultiInformation,
  chainRelativeEntropy,
  multiInformation,
  type SpinDistribution,
  spinNegentropy,
} from '../src/index.js';
import { expectClose } from './close.js';

const ROUNDING = 1e-12;

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

test('blocks that overlap their environment are refused', () => {
  const chain = openChain(6, 0.5);
  expect(() => blockRuleInformation(chain, [2, 3], [3, 5])).toThrow(/spin 3 is in the block and in the environment/);
  expect(() => blockRuleInformation(chain, [0, 1, 2, 3, 4], [5])).toThrow(/a block of 5/);
  expect(() => chainMultiInformation(1, -1)).toThrow(/steps is -1/);
});
