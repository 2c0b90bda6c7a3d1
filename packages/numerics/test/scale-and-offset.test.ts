import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centred, cumulants, DomainError, estimate, findRoot, formatEstimate, trapezoid } from '../src/index.js';
import { studentP, welchTest } from '../src/significance.js';
import { numbers, offsets, scales } from '../src/testing.js';

/** Shifted and rescaled input gives shifted and rescaled output, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 300 };

/** Root mean square deviation of numbers of size 1. */
function scatter(x: readonly number[]): number {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / x.length);
}

describe('estimate', () => {
  test('of samples in another unit is the estimate in that unit', () => {
    fc.assert(
      fc.property(numbers(2), scales(), (x, c) => {
        const [plain, scaled] = [estimate(x), estimate(x.map((value) => c * value))];
        expect(Math.abs(scaled.value / c - plain.value)).toBeLessThanOrEqual(4 * Number.EPSILON);
        expect(Math.abs(scaled.standardError / c - plain.standardError)).toBeLessThanOrEqual(4 * Number.EPSILON);
      }),
      runs,
    );
  });

  test('of samples a million standard deviations away has their error', () => {
    fc.assert(
      fc.property(numbers(2), offsets, scales(), (x, deviations, c) => {
        const offset = deviations * (scatter(x) || 1);
        const [plain, far] = [estimate(x), estimate(x.map((value) => c * (offset + value)))];
        const rounding = 4 * Number.EPSILON * (1 + Math.abs(offset));
        expect(Math.abs(far.value / c - (plain.value + offset))).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.standardError / c - plain.standardError)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });

  test('of equal samples is the sample, without an error, whatever its size', () => {
    const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(anyNumber, fc.integer({ min: 2, max: 2000 }), (x, n) => {
        expect(estimate(Array(n).fill(x))).toEqual({ value: x + 0, standardError: 0, samples: n });
        expect(centred(Array(n).fill(x)).deviations.every((deviation) => deviation === 0)).toBe(true);
      }),
      runs,
    );
  });

  test('of samples whose squares are no doubles has their error', () => {
    expect(estimate([1e-200, 3e-200])).toEqual({ value: 2e-200, standardError: 1e-200, samples: 2 });
    expect(estimate([1e200, 3e200]).standardError / 1e200).toBeCloseTo(1, 15);
    expect(estimate([1.7e308, 1.7e308, 1.6e308]).value).toBeCloseTo((5 / 3) * 1e308, -293);
  });

  test('of samples with infinity among them is infinite, without a known error', () => {
    expect(estimate([1, Number.POSITIVE_INFINITY])).toEqual({
      value: Number.POSITIVE_INFINITY,
      standardError: Number.NaN,
      samples: 2,
    });
  });
});

describe('welchTest', () => {
  test('of means in another unit, from another origin, is the test of those', () => {
    const tested = numbers(2).filter((x) => scatter(x) > 1e-3);
    fc.assert(
      fc.property(tested, tested, offsets, scales(), (x, y, deviations, c) => {
        const offset = deviations * Math.max(scatter(x), scatter(y));
        const plain = welchTest(estimate(x), estimate(y));
        const moved = (samples: readonly number[]) => estimate(samples.map((value) => c * (offset + value)));
        const far = welchTest(moved(x), moved(y));
        // An offset takes digits from the samples: so many of their errors.
        const rounding = 16 * Number.EPSILON * (1 + (1 + Math.abs(offset)) / plain.standardError);
        expect(Math.abs(far.t - plain.t)).toBeLessThanOrEqual(rounding * (1 + Math.abs(plain.t)));
        expect(Math.abs(far.degrees / plain.degrees - 1)).toBeLessThanOrEqual(rounding);
        expect(Math.abs(far.p - plain.p)).toBeLessThanOrEqual(rounding * (1 + Math.abs(plain.t)));
      }),
      runs,
    );
  });
});

describe('studentP', () => {
  const degrees = fc.oneof(scales(300), fc.double({ min: 1e5, max: 1e7, noNaN: true }));

  test('is a probability that does not grow with |t|, for t and degrees of any size', () => {
    fc.assert(
      fc.property(scales(300), fc.double({ min: 1, max: 1e3, noNaN: true }), degrees, (t, factor, n) => {
        const [near, far] = [studentP(t, n), studentP(-t * factor, n)];
        expect(near).toBeLessThanOrEqual(1);
        expect(far).toBeGreaterThanOrEqual(0);
        expect(far).toBeLessThanOrEqual(near * (1 + 1e-9));
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  test('of many degrees is that of infinitely many but for (t⁴ + t²)/4 over their number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 6, noNaN: true }), scales(300), (t, size) => {
        const n = size < 1 ? 1e5 / size : 1e5 * size;
        const [finite, normal] = [studentP(t, n), studentP(t, Number.POSITIVE_INFINITY)];
        const change = ((t * t * t + t) / (2 * n)) * Math.sqrt(1 / (2 * Math.PI)) * Math.exp((-t * t) / 2);
        expect(Math.abs(finite - normal - change)).toBeLessThan(normal * 1e-9 + change * 1e-2);
      }),
      { seed: 13, numRuns: 200 },
    );
  });
});

describe('formatEstimate', () => {
  test('prints numbers of any size so that they are read back within their error', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 1e-3, max: 1, noNaN: true }),
        scales(),
        (v, e, c) => {
          const [value, standardError] = [v * c, e * c];
          const text = formatEstimate({ value, standardError });
          const [, value_, error_, power] = /^\(?(\S+) ± (\S+?)\)?(e-?\d+)?$/.exec(text)!;
          expect(Math.abs(Number(`${value_}${power ?? ''}`) - value)).toBeLessThanOrEqual(0.51 * standardError);
          expect(Number(`${error_}${power ?? ''}`) / standardError).toBeCloseTo(1, 0);
        },
      ),
      runs,
    );
    expect(formatEstimate({ value: 5e-324, standardError: 5e-324 })).toBe('(5 ± 5)e-324');
  });
});

