import { describe, expect, test } from 'vitest';
import { DomainError } from '../src/errors.js';
import { estimate } from '../src/estimate.js';
import { holm, studentP, welchTest } from '../src/significance.js';
import expected from './expected/significance.json' with { type: 'json' };

/** Digits of the larger of the two, down to the smallest numbers. */
function agree(found: number, right: number, relative: number): void {
  expect(Math.abs(found - right)).toBeLessThanOrEqual(relative * Math.abs(right) + 1e-300);
}

describe('Student’s t', () => {
  test.each(expected.student)('has P(|T| >= $t) = $p with $degrees degrees of freedom', ({ t, degrees, p }) => {
    agree(studentP(t, degrees), p, 1e-12);
    expect(studentP(-t, degrees)).toBe(studentP(t, degrees));
  });

  test.each(expected.many)('has P(|T| >= $t) = $p with as many as $degrees', ({ t, degrees, p }) => {
    agree(studentP(t, degrees), p, degrees < 1e6 ? 1e-9 : 1e-13);
  });

  test('of infinitely many degrees is normal', () => {
    agree(studentP(1, Number.POSITIVE_INFINITY), 0.31731050786291415, 1e-14);
    agree(studentP(-3, Number.POSITIVE_INFINITY), 0.0026997960632601866, 1e-14);
    expect(studentP(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(0);
    expect(studentP(Number.POSITIVE_INFINITY, 1e8)).toBe(0);
  });

  test('is never as far out as infinity, and beyond it nothing is known', () => {
    expect(studentP(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(studentP(1e150, 0.5)).toBeGreaterThan(0);
    // By mpmath.
    agree(studentP(1e300, 0.5), 6.414019508284458e-151, 1e-11);
    agree(studentP(1e200, 1), 2 / Math.PI / 1e200, 1e-12);
    expect(studentP(1e-18, 1e-300)).toBe(1);
    expect(studentP(Number.NaN, 3)).toBeNaN();
    expect(studentP(1, Number.NaN)).toBeNaN();
    expect(() => studentP(1, 0)).toThrow(DomainError);
  });
});

describe('Welch’s test', () => {
  test.each(expected.welch)('of $first and $second is that of scipy', ({ first, second, t, degrees, p }) => {
    const found = welchTest(estimate(first), estimate(second));
    agree(found.t, t, 1e-12);
    agree(found.degrees, degrees, 1e-12);
    agree(found.p, p, 1e-11);
  });

  test('does not ask for the unit', () => {
    const { first, second, p } = expected.welch[1]!;
    for (const unit of [1e-200, 1e200]) {
      const [a, b] = [first, second].map((samples) => estimate(samples.map((x) => unit * x)));
      agree(welchTest(a!, b!).p, p, 1e-11);
    }
  });

  test('is none where nothing is known of the scatter', () => {
    const one = estimate([1]);
    const two = estimate([1, 2]);
    expect(welchTest(one, two).p).toBeNaN();
    expect(welchTest(two, one)).toMatchObject({ difference: -0.5, p: Number.NaN });
    expect(welchTest(estimate([1, 1]), estimate([2, 2])).p).toBeNaN();
  });
});

describe('Holm’s correction', () => {
  test.each(expected.holm)('of $p is that of statsmodels', ({ p, corrected }) => {
    holm(p).forEach((value, i) => {
      agree(value, corrected[i]!, 1e-14);
    });
  });

  test('does not count what could not be tested', () => {
    expect(holm([Number.NaN, 0.01, 0.04])).toEqual([Number.NaN, 0.02, 0.04]);
    expect(holm([])).toEqual([]);
  });
});
