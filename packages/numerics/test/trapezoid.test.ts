import { describe, expect, test } from 'vitest';
import { trapezoid } from '../src/index.js';

const normalDensity = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

describe('trapezoid', () => {
  test('moments of the normal distribution come out to all digits on a step of 0.1', () => {
    const moment = (k: number) => trapezoid((z) => z ** k * normalDensity(z), -10, 10, 200);
    expect(moment(0)).toBeCloseTo(1, 14);
    expect(moment(1)).toBeCloseTo(0, 14);
    expect(moment(2)).toBeCloseTo(1, 13);
    expect(moment(4)).toBeCloseTo(3, 13);
  });

  test('a straight line is integrated exactly, a reversed interval has the opposite sign', () => {
    expect(trapezoid((x) => 3 * x + 1, 0, 2, 1)).toBe(8);
    expect(trapezoid((x) => 3 * x + 1, 2, 0, 4)).toBe(-8);
    expect(trapezoid((x) => x, 1, 1, 3)).toBe(0);
  });

  test('the error on a parabola falls as the square of the step', () => {
    const error = (n: number) => trapezoid((x) => x * x, 0, 1, n) - 1 / 3;
    expect(error(10) / error(20)).toBeCloseTo(4, 10);
  });

  test('impossible grids are refused', () => {
    expect(() => trapezoid(Math.exp, 0, Number.NaN, 4)).toThrow('trapezoid: the bounds are 0 and NaN');
    expect(() => trapezoid(Math.exp, 0, 1, 2.5)).toThrow('trapezoid: intervals is 2.5; expected a positive integer.');
  });
});
