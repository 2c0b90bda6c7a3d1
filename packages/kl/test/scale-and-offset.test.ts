import { numbers, offsets, scales } from '@rgflow/numerics/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averageOverImages,
  gaussianKl,
  historicalKl,
  type LayerSamples,
  layerKl,
  meanAndVariance,
  normaliseKl,
  pushForwardKl,
} from '../src/index.js';
import { collapseLayer } from '../src/mutual-information/index.js';

/** Shifted and rescaled input gives shifted and rescaled output, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 200 };

/** Of these sizes squares are doubles, with room for their sums. */
const sizes = scales(145);

describe('meanAndVariance', () => {
  test('follow the size of the entries and an offset', () => {
    fc.assert(
      fc.property(numbers(2), sizes, offsets, (x, c, offset) => {
        const [plain, far] = [meanAndVariance(x), meanAndVariance(x.map((value) => c * (value + offset)))];
        const rounding = 4 * Number.EPSILON * (1 + Math.abs(offset));
        expect(Math.abs(far.mean / c - offset - plain.mean)).toBeLessThanOrEqual(rounding);
        expect(Math.abs(Math.sqrt(far.variance) / c - Math.sqrt(plain.variance))).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });

  test('has a mean in any unit, also where the variance is no double', () => {
    fc.assert(
      fc.property(numbers(2), scales(), offsets, (x, c, offset) => {
        const [plain, far] = [meanAndVariance(x), meanAndVariance(x.map((value) => c * (value + offset)))];
        const rounding = 4 * Number.EPSILON * (1 + Math.abs(offset));
        expect(Math.abs(far.mean / c - offset - plain.mean)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });

  test('of float32, over all of its range', () => {
    fc.assert(
      fc.property(numbers(2), scales(36), (x, c) => {
        const [plain, scaled] = [meanAndVariance(x), meanAndVariance(Float32Array.from(x, (value) => c * value))];
        expect(Math.abs(scaled.mean / c - plain.mean)).toBeLessThanOrEqual(2 ** -22);
        expect(Math.abs(Math.sqrt(scaled.variance) / c - Math.sqrt(plain.variance))).toBeLessThanOrEqual(2 ** -22);
      }),
      runs,
    );
  });

  test('of equal entries have no variance, whatever they are', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 1, max: 2000 }), (x, n) => {
        expect(meanAndVariance(Array(n).fill(x))).toEqual({ mean: x + 0, variance: 0 });
      }),
      runs,
    );
  });
});

/** Layers of 4 units, a row of `samples` numbers of size 1 a layer: two of each sample, and the mean. */
const networks = fc.array(
  fc.record({
    mean: fc.double({ min: -1, max: 1, noNaN: true }),
    variance: fc.double({ min: 0.1, max: 3, noNaN: true }),
    samples: fc.array(numbers(4, 4), { minLength: 6, maxLength: 6 }),
    logSlope: fc.double({ min: -3, max: 0, noNaN: true }),
  }),
  { minLength: 2, maxLength: 4 },
);
type Drawn = typeof networks extends fc.Arbitrary<infer T> ? T : never;

/** The layers in another unit, from another origin. */
function layersOf(
  drawn: Drawn,
  c: number,
  offset = 0,
): (LayerSamples & { logSlopes: Float64Array; logDeterminant: number })[] {
  return drawn.map(({ mean, variance, samples, logSlope }) => ({
    units: 4,
    mean: c * (mean + offset),
    variance: c * c * variance,
    sampleSums: Float64Array.from(
      samples.flatMap((units) => {
        const moved = units.map((s) => c * (s + offset));
        return [moved.reduce((a, b) => a + b, 0), moved.reduce((a, b) => a + b * b, 0)];
      }),
    ),
    logSlopes: Float64Array.from(samples, (_, s) => logSlope - s / 10),
    logDeterminant: logSlope,
  }));
}

describe('the divergences by layer', () => {
  const estimators = [
    ['layerKl', layerKl],
    ['historicalKl', historicalKl],
    ['gaussianKl', gaussianKl],
    ['pushForwardKl', pushForwardKl],
  ] as const;

  test.each(estimators)('%s does not depend on the unit of the preactivations', (_, curveOf) => {
    fc.assert(
      fc.property(networks, sizes, (drawn, c) => {
        const [plain, scaled] = [curveOf(layersOf(drawn, 1)), curveOf(layersOf(drawn, c))];
        plain.forEach(({ kl }, m) => {
          // The logarithms of the two variances are of the size of ln c² and cancel.
          const rounding = 1e-13 * (1 + Math.abs(kl.value));
          expect(Math.abs(scaled[m]!.kl.value - kl.value)).toBeLessThanOrEqual(
            rounding + 16 * Number.EPSILON * Math.abs(Math.log(c)) * 4,
          );
          expect(Math.abs(scaled[m]!.kl.standardError - kl.standardError)).toBeLessThanOrEqual(
            1e-12 * (1 + kl.standardError),
          );
        });
      }),
      runs,
    );
  });

  test.each(estimators)('%s does not depend on an offset of all of them', (_, curveOf) => {
    fc.assert(
      fc.property(networks, offsets, (drawn, offset) => {
        const [plain, far] = [curveOf(layersOf(drawn, 1)), curveOf(layersOf(drawn, 1, offset))];
        // The sums of squares come rounded, by ε offset² a unit; variances are 0.1 and more.
        const rounding = 1e-12 + 8 * Number.EPSILON * 4 * 30 * (1 + offset * offset);
        plain.forEach(({ kl }, m) => {
          expect(Math.abs(far[m]!.kl.value - kl.value)).toBeLessThanOrEqual(rounding);
          expect(Math.abs(far[m]!.kl.standardError - kl.standardError)).toBeLessThanOrEqual(rounding);
        });
      }),
      runs,
    );
  });

  test('two Gaussians of any variances have a finite divergence as long as it is a double', () => {
    const layer = (variance: number, mean = 0) => ({ units: 1, mean, variance });
    expect(gaussianKl([layer(1e-200), layer(1e200)])[1]!.kl.value).toBeCloseTo((400 * Math.LN10 - 1) / 2, 10);
    expect(gaussianKl([layer(1e200), layer(1e-200)])[1]!.kl.value).toBe(Number.POSITIVE_INFINITY);
    expect(gaussianKl([layer(1e-300, 0), layer(1e-300, 1e-150)])[1]!.kl.value).toBeCloseTo(0.5, 12);
    expect(gaussianKl([layer(1e300, 0), layer(1e300, 1e156)])[1]!.kl.value / 5e11).toBeCloseTo(1, 12);
    expect(gaussianKl([layer(1e-300, 1e-170), layer(1e-300, 0)])[1]!.kl.value).toBeGreaterThan(0);
  });

  test('the mean over images follows the size of the curves', () => {
    fc.assert(
      fc.property(numbers(2, 8), scales(300), (values, c) => {
        const curve = (value: number) => {
          const kl = { value, standardError: 0, samples: 1 };
          return [{ layer: 0, estimator: 'published', kl, klPerUnit: value, samples: 1 }];
        };
        const [plain] = averageOverImages(values.map(curve));
        const [scaled] = averageOverImages(values.map((value) => curve(c * value)));
        expect(Math.abs(scaled!.kl.value / c - plain!.kl.value)).toBeLessThanOrEqual(4 * Number.EPSILON);
        expect(Math.abs(scaled!.kl.standardError / c - plain!.kl.standardError)).toBeLessThanOrEqual(
          4 * Number.EPSILON,
        );
        expect(Math.abs(scaled!.klPerUnit / c - plain!.klPerUnit)).toBeLessThanOrEqual(4 * Number.EPSILON);
        expect(normaliseKl(c * values[0]!, { units: 4, sigmaW2: 1.5 }) / c).toBeCloseTo(
          normaliseKl(values[0]!, { units: 4, sigmaW2: 1.5 }),
          14,
        );
      }),
      runs,
    );
  });

  test('the layer of a collapse does not depend on unit and origin of the curve', () => {
    fc.assert(
      fc.property(numbers(3, 12), scales(), offsets, (values, c, offset) => {
        const plain = collapseLayer(values, 0.1);
        const moved = collapseLayer(
          values.map((value) => c * (value + offset)),
          c * (0.1 + offset),
        );
        // Where a value is within rounding of the level, either layer is right.
        const nearest = Math.min(...values.map((value) => Math.abs(value - 0.1)));
        fc.pre(nearest > 1e-8);
        if (Number.isNaN(plain)) expect(moved).toBeNaN();
        else
          expect(Math.abs(moved - plain)).toBeLessThanOrEqual((16 * Number.EPSILON * (1 + Math.abs(offset))) / nearest);
      }),
      runs,
    );
  });
});
