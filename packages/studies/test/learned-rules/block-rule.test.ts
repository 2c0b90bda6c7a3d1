import { describe, expect, test } from 'vitest';
import { answer } from '../../src/learned-rules/block-rule.calculator.js';
import { torusRulesStage } from '../../src/learned-rules/torus-rules.stage.js';
import { runStage } from '../stage-chain.js';

interface Found {
  readonly information: number;
  readonly block: number;
  readonly kept: number | null;
  readonly shells: readonly { readonly distance: number; readonly neighbours: number; readonly coupling: number }[];
  readonly range: number | null;
  readonly beyond: number | null;
  readonly field: number;
  readonly many: number | null;
}

const ask = (question: Partial<Parameters<typeof answer>[0]>) =>
  answer({ coupling: 0.4, lattice: 'torus', rule: 'majority', ...question }).json as unknown as Found;

describe('on the torus of 4 × 4', () => {
  test('a rule tells what the study has of it', async () => {
    const learning = { steps: 2, batch: 16, rate: 0.01, hidden: 2, starts: 1, seed: 0 };
    const rows = (await runStage(torusRulesStage, { coupling: 0.4, samples: 100, ...learning }))
      .block_rule as unknown as readonly { rule: string; information: number }[];
    const told = Object.fromEntries(rows.map(({ rule, information }) => [rule, information]));
    expect(ask({ rule: 'decimation' }).information).toBeCloseTo(told.decimation!, 12);
    expect(ask({ rule: 'majority' }).information).toBeCloseTo(told.majority!, 12);
    expect(ask({ rule: 'majority-up' }).information).toBeCloseTo(told['majority, ties up']!, 12);
    expect(ask({ rule: 'best' }).information).toBeCloseTo(told.optimum!, 12);
  });

  test.each(['decimation', 'majority'] as const)(
    'the couplings of %s are those of the probabilities of its block spins',
    (rule) => {
      // Of four block spins without a field: all alike, one turned, neighbours turned, opposite ones turned.
      const weights = [0, 0, 0, 0];
      for (let state = 0; state < 65536; state++) {
        const spin = (y: number, x: number) => ((state >> (4 * (y & 3) + (x & 3))) & 1 ? 1 : -1);
        let bonds = 0;
        for (let y = 0; y < 4; y++) for (let x = 0; x < 4; x++) bonds += spin(y, x) * (spin(y, x + 1) + spin(y + 1, x));
        const ups = [0, 1, 2, 3].map((n) => {
          const [y, x] = [n & 2, 2 * (n & 1)];
          const sum = spin(y, x) + spin(y, x + 1) + spin(y + 1, x) + spin(y + 1, x + 1);
          return (rule === 'decimation' || sum === 0 ? spin(y, x) : sum) > 0;
        });
        const kind = ['true,true,true,true', 'true,true,true,false', 'true,true,false,false', 'true,false,false,true'];
        const at = kind.indexOf(ups.join());
        if (at >= 0) weights[at]! += Math.exp(0.4 * bonds);
      }
      const [all, one, neighbours, opposite] = weights.map(Math.log) as [number, number, number, number];
      // Over a constant 4J + 2J' + M, -M, -2J' + M, -4J + 2J' + M: J of neighbours, J' of opposite ones, M of all four.
      const { shells, range, beyond, field, many } = ask({ rule });
      expect(shells).toHaveLength(2);
      const [near, far] = shells.map(({ coupling }) => coupling) as [number, number];
      expect(near).toBeCloseTo((all - opposite) / 8, 11);
      expect(far).toBeCloseTo(((all + opposite) / 2 - neighbours) / 4, 11);
      const total = 2 * near + far;
      expect(range).toBeCloseTo((2 * near + Math.SQRT2 * far) / total, 12);
      expect(beyond).toBeCloseTo(far / total, 12);
      expect(field).toBe(0);
      const four = (((all + opposite) / 2 + neighbours) / 2 - one) / 2;
      expect(many).toBeCloseTo(Math.abs(four) / (4 * near + 2 * far + Math.abs(four)), 11);
    },
  );

  test('the ranges that docs/learned-rules.md tells at K = 0.4', () => {
    const ranges = (['decimation', 'majority', 'best'] as const).map((rule) => ask({ rule }).range!.toFixed(3));
    expect(ranges).toEqual(['1.086', '1.064', '1.059']);
  });

  test.each([0.2, 0.3, 0.4, 0.4406867935097715])(
    'at K = %d of known rules what tells more is coupled less far, and the best is the majority with ties to one side',
    (coupling) => {
      const rules = (['decimation', 'majority', 'majority-up'] as const).map((rule) => ask({ coupling, rule }));
      const [decimation, majority, up] = rules as [Found, Found, Found];
      expect(majority.information).toBeGreaterThan(decimation.information);
      expect(up.information).toBeGreaterThan(majority.information);
      expect(majority.range!).toBeLessThan(decimation.range!);
      expect(up.range!).toBeLessThan(majority.range!);
      const best = ask({ coupling, rule: 'best' });
      expect(best.information).toBeCloseTo(up.information, 12);
      expect(best.range).toBeCloseTo(up.range!, 12);
      expect(Math.abs(best.field)).toBeCloseTo(Math.abs(up.field), 12);
      for (const { information, block, kept } of rules) expect(kept).toBeCloseTo(information / block, 14);
    },
  );

  test('at weak coupling decimation is the best of all rules, and is not coupled the least far', () => {
    const [decimation, up, best] = (['decimation', 'majority-up', 'best'] as const).map((rule) =>
      ask({ coupling: 0.1, rule }),
    ) as [Found, Found, Found];
    expect(best.information).toBeCloseTo(decimation.information, 13);
    expect(best.range).toBeCloseTo(decimation.range!, 12);
    expect(up.information).toBeLessThan(decimation.information);
    expect(up.range!).toBeLessThan(decimation.range!);
  });

  test('without coupling nothing is told, and there is no range', () => {
    expect(ask({ coupling: 0 })).toMatchObject({ information: 0, kept: null, range: null, beyond: null, many: null });
    expect(answer({ coupling: 0, lattice: 'torus', rule: 'majority' }).values).toContainEqual(
      expect.objectContaining({ symbol: 'range', value: 'none' }),
    );
  });
});

