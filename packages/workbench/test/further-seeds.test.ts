import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { estimate } from '@rgflow/numerics';
import { studentP } from '@rgflow/numerics/significance';
import { describe, expect, test } from 'vitest';
import { furtherSeeds, isEnough, nextCount } from '../src/rounds/further-seeds.js';
import { uniformNumbers } from './uniform-numbers.js';

/** Normal numbers, the same in every run (Box and Muller). */
function normalNumbers(seed: number): () => number {
  const uniform = uniformNumbers(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** How many values of a sequence are taken, beginning with `count` of them. */
function taken(values: readonly number[], count: number, below: number, max: number): number {
  let n = count;
  while (n < max && !isEnough(values.slice(0, n), below)) n = nextCount(n, max);
  return n;
}

test('looks at numbers of seeds that grow by half', () => {
  const looks = [1];
  while (looks.at(-1)! < 40) looks.push(nextCount(looks.at(-1)!, 40));
  expect(looks).toEqual([1, 2, 3, 5, 8, 12, 18, 27, 40]);
});

test('a smaller error only adds seeds, whatever the results', () => {
  const normal = normalNumbers(1);
  for (let trial = 0; trial < 500; trial++) {
    const values = Array.from({ length: 60 }, normal);
    const counts = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1].map((below) => taken(values, 3, below, 60));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  }
});

test('says how many seeds there are, and why they are enough or not', () => {
  const cells = [0, 1, 2].flatMap((seed) =>
    ['a', 'b'].map((kind) => ({ cell: { grid: 0, values: { kind, seed }, params: { seed } }, nodes: [] })),
  );
  const decide = (max: number) => furtherSeeds(cells, [1, 5, 1.1, 9, 0.9, null], { below: 0.1, max, result: RESULT });
  const RESULT = { table: 't', column: 'c', where: null };
  expect(decide(20)).toEqual([
    {
      ...{ grid: 0, values: { kind: 'a' }, added: [], reason: 'standard error 0.05774 of 3 seeds, at most 0.1' },
      ...{ seeds: 3, mean: expect.closeTo(1, 12), standardError: expect.closeTo(0.1 / Math.sqrt(3), 12), total: 3 },
    },
    {
      ...{ grid: 0, values: { kind: 'b' }, added: [3, 4], reason: 'standard error 2 of 2 seeds, above 0.1' },
      ...{ seeds: 2, mean: 7, standardError: 2, total: 5 },
    },
  ]);
  expect(decide(3)[1]).toMatchObject({ added: [], reason: expect.stringContaining('there are 3, the most') });
});

/**
 * What stopping does to 95 % intervals, of Student's t with a degree less than seeds: how often they hold the truth,
 * with as many seeds as were taken, and with so many from the beginning.
 */
function coverage(start: number, below: number, trials: number) {
  const normal = normalNumbers(1000 * start + Math.round(100 * below));
  let [stopped, fixed, total] = [0, 0, 0];
  const holds = (values: readonly number[]) => {
    const { value, standardError } = estimate(values);
    return studentP(value / standardError, values.length - 1) >= 0.05;
  };
  for (let trial = 0; trial < trials; trial++) {
    const values = Array.from({ length: 300 }, normal);
    const n = taken(values, start, below, 300);
    total += n;
    if (holds(values.slice(0, n))) stopped++;
    // Others, of which none was looked at.
    if (holds(Array.from({ length: n }, normal))) fixed++;
  }
  return { seeds: total / trials, stopped: stopped / trials, fixed: fixed / trials };
}

describe('what stopping does to intervals', () => {
  const page = readFileSync(fileURLToPath(new URL('../../../docs/study-format.md', import.meta.url)), 'utf8');
  const [, table] = /\| seeds to begin with \|.*?\n\|[-| ]+\n(.*?)\n\n/s.exec(page)!;
  const rows = table!.split('\n').map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => Number.parseFloat(cell)),
  );

  test.each(rows)('is on the page: %d seeds, an error of %f σ', (start, below, seeds, stopped, fixed) => {
    const found = coverage(start!, below!, 4000);
    expect(found.seeds.toFixed(1)).toBe(seeds!.toFixed(1));
    expect((100 * found.stopped).toFixed(1)).toBe(stopped!.toFixed(1));
    expect((100 * found.fixed).toFixed(1)).toBe(fixed!.toFixed(1));
    // 4,000 trials tell a share of 0.95 to 0.0034.
    expect(Math.abs(found.fixed - 0.95)).toBeLessThan(4 * 0.0034);
    expect(found.stopped).toBeLessThan(found.fixed);
  });
});
