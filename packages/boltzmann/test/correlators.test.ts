import { trapezoid } from '@rgflow/numerics';
import { expect, test } from 'vitest';
import { marginalise, THREE_LAYER_MACHINE, unitCorrelators } from '../src/index.js';

test('correlators of two visible units and one hidden one are those of quadrature over it', () => {
  const stack = { fields: [[0.3, -0.4], [0.2]], couplings: [[[0.7], [-0.5]]] };
  const weight = (v: readonly number[], h: number) =>
    Math.exp(0.3 * v[0]! - 0.4 * v[1]! + 0.2 * h - (h * h) / 2 + h * (0.7 * v[0]! - 0.5 * v[1]!));
  const states = [0, 1, 2, 3].map((s) => [s & 1, s >> 1]);
  const sum = (f: (v: readonly number[], h: number) => number) =>
    states.reduce((total, v) => total + trapezoid((h) => weight(v, h) * f(v, h), -12, 12, 480), 0);
  const z = sum(() => 1);
  const units = [(v: readonly number[]) => v[0]!, (v: readonly number[]) => v[1]!, (_: unknown, h: number) => h];
  const expected = units.flatMap((f, i) => units.slice(i).map((g) => sum((v, h) => f(v, h) * g(v, h)) / z));
  unitCorrelators(stack).forEach(({ value }, k) => {
    expect(Math.abs(value - expected[k]!)).toBeLessThan(1e-12);
  });
});

test('no marginalisation changes those of the units that are left', () => {
  const { fields, couplings } = THREE_LAYER_MACHINE;
  const whole = unitCorrelators(THREE_LAYER_MACHINE);
  for (const { layer, field, induced, constant } of marginalise(THREE_LAYER_MACHINE).steps) {
    const left = {
      fields: [...fields.slice(0, layer), field],
      couplings: couplings.slice(0, layer),
      induced,
      constant,
    };
    for (const { value, ...pair } of unitCorrelators(left)) {
      const before = whole.find((each) => Object.entries(pair).every(([name, x]) => each[name as 'layer'] === x))!;
      expect(Math.abs(value - before.value)).toBeLessThan(1e-14);
    }
  }
});
