import { describe, expect, test } from 'vitest';
import { layerWidths, matchedWidth, parameterCount } from '../src/index.js';

/** Pixels and classes of MNIST. */
const ends = { inputs: 784, classes: 10 };

describe('a network of another depth with as many parameters', () => {
  const parameters = (depth: number, width: number) =>
    parameterCount(layerWidths({ ...ends, shape: 'wide', depth, width }));

  test('of depth 3 in place of 10 layers of 400 units has layers of 1348', () => {
    expect(parameters(10, 400)).toBe(1_601_210);
    expect(matchedWidth({ ...ends, depth: 10, width: 400 }, 3)).toBe(1348);
    expect(parameters(3, 1348)).toBe(1_601_790);
  });

  test('is itself at its own depth', () => {
    for (const width of [1, 37, 400, 784]) expect(matchedWidth({ ...ends, depth: 7, width }, 7)).toBe(width);
  });

  test.each([3, 4, 5, 20])('of depth %i is nearer than one of a unit more or less', (depth) => {
    const other = { ...ends, depth: 10, width: 300 };
    const width = matchedWidth(other, depth);
    const miss = (units: number) => Math.abs(parameters(depth, units) - parameters(other.depth, other.width));
    expect(miss(width)).toBeLessThanOrEqual(Math.min(miss(width - 1), miss(width + 1)));
  });

  test('needs a hidden layer that may be of any width', () => {
    expect(() => matchedWidth({ ...ends, depth: 10, width: 400 }, 2)).toThrow('the depth is 2; give 3 or more');
    expect(() => matchedWidth({ ...ends, depth: 10, width: 400 }, Number.NaN)).toThrow('the depth is NaN');
  });
});
