import { describe, expect, test } from 'vitest';
import { marginal } from '../src/enumeration/marginal.js';
import {
  blockInformation,
  CRITICAL_COUPLING,
  ruleInformation,
  squareBlockDistribution,
  surroundedBlockDistribution,
} from '../src/index.js';
import python from './expected/surrounded_block.json' with { type: 'json' };

const BLOCK = [0, 1, 2, 3];
const ENVIRONMENT = Array.from({ length: 16 }, (_, i) => 4 + i);

const ups = (v: number) => BLOCK.reduce((sum, i) => sum + ((v >> i) & 1), 0);
const tableOf = (isUp: (v: number) => boolean) => Array.from({ length: 16 }, (_, v) => Number(isUp(v)));
const RULES = {
  'one spin': tableOf((v) => (v & 1) === 1),
  majority: tableOf((v) => ups(v) > 2 || (ups(v) === 2 && (v & 1) === 1)),
  'majority, ties up': tableOf((v) => ups(v) >= 2),
};

describe('a block of 2 × 2 and its whole surroundings', () => {
  test.each(python.points.filter(({ coupling }) => [0.1, 0.3, CRITICAL_COUPLING].includes(coupling)))(
    'tells at K = $coupling what numpy finds with a dense matrix, rule by rule',
    (point) => {
      const { block, rules } = blockInformation(surroundedBlockDistribution(point.coupling), BLOCK, ENVIRONMENT, [
        ...Object.values(RULES),
        tableOf((v) => ((point['best rule'] >> v) & 1) === 1),
      ]);
      expect(Math.abs(block - point['whole block'])).toBeLessThan(1e-12);
      Object.keys(RULES).forEach((rule, i) => {
        expect(Math.abs(rules[i]! - point[rule as keyof typeof RULES])).toBeLessThan(1e-12);
      });
      expect(Math.abs(rules[3]! - point.optimum)).toBeLessThan(1e-12);
    },
  );

  test('is above and below the block as the cylinder of six sites with whole rows has it', () => {
    const surrounded = surroundedBlockDistribution(0.37);
    const rows = squareBlockDistribution(0.37, { width: 6, buffer: 1 });
    // There the block is sites 0 and 1 of its rows, so the four beyond the buffer are sites 5, 0, 1 and 2 of the row above.
    const above = [9, 4, 5, 6];
    const below = [15, 10, 11, 12];
    const expected = marginal(rows, [...BLOCK, ...above, ...below]).probabilities;
    const found = marginal(surrounded, [...BLOCK, 4, 5, 6, 7, 16, 17, 18, 19]).probabilities;
    const farthest = found.reduce((most, p, i) => Math.max(most, Math.abs(p / expected[i]! - 1)), 0);
    expect(farthest).toBeLessThan(1e-11);
  });

  test('looks the same from above and from the left', () => {
    const distribution = surroundedBlockDistribution(0.42);
    const upper = marginal(distribution, [0, 1, 4, 5, 6, 7]).probabilities;
    const right = marginal(distribution, [1, 0, 7, 6, 5, 4]).probabilities;
    const apart = (of: Float64Array) => Math.max(...upper.map((p, i) => Math.abs(of[i]! / p - 1)));
    expect(apart(right)).toBeLessThan(1e-12);
    const lower = marginal(distribution, [2, 3, 16, 17, 18, 19]).probabilities;
    expect(apart(lower)).toBeLessThan(1e-12);
  });

  test('tells more than above and below alone, and the rule of one spin as ruleInformation has it', () => {
    const distribution = surroundedBlockDistribution(0.1);
    const whole = blockInformation(distribution, BLOCK, ENVIRONMENT, []).block;
    const rows = [4, 5, 6, 7, 16, 17, 18, 19];
    expect(blockInformation(distribution, BLOCK, rows, []).block / whole).toBeLessThan(0.6);
    expect(ruleInformation(distribution, BLOCK, ENVIRONMENT, RULES.majority)).toBeCloseTo(0.00012671142, 12);
    expect(blockInformation(surroundedBlockDistribution(0), BLOCK, ENVIRONMENT, []).block).toBeLessThan(1e-12);
  });

  test('refuses what is no rule, and more than it can take', () => {
    const distribution = surroundedBlockDistribution(0.3);
    expect(() => blockInformation(distribution, BLOCK, ENVIRONMENT, [[0, 1]])).toThrow(
      'blockInformation: the rule is [0, 1]; give 16 probabilities, one for each state of the block.',
    );
    expect(() => blockInformation(distribution, [0, 1, 2], [...ENVIRONMENT, 3], [])).toThrow(/give 1 to 4 and 1 to 16/);
    expect(() => surroundedBlockDistribution(Number.NaN)).toThrow(/K is NaN/);
    expect(() => surroundedBlockDistribution(400)).toThrow(/from 300 on the lattice is a single spin/);
  });
});
