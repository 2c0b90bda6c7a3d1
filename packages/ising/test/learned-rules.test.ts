import { describe, expect, test } from 'vitest';
import { isingConfigurations } from '../src/index.js';
import {
  blockSites,
  coarseCouplings,
  coarseStates,
  decimationRule,
  heldOutInformation,
  learnBlockRule,
  majorityRule,
  ruleTable,
} from '../src/rules/index.js';
import { critic, expectBestRule, random } from './best-rule.js';

describe('blockSites', () => {
  test('on the torus of 4 × 4 are a block and all other spins', () => {
    const { block, ring } = blockSites({ size: 4, side: 2, buffer: 0 });
    expect(block).toEqual([0, 1, 4, 5]);
    expect([...block, ...ring].sort((p, q) => p - q)).toEqual(Array.from({ length: 16 }, (_, n) => n));
  });

  test.each([
    [2, 1, 20],
    [3, 1, 24],
    [4, 1, 28],
  ])('of side %i with a buffer of %i have a ring of %i', (side, buffer, around) => {
    expect(blockSites({ size: 24, side, buffer }).ring).toHaveLength(around);
  });

  test('refuse a ring that does not fit', () => {
    expect(() => blockSites({ size: 5, side: 2, buffer: 1 })).toThrow('take a side of 6; the torus has 5');
  });
});

describe('rules', () => {
  test('as tables: majority with ties to the first spin, or up', () => {
    const bits = (state: number) => [0, 1, 2, 3].reduce((sum, k) => sum + ((state >> k) & 1), 0);
    ruleTable(majorityRule(2)).forEach((up, v) => {
      expect(up).toBe(bits(v) > 2 || (bits(v) === 2 && (v & 1) === 1) ? 1 : 0);
    });
    ruleTable(majorityRule(2, 'up')).forEach((up, v) => void expect(up).toBe(bits(v) >= 2 ? 1 : 0));
    ruleTable(decimationRule(2)).forEach((up, v) => void expect(up).toBe(v & 1));
  });
});

describe('a learned rule', () => {
  // At K = 0.3 it is tried in learned-rules.slow.test.ts.
  test('at 2 × 2 and K = 0.44 tells what the best of all 65,536 rules does', () => expectBestRule(0.44));

  test('finds the one spin of a block that knows anything', () => {
    const count = 5000;
    const bits = random.split('bits').uint32(count * 9);
    const blocks = Int8Array.from({ length: count * 4 }, (_, n) => ((bits[n]! & 1) === 1 ? 1 : -1));
    const surroundings = Int8Array.from({ length: count * 2 }, (_, n) => {
      return n % 2 === 0 ? blocks[2 * n + 2]! : (bits[count * 4 + n]! & 1) === 1 ? 1 : -1;
    });
    const { weights, threshold } = learnBlockRule({ count, blocks, surroundings }, critic, random.split('one'));
    expect(weights[2]).toBeGreaterThan(0.95);
    expect(Math.abs(threshold)).toBeLessThan(0.9);
  });
});

describe('heldOutInformation', () => {
  test('of spins that have nothing to do with a block is zero', () => {
    const bits = random.split('unrelated').uint32(5000 * 6);
    const surroundings = Int8Array.from({ length: 5000 * 5 }, (_, n) => ((bits[n]! & 1) === 1 ? 1 : -1));
    const labels = Uint8Array.from({ length: 5000 }, (_, n) => bits[25_000 + n]! & 1);
    const pairs = { count: 5000, blocks: new Int8Array(5000), surroundings };
    const { value, standardError } = heldOutInformation(labels, pairs, critic, random);
    expect(value).toBeLessThan(3 * standardError + 0.001);
    expect(value).toBeGreaterThan(-0.03);
  });
});

describe('coarseCouplings', () => {
  test('of spins themselves are the coupling that they were drawn at, and no other', () => {
    const states = isingConfigurations({ dimension: 2, size: 12, coupling: 0.35, samples: 3000 }, random.split('own'));
    const { couplings, field, range, beyond } = coarseCouplings(coarseStates(states, 12, decimationRule(1)), 12);
    expect(Math.abs(couplings[0]! - 0.35)).toBeLessThan(0.005);
    for (const coupling of couplings.slice(1)) expect(Math.abs(coupling)).toBeLessThan(0.005);
    expect(Math.abs(field)).toBeLessThan(0.005);
    expect(range).toBeLessThan(1.06);
    expect(beyond).toBeLessThan(0.06);
  });

  test('refuses blocks that do not fill the torus, and a torus too small', () => {
    expect(() => coarseStates(new Int8Array(25), 5, majorityRule(2))).toThrow('do not fill a torus of side 5');
    expect(() => coarseCouplings(new Uint8Array(16), 4)).toThrow('expected 7 or more');
  });
});
