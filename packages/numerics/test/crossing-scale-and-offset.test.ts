import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LogisticCrossing, logisticCrossing } from '../src/logistic-crossing.js';
import { offsets, scales } from '../src/testing.js';

/** Shifted and rescaled input gives shifted and rescaled output, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 200 };

/** Depths 0 to 9 in units of their standard deviation with three networks each, of which fewer and fewer learn. */
const x = Array.from({ length: 30 }, (_, i) => Math.floor(i / 3) / 3);
const networks = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 })
  .map((drawn) => drawn.map((u, i) => (u < 1 / (1 + Math.exp((x[i]! - 1.4) / 0.4)) ? 0.9 : 0.1)));

/** Crossing, ends and width, null if there is none. */
const lengths = ({ crossing, lower, upper, width }: LogisticCrossing) => [crossing, lower, upper, width];

describe('logisticCrossing', () => {
  test('is in unit and origin of x, whatever unit and origin of y and of the level', () => {
    fc.assert(
      fc.property(networks, scales(), scales(), offsets, offsets, (y, unit, c, ofX, ofY) => {
        const plain = logisticCrossing(x, y, 0.5);
        const far = logisticCrossing(
          x.map((at) => unit * (ofX + at)),
          y.map((value) => c * (ofY + value)),
          c * (ofY + 0.5),
        );
        const rounding = 1e-9 + 100 * Number.EPSILON * Math.abs(ofX);
        expect([far.points, far.above, far.reason === null]).toEqual([30, plain.above, plain.reason === null]);
        lengths(far).forEach((length, k) => {
          const wanted = lengths(plain)[k]!;
          if (wanted === null) expect(length).toBeNull();
          else expect(Math.abs(length! / unit - (k < 3 ? ofX : 0) - wanted)).toBeLessThanOrEqual(rounding);
        });
      }),
      runs,
    );
  });

  test('of values that come out above more and more is that of the mirror image', () => {
    fc.assert(
      fc.property(networks, scales(), (y, unit) => {
        const plain = logisticCrossing(x, y, 0.5);
        const mirrored = logisticCrossing(
          x.map((at) => -unit * at),
          y.map((value) => -value),
          -0.5,
        );
        const [crossing, lower, upper, width] = lengths(mirrored).map((length) =>
          length === null ? null : length / unit,
        );
        [crossing, upper, lower, width].forEach((length, k) => {
          const wanted = lengths(plain)[k]!;
          if (wanted === null) expect(length).toBeNull();
          else expect(Math.abs((k < 3 ? -length! : length!) - wanted)).toBeLessThanOrEqual(1e-9);
        });
      }),
      runs,
    );
  });

  test('is not moved by one place far from the others, however far', () => {
    const [depths, accuracies] = [
      [10, 20, 30, 40, 50, 60],
      [0.9, 0.9, 0.1, 0.9, 0.1, 0.1],
    ];
    const wanted = logisticCrossing(depths, accuracies, 0.5);
    expect(wanted.crossing).toBeCloseTo(35, 12);
    fc.assert(
      fc.property(scales(290), fc.boolean(), (far, above) => {
        fc.pre(far > 1e3);
        const found = logisticCrossing([...depths, above ? -far : far], [...accuracies, above ? 0.9 : 0.1], 0.5);
        expect(found.crossing).toBeCloseTo(35, 9);
        expect(found.width).toBeCloseTo(wanted.width!, 9);
        // Of seven values Student's t is smaller than of six.
        expect(found.reason).toBeNull();
      }),
      runs,
    );
  });

  test('is the place that alone is undecided, and beyond an end where most there have it there', () => {
    const found = (y: readonly number[]) => logisticCrossing([1, 1, 1, 2, 2, 3], y, 0.5);
    expect(found([1, 1, 0, 0, 0, 0])).toMatchObject({ crossing: 1, width: 0, reason: null });
    expect(found([1, 0, 0, 0, 0, 0])).toMatchObject({
      crossing: null,
      reason: 'the likeliest crossing of 0.5 is not after the first value, 1',
    });
    expect(logisticCrossing([1, 2, 2, 3, 3, 3], [1, 1, 1, 1, 1, 0], 0.5)).toMatchObject({
      crossing: null,
      reason: 'the likeliest crossing of 0.5 is not before the last value, 3',
    });
  });
});
