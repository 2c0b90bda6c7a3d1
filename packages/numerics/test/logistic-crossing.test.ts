import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { logisticCrossing } from '../src/logistic-crossing.js';

/** Numbers in [0, 1), and normal ones, the same in every run (mulberry32). */
function randomNumbers(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

const PAGE = readFileSync(fileURLToPath(new URL('../../../docs/trainability.md', import.meta.url)), 'utf8');
const DEPTHS = [10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60];

/** Networks of which each comes to 0.9 or to 0.1, so many at each depth. */
function networks(random: ReturnType<typeof randomNumbers>, h: number, w: number, seeds: number, depths = DEPTHS) {
  const x = depths.flatMap((depth) => Array<number>(seeds).fill(depth));
  const y = x.map((at) => (random.uniform() < 1 / (1 + Math.exp((at - h) / w)) ? 0.9 : 0.1) + 0.02 * random.normal());
  return { x, y };
}

describe('where half of the values come out above a level', () => {
  test('is where two of three at one place put it', () => {
    const x = [10, 10, 10, 20, 20, 20, 30, 30, 30];
    const y = [0.9, 0.9, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1, 0.1];
    const { crossing, width, above, points, reason } = logisticCrossing(x, y, 0.5);
    // The others are sure as w -> 0, and two of three at 20 are ln 2 = (h - 20)/w.
    expect([above, points, reason]).toEqual([5, 9, null]);
    expect(crossing! - 20).toBeCloseTo(width! * Math.LN2, 3);
    expect(logisticCrossing([10, 20, 30, 40, 50, 60], [0.9, 0.9, 0.1, 0.9, 0.1, 0.1], 0.5).crossing).toBeCloseTo(35, 6);
  });

  test('solves the equations of the greatest likelihood', () => {
    const { x, y } = networks(randomNumbers(1), 33.7, 6, 5);
    const { crossing, width } = logisticCrossing(x, y, 0.5);
    // Σ (outcome - p) = 0 and Σ x (outcome - p) = 0.
    const left = x.map((at, i) => (y[i]! > 0.5 ? 1 : 0) - 1 / (1 + Math.exp((at - crossing!) / width!)));
    expect(left.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 5);
    expect(left.reduce((sum, each, i) => sum + x[i]! * each, 0)).toBeCloseTo(0, 3);
  });

  test('has its interval where the likelihood has fallen by the 95 % point', () => {
    const { x, y } = networks(randomNumbers(2), 33.7, 6, 5);
    const { crossing, lower, upper, width } = logisticCrossing(x, y, 0.5);
    const deviance = (h: number, w: number) =>
      -2 *
      x.reduce((sum, at, i) => {
        const p = 1 / (1 + Math.exp((at - h) / w));
        return sum + Math.log(y[i]! > 0.5 ? p : 1 - p);
      }, 0);
    // The widths tried one by one, which the search does not.
    const profile = (h: number) => Math.min(...Array.from({ length: 4000 }, (_, i) => deviance(h, 0.5 + 0.01 * i)));
    for (const end of [lower!, upper!])
      expect(profile(end) - deviance(crossing!, width!)).toBeCloseTo(2.0057 * 2.0057, 2);
  });

  test('is the middle of the gap of a step, with an interval that holds the gap', () => {
    const x = DEPTHS.flatMap((depth) => [depth, depth, depth]);
    const { crossing, lower, upper, width } = logisticCrossing(
      x,
      x.map((at) => (at <= 30 ? 0.9 : 0.1)),
      0.5,
    );
    expect([crossing, width]).toEqual([32.5, 0]);
    expect(lower).toBeLessThan(30);
    expect(lower).toBeGreaterThan(25);
    expect(upper).toBeCloseTo(65 - lower!, 6);
  });

  test('is in the unit of x, whatever that is, and does not depend on the order', () => {
    const { x, y } = networks(randomNumbers(3), 33.7, 6, 3);
    const found = logisticCrossing(x, y, 0.5);
    const scaled = logisticCrossing(
      x.map((at) => 1e-6 * at),
      y,
      0.5,
    );
    expect(1e6 * scaled.crossing!).toBeCloseTo(found.crossing!, 6);
    expect(1e6 * scaled.upper!).toBeCloseTo(found.upper!, 6);
    expect(logisticCrossing([...x].reverse(), [...y].reverse(), 0.5)).toEqual(found);
  });

  test('is told not to be there, or that its interval has no end, rather than made up', () => {
    expect(logisticCrossing([1, 2, 3, 4], [1, 0.9, 1, 1], 0.5).reason).toBe('all values from 1 to 4 are above 0.5');
    expect(logisticCrossing([], [], 0.5).reason).toBe('there are no values');
    expect(logisticCrossing([1, 2, 3, 4], [0, 1, 1, 1], 0.5)).toMatchObject({
      crossing: null,
      reason: 'values do not come out above 0.5 less often from 1 to 4',
    });
    const late = logisticCrossing([10, 20, 30, 40, 50], [0.9, 0.9, 0.9, 0.9, 0.1], 0.5);
    expect(late).toMatchObject({ crossing: 45, upper: null });
    expect(() => logisticCrossing([1], [1, 2], 0.5)).toThrow('must be of one length');
    expect(() => logisticCrossing([1], [Number.NaN], 0.5)).toThrow('not finite');
    expect(logisticCrossing([1, 2, 3], [1, 1, 0], 0.5).reason).toBe('3 values are too few');
  });

  test.each([
    [3, 1.5],
    [3, 4],
    [8, 4],
  ])('has an interval that holds the truth: %d networks at a depth, width %d', (seeds, w) => {
    const random = randomNumbers(10 * seeds + w);
    const trials = 400;
    let covered = 0;
    for (let i = 0; i < trials; i++) {
      const truth = 25 + 20 * random.uniform();
      const { x, y } = networks(random, truth, w, seeds);
      const { crossing, lower, upper } = logisticCrossing(x, y, 0.5);
      if (crossing !== null && (lower ?? 0) <= truth && truth <= (upper ?? 100)) covered++;
    }
    // 400 trials tell a share of 0.95 to 0.011; of few values the interval holds the truth a little less often.
    expect(covered / trials).toBeGreaterThan(0.93 - 3 * 0.011);
    expect(covered / trials).toBeLessThan(0.99);
    if (seeds !== 3) return;
    const row = `${Math.round((100 * covered) / trials)} % | ${seeds * DEPTHS.length}`;
    expect(PAGE).toContain(`| 10 to 60 by 5 | ${w} layers | ${row} |`);
  });
});