describe('cumulants', () => {
  const distribution = fc
    .array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true })), {
      minLength: 2,
      maxLength: 12,
    })
    .map((pairs) => [pairs.map(([x]) => x), pairs.map(([, w]) => w)] as const);

  test('of values in another unit, with weights in another, are in powers of that unit', () => {
    // The third power of the unit has to be a double.
    const units = scales().filter((c) => c > 1e-90 && c < 1e90);
    fc.assert(
      fc.property(distribution, units, scales(), ([x, w], c, factor) => {
        const plain = cumulants(x, w, 3);
        const scaled = cumulants(
          x.map((value) => c * value),
          w.map((weight) => factor * weight),
          3,
        );
        plain.forEach((kappa, i) => {
          let unit = 1;
          for (let n = 0; n <= i; n++) unit *= c;
          expect(Math.abs(scaled[i]! / unit - kappa)).toBeLessThanOrEqual(40 * Number.EPSILON);
        });
      }),
      runs,
    );
  });

  test('of values of any size: mean and variance as far as they are doubles', () => {
    fc.assert(
      fc.property(distribution, scales(), ([x, w], c) => {
        const scaled = cumulants(
          x.map((value) => c * value),
          w,
          1,
        );
        expect(Math.abs(scaled[0]! / c - cumulants(x, w, 1)[0]!)).toBeLessThanOrEqual(8 * Number.EPSILON);
      }),
      runs,
    );
    expect(cumulants([1e150, 3e150], [1e308, 1e308], 2)).toEqual([2e150, 1e300]);
  });

  test('of values a million standard deviations away are the same but for the mean', () => {
    fc.assert(
      fc.property(distribution, offsets, ([x, w], deviations) => {
        const offset = deviations * (scatter(x) || 1);
        const plain = cumulants(x, w, 4);
        const far = cumulants(
          x.map((value) => offset + value),
          w,
          4,
        );
        const rounding = 60 * Number.EPSILON * (1 + Math.abs(offset));
        far.forEach((kappa, i) => {
          expect(Math.abs(kappa - plain[i]! - (i === 0 ? offset : 0))).toBeLessThanOrEqual(rounding);
        });
      }),
      runs,
    );
  });

  test('have all digits of the variance where weights differ by many powers of ten, and where values repeat', () => {
    const far = fc.array(
      fc.tuple(
        fc.constantFrom(0.1, 0.3, -0.7),
        fc.oneof(fc.double({ min: -1, max: 0, noNaN: true }), fc.double({ min: -150, max: -20, noNaN: true })),
      ),
      {
        minLength: 2,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(far, (pairs) => {
        const x = pairs.map(([value]) => value);
        const w = pairs.map(([, power]) => Math.exp(Math.LN10 * power));
        const total = w.reduce((sum, weight) => sum + weight, 0);
        // Σᵢ<ⱼ wᵢ wⱼ (xᵢ - xⱼ)² / W², a sum of positive terms.
        let variance = 0;
        for (let j = 1; j < x.length; j++) {
          for (let i = 0; i < j; i++) variance += (w[i]! / total) * (w[j]! / total) * (x[i]! - x[j]!) ** 2;
        }
        expect(Math.abs(cumulants(x, w, 4)[1]! - variance)).toBeLessThanOrEqual(40 * Number.EPSILON * variance);
      }),
      runs,
    );
    expect(cumulants([0.1, 0.1, 0.7], [0.3, 0.7, 1e-60], 3)[2]! / 2.16e-61).toBeCloseTo(1, 13);
  });

  test('of a value that does not vary are that value and nothing else', () => {
    expect(cumulants([0.1, 0.1, 0.1], [0.3, 0.7, 0.9], 4)).toEqual([0.1, 0, 0, 0]);
  });
});

