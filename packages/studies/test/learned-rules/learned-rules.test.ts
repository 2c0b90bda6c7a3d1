import { describe, expect, test } from 'vitest';
import { ruleRankingStage } from '../../src/learned-rules/rule-ranking.stage.js';
import { squareRulesStage } from '../../src/learned-rules/square-rules.stage.js';
import { torusRulesStage } from '../../src/learned-rules/torus-rules.stage.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

type Row = Readonly<Record<string, number | string | null>>;

const learning = { steps: 1500, batch: 128, rate: 0.01, hidden: 4, starts: 3, seed: 0 };

test('on the torus of 4 × 4 the learned rule tells what the best of all does, and others less', async () => {
  const rows = (await runStage(torusRulesStage, { coupling: 0.35, samples: 10_000, ...learning }))
    .block_rule as unknown as readonly Row[];
  const told = Object.fromEntries(rows.map(({ rule, information }) => [rule, information as number]));
  expect(told.optimum! - told.learned!).toBeLessThan(0.002);
  expect(told.optimum! - told.learned!).toBeGreaterThanOrEqual(-1e-12);
  expect(told['majority, ties up']).toBeCloseTo(told.optimum!, 10);
  expect(told.majority).toBeLessThan(told.optimum! - 0.002);
  expect(told.decimation).toBeLessThan(told.majority! - 0.02);
});

describe('on the square lattice', async () => {
  const params = { coupling: 0.4, size: 14, sides: [2], buffer: 1, samples: 800, ...learning };
  const rows = (await runStage(squareRulesStage, params)).block_rule as unknown as readonly Row[];
  const of = (rule: string) => rows.find((row) => row.rule === rule) as Readonly<Record<string, number>>;

  test('each rule has what it tells with its error, and the range of the couplings', () => {
    expect(rows.map(({ rule }) => rule)).toEqual(['decimation', 'majority', 'majority, ties up', 'learned']);
    for (const row of rows) {
      expect(row.information).toBeGreaterThan(0);
      expect(row.information_se).toBeGreaterThan(0);
      expect(row.range).toBeGreaterThanOrEqual(1);
    }
  });

  test('a majority and what is learned tell more than decimation, and are coupled less far', () => {
    for (const rule of ['majority, ties up', 'learned']) {
      expect(of(rule).information).toBeGreaterThan(of('decimation').information!);
      expect(of(rule).beyond).toBeLessThan(of('decimation').beyond!);
    }
  });
});

test('beyond a buffer the best of all rules of 2 × 2 is the majority that gives ties to one side', async () => {
  const rows = (await runStage(ruleRankingStage, { coupling: 0.4, size: 12, samples: 100, seed: 0 }))
    .rule_ranking as unknown as readonly Row[];
  const of = (rule: string) => rows.find((row) => row.rule === rule)!;
  expect(of('majority, ties up').place).toBe(1);
  expect(of('majority, ties up').information).toBe(of('optimum').information);
  expect(of('second').information).toBeLessThan(of('optimum').information as number);
  expect(of('majority').place).toBeGreaterThan(1);
  expect(of('decimation').information).toBeLessThan(of('majority').information as number);
  expect(of('optimum').information).toBeLessThan(of('whole block').information as number);
});

describe('the study file', () => {
  test('plans both lattices for each coupling and seed', () => {
    const counts = new Map<string, number>();
    for (const { stage } of planOf('learned-rules').nodes) counts.set(stage.name, (counts.get(stage.name) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ 'torus-rules': 15, 'square-rules': 15, 'rule-ranking': 15 });
  });

  test('ranks rules where there are blocks of 2 × 2 beyond a buffer of one spin', () => {
    for (const change of ['square.sides=[3]', 'square.buffer=2']) {
      const stages = planOf('learned-rules', change).nodes.map(({ stage }) => stage.name);
      expect(new Set(stages)).toEqual(new Set(['torus-rules', 'square-rules']));
    }
  });

  test('refuses blocks that do not fill the torus', () => {
    expect(faultsOf('learned-rules', 'square.sides=[2, 5]').join()).toContain('a divisor of square.size, 36');
  });
});
