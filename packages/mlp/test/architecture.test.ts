import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Architecture, layerWidths, parameterCount } from '../src/index.js';

/** Pixels and classes of MNIST. */
const ends = { inputs: 784, classes: 10 };

describe('the wide network of the paper', () => {
  test('of depth 30 has 30 linear layers: 28 hidden layers of 784 units, one of 400, and the output', () => {
    const widths = layerWidths({ ...ends, shape: 'wide', depth: 30, width: 784 });
    expect(widths).toEqual([...new Array(29).fill(784), 400, 10]);
    expect(parameterCount(widths)).toBe(28 * 784 * 785 + 400 * 785 + 10 * 401);
  });

  test.each([
    [1, [784, 10]],
    [2, [784, 400, 10]],
    [3, [784, 784, 400, 10]],
  ])('of depth %i keeps the layers nearest the output', (depth, widths) => {
    expect(layerWidths({ ...ends, shape: 'wide', depth, width: 784 })).toEqual(widths);
  });

  test('does not widen again before the output when it is narrower than 400', () => {
    expect(layerWidths({ ...ends, shape: 'wide', depth: 4, width: 100 })).toEqual([784, 100, 100, 100, 10]);
  });
});

describe('the tapered network', () => {
  test('loses floor((784 - 10) / depth) units per layer, and the rest at the output', () => {
    expect(layerWidths({ ...ends, shape: 'tapered', depth: 10 })).toEqual([
      784, 707, 630, 553, 476, 399, 322, 245, 168, 91, 10,
    ]);
  });

  test('shrinks at every layer, whatever its depth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 774 }), (depth) => {
        const widths = layerWidths({ ...ends, shape: 'tapered', depth });
        return widths.length === depth + 1 && widths.every((units, i) => i === 0 || units < widths[i - 1]!);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('cannot have more layers than units to lose', () => {
    expect(() => layerWidths({ ...ends, shape: 'tapered', depth: 775 })).toThrow(
      /its depth is at most 774; depth is 775/,
    );
  });
});

test.each([
  ['depth', 0],
  ['depth', Number.NaN],
  ['width', 1.5],
  ['inputs', -1],
  ['classes', Number.POSITIVE_INFINITY],
])('%s = %d is refused by name', (name, value) => {
  const architecture = { ...ends, shape: 'wide', depth: 3, width: 50, [name]: value } as Architecture;
  expect(() => layerWidths(architecture)).toThrow(`layerWidths: ${name} is ${value}; expected a positive integer.`);
});
