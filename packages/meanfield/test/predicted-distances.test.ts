import { describe, expect, test } from 'vitest';
import { correlationByLayer, meanCorrelation, predictedDistances } from '../src/index.js';

describe('the predicted distances', () => {
  test.each([1, 2.5])('at σ_w² = %f are those of the recursion for every pair', (sigmaW2) => {
    // Second moments and overlaps as of images of MNIST.
    const secondMoments = Float64Array.of(0.05, 0.09, 0.11, 0.16);
    const overlap = (a: number, b: number) => 0.45 * Math.sqrt(secondMoments[a]! * secondMoments[b]!);
    const samples = secondMoments.length;
    const distances = Float32Array.from({ length: samples ** 2 }, (_, n) => {
      const [a, b] = [Math.floor(n / samples), n % samples];
      return a === b ? 0 : secondMoments[a]! + secondMoments[b]! - 2 * overlap(a, b);
    });
    const fill = predictedDistances(sigmaW2, 0.05, { samples, secondMoments, distances }, 20);
    const out = new Float32Array(samples ** 2);
    for (const layer of [0, 5, 19]) {
      fill(layer, out);
      for (let a = 0; a < samples; a++) {
        expect(out[a * samples + a]).toBe(0);
        for (let b = 0; b < a; b++) {
          const pair = {
            secondMoments: [secondMoments[a]!, secondMoments[b]!],
            overlap: overlap(a, b),
          } as const;
          const { variances, rho } = correlationByLayer(sigmaW2, 0.05, pair, layer)[layer]!;
          const exact = variances[0] + variances[1] - 2 * Math.sqrt(variances[0] * variances[1]) * rho;
          expect(Math.abs(out[a * samples + b]! / exact - 1)).toBeLessThan(UNEQUAL);
          expect(out[b * samples + a]).toBe(out[a * samples + b]);
        }
      }
    }
  });
});

/** What two unequal second moments, here up to a factor of three, lose by being replaced with their mean. */
const UNEQUAL = 0.12;

test('the mean correlation of two inputs is that of their first layer', () => {
  const [x, y, overlap] = [0.1, 0.16, 0.06];
  const distance = x + y - 2 * overlap;
  const pairs = {
    samples: 2,
    secondMoments: Float64Array.of(x, y),
    distances: Float32Array.of(0, distance, distance, 0),
  };
  const { rho } = correlationByLayer(1.5, 0.05, { secondMoments: [x, y], overlap }, 0)[0]!;
  // The distances are of single precision.
  expect(meanCorrelation(1.5, 0.05, pairs)).toBeCloseTo(rho, 6);
});
