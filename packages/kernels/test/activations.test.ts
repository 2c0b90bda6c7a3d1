import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ActivationName, activationNames, createKernels, slopeNeedsInput } from '../src/index.js';
import { borrowing, placed } from './backends.js';
import { ERF_SLOPE_ULPS, exactActivations, ulpOf } from './exact-activations.js';

const kernels = createKernels({ arenaBytes: 2 ** 25, blas: 'none' });

/** Every 4,093rd of the positive float32, a prime so that all last bits come up: from 1e-45 to 3e38. */
const positive = new Float32Array(Uint32Array.from({ length: 522_000 }, (_, i) => i * 4093 + 1).buffer);
const all = Float32Array.from([...positive, ...positive.map((x) => -x)]);

const SMALLEST = 2 ** -149;

function activated(activation: ActivationName, values: ArrayLike<number>): Float32Array {
  return borrowing(kernels, () => {
    const x = placed(kernels, values);
    kernels.activate(activation, x, x);
    return x.slice();
  });
}

/** phi'(x) as the backward kernel has it, for a gradient of 1. */
function slopes(activation: ActivationName, values: ArrayLike<number>): Float32Array {
  return borrowing(kernels, () => {
    const x = placed(kernels, values);
    const gradient = kernels.float32(values.length).fill(1);
    if (!slopeNeedsInput(activation)) kernels.activate(activation, x, x);
    kernels.activationBackward(activation, x, gradient, gradient);
    return gradient.slice();
  });
}

/** NaN if one of them is NaN. */
function largest(x: Float32Array, errorOf: (x: number, i: number) => number): number {
  let worst = 0;
  x.forEach((value, i) => {
    const error = errorOf(value, i);
    if (!(error <= worst)) worst = error;
  });
  return worst;
}

describe.each(activationNames)('%s', (activation) => {
  const { value, slope, valueUlps, slopeError } = exactActivations[activation];

  test('is what it should be over all of float32', () => {
    expect(all.at(-1)).toBeLessThan(-1e38);
    const y = activated(activation, all);
    const worst = largest(all, (x, i) => Math.abs(y[i]! - value(x)) / ulpOf(value(x)));
    expect(worst).toBeLessThanOrEqual(valueUlps);
  });

  test('has the slope that it should have', () => {
    const d = slopes(activation, all);
    expect(largest(all, (x, i) => Math.abs(d[i]! - slope(x)))).toBeLessThanOrEqual(slopeError);
  });

  test('has as its slope the difference of neighbours, in float64', () => {
    const x = Float32Array.from({ length: 401 }, (_, i) => (i - 200.5) / 40);
    const d = slopes(activation, x);
    const step = 1e-5;
    const difference = (at: number) => (value(at + step) - value(at - step)) / (2 * step);
    expect(largest(x, (at, i) => Math.abs(d[i]! - difference(at)))).toBeLessThan(7e-7);
  });

  test('lets NaN pass, forwards and backwards, at every place of a vector', () => {
    for (let place = 0; place < 7; place++) {
      const one = Array.from({ length: 7 }, (_, i) => (i === place ? Number.NaN : 1));
      expect([...activated(activation, one)].map(Number.isNaN)).toEqual(one.map(Number.isNaN));
      borrowing(kernels, () => {
        const [from, gradient] = [placed(kernels, new Array(7).fill(0.5)), placed(kernels, one)];
        kernels.activationBackward(activation, from, gradient, gradient);
        expect([...gradient].map(Number.isNaN)).toEqual(one.map(Number.isNaN));
        // Of linear alone the slope does not depend on where.
        if (activation === 'linear') return;
        const [nowhere, ones] = [placed(kernels, one), placed(kernels, new Array(7).fill(1))];
        kernels.activationBackward(activation, nowhere, ones, ones);
        expect([...ones].map(Number.isNaN)).toEqual(one.map(Number.isNaN));
      });
    }
  });

  test('gives the same bits at every length and place of a vector, and writes nothing beyond', () => {
    borrowing(kernels, () => {
      const x = placed(
        kernels,
        Float32Array.from({ length: 19 }, (_, i) => (i - 9) / 3),
      );
      const gradient = placed(
        kernels,
        Float32Array.from({ length: 19 }, (_, i) => Math.cos(i)),
      );
      const y = kernels.float32(19);
      const backward = kernels.float32(19);
      kernels.activate(activation, x, y);
      kernels.activationBackward(activation, y, gradient, backward);
      for (let first = 0; first < 19; first++) {
        for (let end = first; end <= 19; end++) {
          const out = placed(kernels, new Array(19).fill(7));
          const within = (expected: Float32Array) => [...expected].map((v, i) => (i >= first && i < end ? v : 7));
          const part = (array: Float32Array) => array.subarray(first, end);
          kernels.activate(activation, part(x), part(out));
          expect([...out]).toEqual(within(y));
          kernels.activationBackward(activation, part(y), part(gradient), part(out));
          expect([...out]).toEqual(within(backward));
        }
      }
    });
  });

  test('with a bias is addBias, then the activation, in place and apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 13 }), (rows, columns) => {
        borrowing(kernels, () => {
          const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i));
          const bias = placed(
            kernels,
            Float32Array.from({ length: columns }, (_, i) => Math.cos(i)),
          );
          const [together, apart, expected] = [values, values, values].map((x) => placed(kernels, x));
          const out = kernels.float32(rows * columns);
          kernels.addBiasActivate(activation, rows, columns, together!, bias, together!);
          kernels.addBiasActivate(activation, rows, columns, apart!, bias, out);
          kernels.addBias(rows, columns, expected!, bias);
          expect(apart).toEqual(expected);
          kernels.activate(activation, expected!, expected!);
          expect(together).toEqual(expected);
          expect(out).toEqual(expected);
        });
      }),
      { seed: 4 },
    );
  });
});

