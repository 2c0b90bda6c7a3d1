import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { logisticCrossing } from '@rgflow/numerics/logistic-crossing';
import { expect, test } from 'vitest';
import { refineLine } from '../src/rounds/refine-line.js';
import { uniformNumbers } from './uniform-numbers.js';

const PAGE = readFileSync(fileURLToPath(new URL('../../../docs/trainability.md', import.meta.url)), 'utf8');
const RULE = { rule: 'line', threshold: 0.5, width: 2, whole: true, within: [4, 100] } as const;
const SEEDS = 3;

/** Depths as rounds choose them on one line, with three networks at each that come to 0.9 or to 0.1. */
function refined(uniform: () => number, truth: number, width: number): { readonly x: number[]; readonly y: number[] } {
  const found = new Map<number, number[]>();
  const add = (depth: number): void => {
    const learns = () => uniform() < 1 / (1 + Math.exp((depth - truth) / width));
    found.set(
      depth,
      Array.from({ length: SEEDS }, () => (learns() ? 0.9 : 0.1)),
    );
  };
  for (const depth of [10, 40]) add(depth);
  for (;;) {
    const points = [...found].map(([x, all]) => ({ x, mean: all.reduce((sum, each) => sum + each, 0) / SEEDS }));
    const [decision] = refineLine(
      points.sort((p, q) => p.x - q.x),
      RULE,
      true,
    );
    if (decision!.value === null) break;
    add(decision!.value);
  }
  return { x: [...found.keys()].flatMap((depth) => Array<number>(SEEDS).fill(depth)), y: [...found.values()].flat() };
}

test.each([1.5, 4])(
  'intervals of crossings at depths that rounds choose hold the truth nearly nine times in ten (width %d)',
  (width) => {
    const uniform = uniformNumbers(77);
    const trials = 400;
    let [covered, error, networks] = [0, 0, 0];
    for (let i = 0; i < trials; i++) {
      const truth = 20 + 60 * uniform();
      const { x, y } = refined(uniform, truth, width);
      const { crossing, lower, upper } = logisticCrossing(x, y, 0.5);
      networks += x.length;
      if (crossing === null) continue;
      error += Math.abs(crossing - truth);
      if ((lower ?? 0) <= truth && truth <= (upper ?? 200)) covered++;
    }
    // 400 trials tell a share of 0.86 to 0.017.
    expect(covered / trials).toBeGreaterThan(0.86 - 3 * 0.017);
    expect(error / trials).toBeLessThan(width + 1);
    // On a grid of all depths from 10 to 100 by 2 there would be 138.
    expect(networks / trials).toBeLessThan(30);
    const row = [`${Math.round((100 * covered) / trials)} %`, Math.round(networks / trials)].join(' | ');
    expect(PAGE).toContain(`| by rounds | ${width} layers | ${row} | ${(error / trials).toFixed(1)} layers |`);
  },
);
