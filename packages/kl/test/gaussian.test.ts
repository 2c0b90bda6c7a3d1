import { DomainError, ShapeError } from '@rgflow/numerics';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianKl, meanAndVariance } from '../src/index.js';
import expected from './expected/network.json' with { type: 'json' };

const mean = fc.double({ min: -5, max: 5, noNaN: true });
const variance = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

describe('gaussianKl', () => {
  test('is the integral of p ln(p/q) over the fitted densities, times the units of the reference', () => {
    expected.moments.forEach((moments, image) => {
      const curve = gaussianKl(moments.map((layer, m) => ({ units: expected.biases[m]!.length, ...layer })));
      curve.forEach((point, m) => {
        expect(point.klPerUnit).toBeCloseTo(expected.gaussianPerUnit[image]![m]!, 8);
        expect(point.kl.value).toBeCloseTo(9 * point.klPerUnit, 12);
        expect(point).toMatchObject({ estimator: 'gaussian', layer: m, samples: 0 });
        expect(point.kl.standardError).toBe(0);
      });
    });
  });

  test('is never negative, and zero only where the moments are those of the reference', () => {
    fc.assert(
      fc.property(mean, variance, mean, variance, (mu0, v0, mu1, v1) => {
        const layers = [
          { units: 10, mean: mu0, variance: v0 },
          { units: 10, mean: mu1, variance: v1 },
        ];
        const [reference, layer] = gaussianKl(layers);
        expect(reference!.kl.value).toBe(0);
        expect(layer!.kl.value).toBeGreaterThanOrEqual(0);
        if (v0 !== v1 && Math.abs(v0 / v1 - 1) > 1e-6) expect(layer!.kl.value).toBeGreaterThan(0);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('a neuron whose variance doubles: (ln 2 - 1/2)/2', () => {
    const [, twice] = gaussianKl([
      { units: 1, mean: 0, variance: 1 },
      { units: 1, mean: 0, variance: 2 },
    ]);
    expect(twice?.kl.value).toBeCloseTo((Math.LN2 - 0.5) / 2, 15);
  });

  test('impossible layers are refused', () => {
    expect(() => gaussianKl([])).toThrow(ShapeError);
    expect(() => gaussianKl([{ units: 1, mean: 0, variance: Number.NaN }])).toThrow(DomainError);
    expect(() => gaussianKl([{ units: 0, mean: 0, variance: 1 }])).toThrow('gaussianKl: layer 0 has 0 units');
  });
});

describe('meanAndVariance', () => {
  test('is of the population, and keeps its digits under a large mean', () => {
    expect(meanAndVariance([1, 2, 3, 4])).toEqual({ mean: 2.5, variance: 1.25 });
    expect(meanAndVariance([1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4])).toEqual({ mean: 1e9 + 2.5, variance: 1.25 });
    expect(meanAndVariance(Float32Array.of(7))).toEqual({ mean: 7, variance: 0 });
    expect(() => meanAndVariance([])).toThrow(ShapeError);
  });
});