describe('on a ring', () => {
  test.each([
    [2, 6],
    [3, 5],
    [4, 4],
  ])('of %d spins to a block decimation leaves nearest neighbours, artanh(tanh^b K)', (block, blocks) => {
    const { shells, range, beyond, many } = ask({ lattice: 'ring', rule: 'decimation', block, blocks });
    expect(shells[0]!.coupling).toBeCloseTo(Math.atanh(Math.tanh(0.4) ** block), 12);
    expect([range, beyond, many]).toEqual([1, 0, 0]);
  });

  test('the middle of three spins tells two spins two bonds away what closed forms say', () => {
    // Given the middle spin its neighbours' neighbours are independent on a long ring: v = tanh² K each.
    const v = Math.tanh(0.4) ** 2;
    const joint = [1, -1].flatMap((a) =>
      [1, -1].map((b) => [(1 + a * v) * (1 + b * v), (1 - a * v) * (1 - b * v)].map((p) => p / 8)),
    );
    const told = joint.reduce(
      (sum, [p, q]) => sum + p! * Math.log((2 * p!) / (p! + q!)) + q! * Math.log((2 * q!) / (p! + q!)),
      0,
    );
    const { information } = ask({ lattice: 'ring', rule: 'decimation', block: 3, blocks: 6 });
    // The rest of the ring, 14 bonds, ties the two to each other by tanh^14 K.
    expect(Math.abs(information - told)).toBeLessThan(2 * Math.tanh(0.4) ** 14);
  });
});

describe('what it is not asked', () => {
  test.each([
    [{ coupling: -0.1 }, '--coupling is -0.1; expected 0 to 5'],
    [{ coupling: 6 }, '--coupling is 6; expected 0 to 5'],
    [{ block: 2 }, '--block of --lattice ring'],
    [{ block: 2, blocks: 3 }, '--block and --blocks of --lattice ring'],
    [{ lattice: 'ring' as const, block: 5 }, 'blocks of 2 to 4 spins'],
    [{ lattice: 'ring' as const, block: 4, blocks: 6 }, '20 spins at most'],
    [{ lattice: 'ring' as const, blocks: 2 }, '3 or more of them'],
    [{ coupling: 0, rule: 'best' as const }, 'no rule tells anything'],
  ])('%o is refused', (question, message) => {
    expect(() => ask(question)).toThrow(message);
  });
});
