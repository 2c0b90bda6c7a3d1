import { createKernels } from '@rgflow/kernels';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { initialiseNetwork, layerWidths } from '../src/index.js';

const widths = layerWidths({ shape: 'wide', depth: 6, width: 120, inputs: 200, classes: 10 });
const variances = { sigmaW2: 1.76, sigmaB2: 0.05 };
const random = RandomStream.named('train', { seed: 0 });

describe('a network at initialisation', () => {
  test('has the same bits from the kernels as from the stream itself', () => {
    const kernels = createKernels();
    const used = kernels.usedBytes;
    const slow = initialiseNetwork(widths, variances, random);
    const fast = initialiseNetwork(widths, variances, random, { kernels });
    expect(fast).toEqual(slow);
    expect(kernels.usedBytes).toBe(used);
  });

  test('has weights of variance sigma_w^2 / nIn and biases of variance sigma_b^2', () => {
    const { weights, biases } = initialiseNetwork(widths, variances, random);
    // Both scaled to unit variance and taken together: 76,000 numbers, for a standard error below 0.6 %.
    const scaled = weights.flatMap((matrix, layer) =>
      Array.from(matrix, (w) => w / Math.sqrt(variances.sigmaW2 / widths[layer]!)),
    );
    expectStandardNormal(scaled, 0.006);
    expectStandardNormal(
      biases.flatMap((vector) => Array.from(vector, (b) => b / Math.sqrt(variances.sigmaB2))),
      0.07,
    );
  });

  test('begins with the layers of a shallower one', () => {
    const shallow = initialiseNetwork(widths.slice(0, 4), variances, random);
    const deep = initialiseNetwork(widths, variances, random);
    expect(deep.weights.slice(0, 3)).toEqual(shallow.weights);
    expect(deep.biases.slice(0, 3)).toEqual(shallow.biases);
  });

  test('differs only by a factor at another variance', () => {
    const one = initialiseNetwork(widths, { sigmaW2: 1, sigmaB2: 1 }, random);
    const four = initialiseNetwork(widths, { sigmaW2: 4, sigmaB2: 4 }, random);
    expect(four.weights.map((matrix) => matrix.map((w) => w / 2))).toEqual(one.weights);
  });

  test('has no biases at sigma_b^2 = 0', () => {
    const { biases } = initialiseNetwork(widths, { sigmaW2: 1, sigmaB2: 0 }, random);
    expect(biases.every((vector) => vector.every((b) => b === 0))).toBe(true);
  });

  test.each([
    { sigmaW2: -1, sigmaB2: 0 },
    { sigmaW2: Number.NaN, sigmaB2: 0 },
  ])('refuses %o', (wrong) => {
    expect(() => initialiseNetwork(widths, wrong, random)).toThrow(/sigmaW2 is .*a variance is a number >= 0/);
  });
});

/** Mean and variance within 4 standard errors, and those errors no larger than the stated ceiling. */
function expectStandardNormal(x: readonly number[], ceiling: number): void {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
  const errorOfVariance = Math.sqrt(2 / x.length);
  expect(errorOfVariance).toBeLessThan(ceiling);
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(x.length));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * errorOfVariance);
}