describe('at the ends of float32', () => {
  const ends = [0, -0, SMALLEST, -SMALLEST, 1e-38, 10, -10, 3e38, -3e38, Infinity, -Infinity, Number.NaN];

  test.each<[ActivationName, readonly number[]]>([
    ['tanh', [0, -0, SMALLEST, -SMALLEST, 1e-38, 1, -1, 1, -1, 1, -1, Number.NaN]],
    ['erf', [0, -0, SMALLEST, -SMALLEST, 1.1283791e-38, 1, -1, 1, -1, 1, -1, Number.NaN]],
    ['relu', [0, -0, SMALLEST, 0, 1e-38, 10, 0, 3e38, 0, Infinity, 0, Number.NaN]],
    ['sigmoid', [0.5, 0.5, 0.5, 0.5, 0.5, 0.9999546, 4.539787e-5, 1, 0, 1, 0, Number.NaN]],
    ['linear', [0, -0, SMALLEST, -SMALLEST, 1e-38, 10, -10, 3e38, -3e38, Infinity, -Infinity, Number.NaN]],
  ])('%s is exact or rounded once', (activation, expected) => {
    expect([...activated(activation, ends)]).toEqual(expected.map(Math.fround));
  });

  test('sigmoid falls through the subnormal numbers to 0', () => {
    const x = Float32Array.of(-87, -88, -100, -103, -103.9, -104);
    const y = activated('sigmoid', x);
    expect([...y]).toEqual([...x].map((value) => Math.fround(Math.exp(value))));
    expect(y[4]).toBe(SMALLEST);
    expect(y[5]).toBe(0);
  });

  test('the slope of erf has its digits as far as float32 goes', () => {
    const { slope } = exactActivations.erf;
    const d = slopes('erf', all);
    expect(largest(all, (x, i) => Math.abs(d[i]! - slope(x)) / ulpOf(slope(x)))).toBeLessThanOrEqual(ERF_SLOPE_ULPS);
    const at0 = Math.fround(2 / Math.sqrt(Math.PI));
    expect([...slopes('erf', [0, -0, 11, 3e38, Infinity, -Infinity])]).toEqual([at0, at0, 0, 0, 0, 0]);
  });
});

test.each(['tanh', 'erf'] as const)('%s never exceeds 1 and is odd to the bit', (activation) => {
  const x = Float32Array.from({ length: 100_000 }, (_, i) => i * 1e-4);
  const y = activated(activation, x);
  expect(y.every((value) => value <= 1)).toBe(true);
  expect(
    activated(
      activation,
      x.map((value) => -value),
    ).every((value, i) => value === -y[i]!),
  ).toBe(true);
});

test('relu has slope 0 at 0, as where it is 0', () => {
  expect([...slopes('relu', [-1, 0, SMALLEST, 1, Infinity])]).toEqual([0, 0, 1, 1, 1]);
  expect(slopes('relu', [-0])[0]! + 0).toBe(0);
});

test('an activation that there is none of is refused', () => {
  const [x, swish] = [kernels.float32(1), 'swish' as ActivationName];
  const refused = "activation is 'swish'; expected tanh, erf, relu, sigmoid, linear.";
  expect(() => kernels.activate(swish, x, x)).toThrow(`activate: ${refused}`);
  expect(() => kernels.addBiasActivate(swish, 1, 1, x, x, x)).toThrow(`addBiasActivate: ${refused}`);
  expect(() => kernels.activationBackward(swish, x, x, x)).toThrow(`activationBackward: ${refused}`);
});
