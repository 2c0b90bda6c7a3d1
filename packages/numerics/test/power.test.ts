import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binade, DomainError, geometricMean, logRatio, pow, powerOfTwo, square } from '../src/index.js';
import expected from './expected/power.json' with { type: 'json' };

interface Case {
  readonly x: number;
  readonly y: number;
  readonly nearest: number;
  readonly rest: number;
}
const { made: _, ...ranges } = expected as Readonly<Record<string, string | readonly Case[]>>;

const positive = fc.double({ min: 1e-150, max: 1e150, noNaN: true });
const special = [0, 0.5, 1 / 3, 1, 2, 3, 2 ** 52 + 1, 2 ** 53, 1e308, 5e-324, Number.POSITIVE_INFINITY].flatMap((x) => [
  x,
  -x,
]);

describe('pow', () => {
  test.each(Object.entries(ranges))(
    'gives the double next to the power, as computed elsewhere: %s',
    (_range, cases) => {
      const wrong = (cases as readonly Case[]).filter(({ x, y, nearest }) => pow(x, y) !== nearest);
      expect(wrong).toEqual([]);
    },
  );

  test('is exact where the power is', () => {
    fc.assert(
      fc.property(positive, (x) => {
        expect(pow(x, 1)).toBe(x);
        expect(pow(x, -1)).toBe(1 / x);
        expect(pow(x, 2)).toBe(x * x);
        expect(pow(x * x, 0.5)).toBe(Math.sqrt(x * x));
      }),
      { seed: 1, numRuns: 2000 },
    );
    for (let n = -1080; n <= 1030; n++) expect(pow(2, n)).toBe(powerOfTwo(n));
    for (let n = 0; n <= 22; n++) expect(pow(10, n)).toBe(Number(`1e${n}`));
    for (let n = 0; n <= 33; n++) expect(BigInt(pow(-3, n))).toBe((-3n) ** BigInt(n));
  });

  test('has the special cases of Math.pow', () => {
    const builtIn = Math.pow;
    for (const x of [...special, Number.NaN]) {
      for (const y of [...special, Number.NaN]) {
        // The engine's own last bits are its own affair; zeros, infinities, ones, signs and NaN are not.
        const [ours, engines] = [pow(x, y), builtIn(x, y)];
        const isNear = Math.abs(ours / engines - 1) < 1e-14;
        if (!isNear) expect(ours, `${x} to the ${y}`).toBe(engines);
      }
    }
  });

  test('rounds once where the power is subnormal, overflows and underflows in the right place', () => {
    expect(pow(2, -1074.5)).toBe(5e-324);
    expect(pow(2, -1075)).toBe(0);
    expect(pow(2, -1074.9999999999998)).toBe(5e-324);
    expect(pow(2, 1023.9999999999999)).toBe(1.7976931348621742e308);
    expect(pow(2, 1024)).toBe(Number.POSITIVE_INFINITY);
    expect(pow(-2, 1025)).toBe(Number.NEGATIVE_INFINITY);
    expect(pow(-2, -1077)).toBe(-0);
  });

  test('has the same bits on every engine', () => {
    const bits = createHash('sha256');
    for (const base of [0.001, 0.3, 0.97, 1.0001, 1.76, 10, 12345.678]) {
      bits.update(new Uint8Array(Float64Array.from({ length: 2000 }, (_, i) => pow(base, (i - 1000) / 7)).buffer));
    }
    expect(bits.digest('hex')).toBe('c3a1b4c458ab54af5bddc8d8d14eb70a1ab7eb4eb44e1e80cc6aed2f9829cc8d');
  });
});

describe('powerOfTwo', () => {
  test('is what the operator gives for a literal, which the lint rule allows', () => {
    for (let n = -1074; n <= 1023; n++) expect(powerOfTwo(n)).toBe(new Function(`return 2 ** ${n}`)());
    expect([powerOfTwo(-1075), powerOfTwo(1024), powerOfTwo(-0)]).toEqual([0, Number.POSITIVE_INFINITY, 1]);
  });

  test('refuses what is no whole number', () => {
    expect(() => powerOfTwo(0.5)).toThrow(DomainError);
    expect(() => powerOfTwo(0.5)).toThrow('powerOfTwo: n is 0.5; give a whole number, or ask pow(2, n).');
  });
});

test('the square is one multiplication', () => {
  expect(square(-1.1)).toBe(1.1 * 1.1);
});

describe('numbers in units of their size', () => {
  test('binade is the largest power of two that is not above them', () => {
    for (let n = -1022; n <= 1023; n += 31) {
      expect(binade(powerOfTwo(n))).toBe(powerOfTwo(n));
      expect(binade(-1.999 * powerOfTwo(n))).toBe(powerOfTwo(n));
    }
    expect([0, Number.NaN, Number.NEGATIVE_INFINITY].map(binade)).toEqual([1, 1, 1]);
    expect(binade(Number.MIN_VALUE)).toBe(powerOfTwo(-1022));
    expect(binade(Number.MAX_VALUE)).toBe(powerOfTwo(1023));
  });

  test('geometricMean and logRatio do without products and ratios that are no doubles', () => {
    expect(geometricMean(2, 8)).toBe(4);
    expect(geometricMean(1e-300, 1e-200) / 1e-250).toBeCloseTo(1, 14);
    expect(geometricMean(1e300, 4e300) / 2e300).toBeCloseTo(1, 14);
    expect(geometricMean(0, 5)).toBe(0);
    expect(logRatio(2, 8)).toBe(Math.log(0.25));
    expect(logRatio(1e-300, 1e300)).toBeCloseTo(-600 * Math.LN10, 10);
    expect(logRatio(1e300, 1e-300)).toBeCloseTo(600 * Math.LN10, 10);
    expect([logRatio(0, 1), logRatio(1, 0)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});
