import { describe, expect, test } from 'vitest';
import { collapse, collapseBy, divergence } from '../src/data-collapse.js';

/** Curves y = λ + sin x, each looked at over a window of its own. */
const pointsOf = (shifts: readonly number[]) =>
  shifts.flatMap((shift, curve) =>
    Array.from({ length: 12 }, (_, n) => ({ x: 0.1 * n + 0.05 * curve, curve })).map((point) => ({
      ...point,
      y: shift + Math.sin(point.x),
    })),
  );

describe('collapse', () => {
  test('finds the shifts of curves that are one, to what the polynomial leaves', () => {
    const { shifts, scatter } = collapse(pointsOf([2, 2.5, 1, 4]), { degree: 6 });
    for (const [i, shift] of [0, 0.5, -1, 2].entries()) expect(shifts[i]).toBeCloseTo(shift, 5);
    expect(scatter).toBeLessThan(1e-5);
  });

  test('by given shifts has a scatter, the larger the wronger they are, and the same for all shifted by one number', () => {
    const points = pointsOf([0, 1, 2]);
    const scatter = (...shifts: number[]) => collapseBy(points, shifts, { degree: 6 }).scatter;
    expect(scatter(5, 6, 7)).toBeCloseTo(scatter(0, 1, 2), 9);
    expect(scatter(0, 1.1, 2)).toBeGreaterThan(100 * scatter(0, 1, 2));
    expect(scatter(0, 2, 4)).toBeGreaterThan(5 * scatter(0, 1.1, 2));
    // Of three points ±e, 0 about a constant: √(2e²/2).
    const flat = [-1, 0, 1].map((e) => ({ curve: 0, x: 0, y: 3 + e }));
    expect(collapseBy(flat, [0], { degree: 0 }).scatter).toBeCloseTo(1, 14);
  });

  test('is refused of too few points, and of curves that nothing ties together', () => {
    expect(() => collapseBy([{ curve: 0, x: 0, y: 0 }], [0], { degree: 0 })).toThrow('1 points for 1 parameters');
    const apart = [0, 1, 2].flatMap((curve) => [0, 1, 2].map((y) => ({ curve, x: curve, y })));
    expect(() => collapse(apart, { degree: 2 })).toThrow('do not determine the curve');
    expect(() => collapseBy(pointsOf([0, Number.NaN]), [0, 0], { degree: 2 })).toThrow('not finite');
  });
});

describe('finite sizes', () => {
  /** y = λ + x - 2 u + u², u = e^λ/N, of three sizes. */
  const shifts = [0, 1, 2];
  const points = [50, 100, 400].flatMap((size) =>
    shifts.flatMap((shift, curve) =>
      [0, 1, 2, 3].map((x) => {
        const u = Math.exp(shift) / size;
        return { curve, x, y: shift + x - 2 * u + u * u, inverseSize: 1 / size };
      }),
    ),
  );

  test('are corrected for, so that the shifts are those of an infinite one', () => {
    const found = collapse(points, { degree: 1, sizeOrder: 2 });
    for (const [i, shift] of shifts.entries()) expect(found.shifts[i]).toBeCloseTo(shift, 7);
    expect(found.scatter).toBeLessThan(1e-7);
    expect(collapseBy(points, shifts, { degree: 1, sizeOrder: 2 }).scatter).toBeLessThan(1e-12);
  });

  test('shift the curves if they are not', () => {
    const found = collapse(points, { degree: 1 });
    expect(found.shifts[2]).toBeLessThan(1.95);
    expect(found.scatter).toBeGreaterThan(0.01);
  });
});

describe('divergence', () => {
  const controls = [1, 1.2, 1.4, 1.5, 1.6, 1.62];
  const planted = (exponent: number, critical: number, b: number) =>
    controls.map((t) => 3 - exponent * Math.log(critical - t) + b * (critical - t));

  test.each([
    [1, 1.7, 0],
    [0.5, 1.65, 0.8],
    [1.3, 2, -0.4],
  ])('finds exponent %f and critical point %f', (exponent, critical, b) => {
    const found = divergence(planted(exponent, critical, b), controls, 1);
    expect(found.exponent).toBeCloseTo(exponent, 3);
    expect(found.critical).toBeCloseTo(critical, 3);
    expect(found.scatter).toBeLessThan(1e-6);
  });

  test('takes a correction to scaling for another exponent if it is told of none', () => {
    const without = divergence(planted(1, 1.7, -0.8), controls, 0);
    expect(without.exponent).toBeGreaterThan(1.1);
    expect(without.scatter).toBeGreaterThan(1e-3);
  });

  test('is refused where scales do not diverge', () => {
    expect(() => divergence([...controls], controls, 0)).toThrow('do not tell where');
  });
});
