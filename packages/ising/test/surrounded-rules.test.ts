import { describe, expect, test } from 'vitest';
import { majorityRule, ruleTable } from '../src/rules/index.js';
import { surroundedRules } from '../src/rules/surrounded-rules.js';

const K = 0.4;
/** Block, buffer and ring are a square of six. */
const SIDE = 6;
const SITES = Array.from({ length: SIDE * SIDE }, (_, at) => at);
const BLOCK = [14, 15, 20, 21];

function isEdge(at: number): boolean {
  return [Math.floor(at / SIDE), at % SIDE].some((n) => n === 0 || n === SIDE - 1);
}

/** P(v|ring) of the 16 states of the block, by all 4,096 of the buffer; the ring as `BlockPairs` has it, row by row. */
function conditional(ring: readonly number[]): readonly number[] {
  const spins = new Int8Array(SIDE * SIDE);
  SITES.filter(isEdge).forEach((at, n) => {
    spins[at] = ring[n]!;
  });
  const buffer = SITES.filter((at) => !isEdge(at) && !BLOCK.includes(at));
  const bonds = SITES.flatMap((at) => [1, SIDE].map((step) => [at, at + step] as const)).filter(
    ([a, b]) => b < SIDE * SIDE && (b - a > 1 || b % SIDE !== 0) && !(isEdge(a) && isEdge(b)),
  );
  const weights = Array.from({ length: 16 * 4096 }, (_, state) => {
    BLOCK.concat(buffer).forEach((at, i) => {
      spins[at] = 2 * ((state >> i) & 1) - 1;
    });
    return Math.exp(K * bonds.reduce((sum, [a, b]) => sum + spins[a]! * spins[b]!, 0));
  });
  const ofBlock = Array.from({ length: 16 }, (_, v) =>
    weights.reduce((sum, w, n) => (n % 16 === v ? sum + w : sum), 0),
  );
  const total = ofBlock.reduce((a, b) => a + b);
  return ofBlock.map((w) => w / total);
}

const entropy = (...ps: readonly number[]) => ps.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);

describe('what all rules tell of a ring that is seen once', () => {
  // Like no image of itself.
  const ring = [1, 1, -1, 1, 1, 1, -1, 1, -1, -1, 1, 1, -1, 1, -1, -1, -1, 1, 1, 1];
  const found = surroundedRules({ count: 1, blocks: new Int8Array(4), surroundings: Int8Array.from(ring) }, K);
  const given = conditional(ring);
  // Where the four spins go when the square is turned and reflected.
  const moves = [
    [0, 1, 2, 3],
    [1, 3, 0, 2],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
    [1, 0, 3, 2],
    [2, 3, 0, 1],
    [0, 2, 1, 3],
    [3, 1, 2, 0],
  ];
  const maps = moves.flatMap((to) => {
    const moved = given.map((_, v) => to.reduce((image, place, i) => image | (((v >> i) & 1) << place), 0));
    return [moved, moved.map((v) => 15 - v)];
  });
  const told = (rule: number) => {
    const ups = maps.map((map) => given.reduce((sum, p, v) => sum + ((rule >> map[v]!) & 1) * p, 0));
    const mean = ups.reduce((a, b) => a + b) / ups.length;
    return entropy(mean, 1 - mean) - ups.reduce((sum, up) => sum + entropy(up, 1 - up), 0) / ups.length;
  };

  test('is that of its 16 images, by all states of the buffer', () => {
    for (const rule of [0b10, 0xfee8, 0x1234, 0xe8e8, 0x8001, 0xaaaa])
      expect(found.of(rule)).toBeCloseTo(told(rule), 12);
    const means = given.map((_, v) => maps.reduce((sum, map) => sum + given[map[v]!]!, 0) / maps.length);
    expect(found.block).toBeCloseTo(entropy(...means) - entropy(...given), 12);
  });

  test('has the best of all 65,536 first, one of each class', () => {
    const best = found.rules.reduce((most, { rule }) => Math.max(most, told(rule)), 0);
    expect(found.rules[0]!.information).toBeCloseTo(best, 12);
    expect(found.rules[0]!.information).toBeLessThanOrEqual(found.block);
    expect(found.rules.length).toBe(2552);
  });

  test('is the same of rules that symmetry makes of each other', () => {
    const number = (table: readonly number[]) => table.reduce((rule, up, v) => rule | (up << v), 0);
    const up = number(ruleTable(majorityRule(2, 'up')));
    const down = number(ruleTable({ ...majorityRule(2, 'up'), threshold: -0.5 }));
    expect(found.of(up)).toBe(found.of(down));
    expect(found.of(0xaaaa)).toBe(found.of(0xff00));
  });
});

test.each([
  [
    'blocks of other sides',
    { count: 1, blocks: new Int8Array(9), surroundings: new Int8Array(24) },
    K,
    'give blocks of side 2',
  ],
  [
    'a coupling below 0',
    { count: 1, blocks: new Int8Array(4), surroundings: new Int8Array(20) },
    -1,
    'expected 0 to 20',
  ],
])('%s are refused', (_, pairs, coupling, message) => {
  expect(() => surroundedRules(pairs, coupling)).toThrow(message);
});