describe('findRoot', () => {
  const roots = fc.double({ min: -5, max: 5, noNaN: true });
  const cubic = (x: number) => x * (1 + x * x);

  test('does not depend on the unit of the function', () => {
    fc.assert(
      fc.property(roots, scales(), fc.boolean(), (r, c, negative) => {
        const root = findRoot((x) => (negative ? -c : c) * cubic(x - r), -6, 7);
        expect(Math.abs(root - r)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(r)));
      }),
      runs,
    );
  });

  test('is found where the variable has another unit', () => {
    fc.assert(
      fc.property(roots, scales(), scales(), (r, unit, c) => {
        const root = findRoot((x) => c * cubic(x / unit - r), -6 * unit, 7 * unit);
        expect(Math.abs(root / unit - r)).toBeLessThanOrEqual(2e-15 * Math.max(1, Math.abs(r)));
      }),
      runs,
    );
  });

  test('is found far from zero', () => {
    fc.assert(
      fc.property(roots, offsets, (r, offset) => {
        const root = findRoot((x) => cubic(x - offset - r), offset - 6, offset + 7);
        expect(Math.abs(root - offset - r)).toBeLessThanOrEqual(
          8 * Number.EPSILON * (1 + Math.abs(offset) + Math.abs(r)),
        );
      }),
      runs,
    );
  });

  test('is refused, whatever the unit, where a function has no root: values whose product underflows have one sign', () => {
    expect(() => findRoot((x) => 1e-200 * (x * x + 1), 0, 1)).toThrow(DomainError);
    fc.assert(
      fc.property(scales(), scales(), fc.boolean(), (c, unit, negative) => {
        const f = (x: number) => (negative ? -c : c) * ((x / unit) * (x / unit) + 1);
        expect(() => findRoot(f, -unit, 2 * unit)).toThrow('have the same sign');
      }),
      runs,
    );
  });

  test('is found in the widest of brackets', () => {
    expect(findRoot((x) => x - 3, -1.7e308, 1.7e308)).toBeCloseTo(3, 14);
  });
});

describe('trapezoid', () => {
  test('is linear in the function and in the variable', () => {
    fc.assert(
      fc.property(scales(), scales(), fc.double({ min: -3, max: 3, noNaN: true }), (c, unit, lower) => {
        // The integral has to be a double.
        fc.pre(c * unit > 1e-290 && c * unit < 1e300);
        const plain = trapezoid((x) => Math.exp(-x * x), lower, 4, 40);
        const scaled = trapezoid((x) => c * Math.exp(-(x / unit) * (x / unit)), lower * unit, 4 * unit, 40);
        expect(Math.abs(scaled / c / unit - plain)).toBeLessThanOrEqual(1e-14);
      }),
      runs,
    );
  });
});
