import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CurvePoint, collapse, collapseBy, divergence } from '../src/data-collapse.js';
import { numbers, offsets, scales } from '../src/testing.js';

/** Shifted and rescaled input gives shifted and rescaled output, within what rounding of the input allows. */
const runs = { seed: 13, numRuns: 200 };

/** Three curves y = λ + sin x of five points each with errors, over windows that overlap. */
const curves = numbers(15, 15).map((noise): readonly CurvePoint[] =>
  noise.map((e, i) => {
    const [curve, x] = [Math.floor(i / 5), 0.5 * (i % 5) + 0.2 * Math.floor(i / 5)];
    return { curve, x, y: [0, 1, 2.05][curve]! + Math.sin(x) + 0.02 * e + 0.01 * Math.cos(3 * i) };
  }),
);
const moved = (points: readonly CurvePoint[], x: (x: number) => number, y: (y: number) => number) =>
  points.map((point) => ({ ...point, x: x(point.x), y: y(point.y) }));

/** The span of x is 2.4; its standard deviation is taken as 1. */
const degrees = fc.integer({ min: 0, max: 4 });

describe('collapse', () => {
  test('has shifts and scatter in the unit of y, whatever that of x', () => {
    fc.assert(
      fc.property(curves, degrees, scales(), scales(), (points, degree, unit, c) => {
        const plain = collapse(points, { degree });
        const scaled = collapse(
          moved(
            points,
            (x) => unit * x,
            (y) => c * y,
          ),
          { degree },
        );
        plain.shifts.forEach((shift, i) => {
          expect(Math.abs(scaled.shifts[i]! / c - shift)).toBeLessThanOrEqual(1e-12);
        });
        expect(Math.abs(scaled.scatter / c - plain.scatter)).toBeLessThanOrEqual(1e-12);
      }),
      runs,
    );
  });

  test('is the same from other origins of x and y, up to a million standard deviations away', () => {
    fc.assert(
      fc.property(curves, degrees, offsets, offsets, scales(), (points, degree, ofX, ofY, c) => {
        const plain = collapse(points, { degree });
        const far = collapse(
          moved(
            points,
            (x) => c * (ofX + x),
            (y) => c * (ofY + y),
          ),
          { degree },
        );
        const rounding = 1e-12 + 50 * Number.EPSILON * (Math.abs(ofX) + Math.abs(ofY));
        plain.shifts.forEach((shift, i) => {
          expect(Math.abs(far.shifts[i]! / c - shift)).toBeLessThanOrEqual(rounding);
        });
        expect(Math.abs(far.scatter / c - plain.scatter)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });

  test('of sines a million standard deviations away, and of straight lines in the smallest and largest units', () => {
    const sines = [0, 1, 2].flatMap((curve) =>
      Array.from({ length: 5 }, (_, n) => 0.5 * n + 0.2 * curve).map((x) => ({ curve, x, y: curve + Math.sin(x) })),
    );
    const plain = collapse(sines, { degree: 3 });
    const far = collapse(
      moved(
        sines,
        (x) => 1e6 + x,
        (y) => y,
      ),
      { degree: 3 },
    );
    for (const [i, shift] of far.shifts.entries()) expect(shift).toBeCloseTo(plain.shifts[i]!, 8);
    const lines = sines.map(({ curve, x }) => ({ curve, x, y: x + curve * curve }));
    for (const c of [1e-300, 1e-5, 1e4, 1e300]) {
      const { shifts } = collapse(
        lines.map((point) => ({ ...point, x: c * point.x })),
        { degree: 1 },
      );
      for (const [i, shift] of [0, 1, 4].entries()) expect(shifts[i]).toBeCloseTo(shift, 12);
    }
  });

  test('with corrections of finite size does not depend on the unit of the size, nor on unit and origin of x', () => {
    const sized = fc.tuple(curves, curves, curves).map((sizes) =>
      sizes.flatMap((points, n) =>
        points.map((point) => {
          const inverseSize = [0.02, 0.01, 0.0025][n]!;
          return { ...point, y: point.y - 2 * inverseSize * Math.exp(point.curve), inverseSize };
        }),
      ),
    );
    fc.assert(
      fc.property(sized, scales(), scales(), offsets, (points, unit, c, offset) => {
        const plain = collapse(points, { degree: 3, sizeOrder: 1 });
        const far = collapse(
          points.map((point) => ({ ...point, x: c * (offset + point.x), inverseSize: unit * point.inverseSize })),
          { degree: 3, sizeOrder: 1 },
        );
        // The steps end where the shifts move by less than 1e-9.
        plain.shifts.forEach((shift, i) => {
          expect(Math.abs(far.shifts[i]! - shift)).toBeLessThanOrEqual(1e-8);
        });
      }),
      { seed: 13, numRuns: 60 },
    );
  });

  test('refuses what it cannot know by its own reason', () => {
    expect(() => collapse([], { degree: 0 })).toThrow('0 points for 1 parameters');
    const points = [0, 1, 2, 3].map((x) => ({ curve: 0, x, y: x }));
    expect(() => collapseBy(points, [0], { degree: 0, sizeOrder: 1 })).toThrow('no point has a finite size');
  });
});

describe('collapseBy', () => {
  test('has a scatter in the unit of y and of the shifts, whatever unit and origin of x', () => {
    fc.assert(
      fc.property(curves, degrees, offsets, offsets, scales(), scales(), (points, degree, ofX, ofY, unit, c) => {
        const shifts = [0, 1, 2];
        const plain = collapseBy(points, shifts, { degree });
        const far = collapseBy(
          moved(
            points,
            (x) => unit * (ofX + x),
            (y) => c * y,
          ),
          shifts.map((shift) => c * (ofY + shift)),
          { degree },
        );
        const rounding = 1e-12 + 50 * Number.EPSILON * (Math.abs(ofX) + Math.abs(ofY));
        expect(Math.abs(far.scatter / c - plain.scatter)).toBeLessThanOrEqual(rounding);
      }),
      runs,
    );
  });

  test('corrects for finite sizes by shifts of which e^λ is no double', () => {
    const points = [1, 2, 4, 8].flatMap((size) =>
      [0, 1].map((curve) => ({ curve, x: 0, y: curve + Math.exp(curve) / size, inverseSize: 1 / size })),
    );
    for (const common of [-800, 0, 800]) {
      const found = collapseBy(points, [common, 1 + common], { degree: 0, sizeOrder: 1 });
      expect(found.scatter).toBeLessThan(1e-12);
    }
  });
});

describe('divergence', () => {
  const controls = [1, 1.2, 1.4, 1.5, 1.55, 1.6, 1.62];
  const law = numbers(7, 7).map((noise) =>
    noise.map(
      (e, i) => 3 - Math.log(1.7 - controls[i]!) + 0.3 * (1.7 - controls[i]!) + 1e-3 * e + 1e-3 * Math.cos(3 * i),
    ),
  );

  test('has its exponent in the unit of the scales, and its critical point in unit and origin of the controls', () => {
    fc.assert(
      fc.property(
        law,
        fc.integer({ min: 0, max: 1 }),
        scales(),
        scales(),
        offsets,
        offsets,
        (y, b, c, unit, ofT, ofY) => {
          // The standard deviation of the controls is 0.2.
          const offset = 0.2 * ofT;
          const plain = divergence(y, controls, b);
          const far = divergence(
            y.map((shift) => c * (ofY + shift)),
            controls.map((t) => unit * (offset + t)),
            b,
          );
          // A minimum is found to half the digits; what the offsets leave of those counts as 1/(t_c - t) and 1/scatter.
          const rounding = 1e-6 + 1e-12 * (Math.abs(offset) + Math.abs(ofY)) * 1e4;
          expect(Math.abs(far.exponent / c - plain.exponent)).toBeLessThanOrEqual(rounding);
          expect(Math.abs(far.critical / unit - offset - plain.critical)).toBeLessThanOrEqual(rounding);
          expect(Math.abs(far.scatter / c - plain.scatter)).toBeLessThanOrEqual(
            1e-9 + 1e-12 * (Math.abs(offset) + Math.abs(ofY)),
          );
        },
      ),
      runs,
    );
  });

  test('says so of controls that are all the same', () => {
    expect(() => divergence([1, 2, 3, 4], [2, 2, 2, 2], 0)).toThrow('all controls are 2');
  });
});
