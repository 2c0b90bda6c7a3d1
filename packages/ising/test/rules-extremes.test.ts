import { offsets, scales } from '@rgflow/numerics/testing';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelInformation } from '../src/index.js';
import { type BlockPairs, heldOutInformation, learnBlockRule } from '../src/rules/index.js';

const random = RandomStream.named('rules-extremes');

describe('labelInformation', () => {
  /** Whole numbers some of which are equal, and labels that follow them to some degree. */
  const samples = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.nat(2)), { minLength: 2, maxLength: 60 });

  test('does not depend on unit and origin of the numbers, and is no more than either has', () => {
    fc.assert(
      fc.property(samples, scales(300), offsets, fc.integer({ min: 2, max: 8 }), (drawn, c, offset, bins) => {
        const labels = drawn.map(([value, other]) => (value > 0 ? other : 0));
        const values = drawn.map(([value]) => value);
        const moved = values.map((value) => c * (value + offset));
        const plain = labelInformation(labels, values, bins);
        expect(labelInformation(labels, moved, bins)).toBeCloseTo(plain, 12);
        const most = Math.min(Math.log(3), Math.log(bins));
        expect(plain).toBeGreaterThanOrEqual(-1e-14);
        expect(plain).toBeLessThanOrEqual(most + 1e-14);
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  test('does not depend on the order of the samples, nor on what the labels are called', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom([1, 2, 0], [2, 1, 0], [5, 9, 7]), (drawn, names) => {
        const [labels, values] = [drawn.map(([, label]) => label), drawn.map(([value]) => value)];
        const plain = labelInformation(labels, values, 4);
        expect(labelInformation(labels.toReversed(), values.toReversed(), 4)).toBeCloseTo(plain, 12);
        const named = labels.map((label) => names[label]!);
        expect(labelInformation(named, values, 4)).toBeCloseTo(plain, 12);
      }),
      { seed: 13, numRuns: 100 },
    );
  });
});

/** Blocks of 4 spins and 6 around, each of which follows a spin of the block, or its negative, with some chance. */
const pairs = fc
  .record({ seed: fc.nat(1e6), follows: fc.double({ min: -1, max: 1, noNaN: true }) })
  .map(({ seed, follows }): BlockPairs => {
    const count = 250;
    const signs = random.split('pairs', { seed }).uniform(count * 4);
    const blocks = Int8Array.from(signs, (u) => (u < 0.5 ? 1 : -1));
    const chances = random.split('around', { seed }).uniform(count * 6);
    const surroundings = Int8Array.from(chances, (u, n) => {
      const spin = blocks[4 * Math.floor(n / 6) + (n % 4)]!;
      return u < (1 + follows) / 2 ? spin : -spin;
    });
    return { count, blocks, surroundings };
  });

/** From steps that change nothing to those that no critic survives. */
const rates = scales(12).map((rate) => Math.min(rate, 10));

describe('heldOutInformation', () => {
  test('is a number that the entropy of the held-out spins bounds, at any rate up to 10 and of any spins', () => {
    fc.assert(
      fc.property(pairs, rates, fc.nat(3), (given, rate, spin) => {
        const labels = Uint8Array.from({ length: given.count }, (_, n) => (given.blocks[4 * n + spin]! > 0 ? 1 : 0));
        const held = labels.subarray(200);
        const up = held.reduce((sum, label) => sum + label, 0) / held.length;
        const entropy = [up, 1 - up].reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
        const { value, standardError } = heldOutInformation(
          labels,
          given,
          { steps: 30, batch: 16, rate, hidden: 3 },
          random,
        );
        expect(Number.isFinite(value)).toBe(true);
        expect(standardError).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(entropy + 1e-12);
      }),
      { seed: 13, numRuns: 40 },
    );
  });

  test('of a block spin that never changes is not above nothing', () => {
    fc.assert(
      fc.property(pairs, rates, fc.constantFrom(0, 1), (given, rate, label) => {
        const labels = new Uint8Array(given.count).fill(label);
        const options = { steps: 30, batch: 16, rate, hidden: 3 };
        expect(heldOutInformation(labels, given, options, random).value).toBeLessThanOrEqual(0);
      }),
      { seed: 13, numRuns: 20 },
    );
  });
});

describe('learnBlockRule', () => {
  test('has weights of length 1 whose sum is not below 0, at any rate up to 10 and of any spins', () => {
    fc.assert(
      fc.property(pairs, rates, (given, rate) => {
        const options = { steps: 30, batch: 16, rate, hidden: 3, starts: 2 };
        const { weights, threshold } = learnBlockRule(given, options, random);
        expect(Math.hypot(...weights)).toBeCloseTo(1, 12);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(threshold)).toBe(true);
      }),
      { seed: 13, numRuns: 30 },
    );
  });
});
