import { DomainError, ShapeError } from '@rgflow/numerics';
import { describe, expect, test } from 'vitest';
import { averageOverImages, type FeedForwardNetwork, layerKl } from '../src/index.js';
import expected from './expected/network.json' with { type: 'json' };
import { plainSums } from './plain-network.js';

const network: FeedForwardNetwork = {
  weights: expected.weights.map((w) => Float32Array.from(w)),
  biases: expected.biases.map((b) => Float32Array.from(b)),
};

function layersOfSamples() {
  const sums = plainSums(network, expected.samples);
  return network.biases.map((bias, m) => ({ units: bias.length, ...expected.moments[0]![m]!, sampleSums: sums[m]! }));
}

describe('layerKl', () => {
  test("is the paper's double sum over the moments f_jk, evaluated in one forward pass", () => {
    const curve = layerKl(layersOfSamples());
    curve.forEach(({ layer, kl, klPerUnit, estimator, samples }) => {
      expect(kl.value).toBeCloseTo(expected.publishedOfSamples[layer]!, 11);
      expect(klPerUnit).toBe(kl.value / 9);
      expect(estimator).toBe('published');
      expect(samples).toBe(50);
    });
  });

  test('the reference layer has no divergence from itself, by definition and without error', () => {
    expect(layerKl(layersOfSamples())[0]).toEqual({
      layer: 0,
      estimator: 'published',
      kl: { value: 0, standardError: 0, samples: 50 },
      klPerUnit: 0,
      samples: 50,
    });
  });

  test('a layer whose samples are as spread as its units adds half the logarithm of the ratio of variances', () => {
    const half = Math.SQRT1_2;
    const pair = (variance: number) => ({
      units: 2,
      mean: 0,
      variance,
      // Samples (±√v, ±√v)/..., of which every one has the sum of squares 2 v.
      sampleSums: Float64Array.of(2 * half * Math.sqrt(variance), 2 * variance, 0, 2 * variance),
    });
    const [, larger, smaller] = layerKl([pair(1), pair(4), pair(0.25)]);
    expect(larger?.kl.value).toBeCloseTo(Math.log(4), 14);
    // The variance falls: an entropy difference is negative, which no divergence could be.
    expect(smaller?.kl.value).toBeCloseTo(-Math.log(4), 14);
    expect(larger?.kl.standardError).toBe(0);
  });

  test('one sample leaves the error unknown', () => {
    const one = { units: 1, mean: 0, variance: 1, sampleSums: Float64Array.of(1, 1) };
    expect(layerKl([one, one])[1]?.kl.standardError).toBeNaN();
  });

  test('impossible layers are named', () => {
    const good = { units: 2, mean: 0, variance: 1, sampleSums: new Float64Array(6) };
    expect(() => layerKl([])).toThrow(ShapeError);
    expect(() => layerKl([good, { ...good, variance: 0 }])).toThrow('layerKl: layer 1 has mean 0 and variance 0');
    expect(() => layerKl([good, { ...good, variance: Number.NaN }])).toThrow(DomainError);
    expect(() => layerKl([{ ...good, units: 0 }])).toThrow('layerKl: layer 0 has 0 units');
    expect(() => layerKl([good, { ...good, sampleSums: new Float64Array(4) }])).toThrow(
      'layerKl: sampleSums of layer 1 have 4 entries; expected shape (samples, 2), samples >= 1 and the same for all ' +
        'layers (the reference layer has 3).',
    );
    const overflown = { ...good, sampleSums: new Float64Array(6).fill(Number.POSITIVE_INFINITY) };
    expect(() => layerKl([good, overflown])).toThrow('did the network overflow?');
  });
});

describe('averageOverImages', () => {
  const point = (layer: number, value: number) => {
    const kl = { value, standardError: 0.001, samples: 50 };
    return { layer, estimator: 'published', kl, klPerUnit: value / 9, samples: 50 } as const;
  };

  test('the error of a mean over images is their scatter', () => {
    const [reference, first] = averageOverImages([1, 2, 3].map((kl) => [point(0, 0), point(1, kl)]));
    expect(reference).toMatchObject({ kl: { value: 0, standardError: 0, samples: 3 } });
    expect(first?.kl.value).toBe(2);
    expect(first?.kl.standardError).toBeCloseTo(1 / Math.sqrt(3), 14);
    expect(first?.klPerUnit).toBeCloseTo(2 / 9, 14);
    expect(first?.samples).toBe(150);
  });

  test('one image keeps its Monte Carlo error', () => {
    const curve = [point(0, 0), point(1, 2)];
    expect(averageOverImages([curve])).toBe(curve);
  });

  test('curves of different networks or estimators are not averaged', () => {
    expect(() => averageOverImages([])).toThrow('there are no curves');
    expect(() => averageOverImages([[point(0, 0)], [point(0, 0), point(1, 1)]])).toThrow(ShapeError);
    expect(() => averageOverImages([[point(0, 0)], [{ ...point(0, 0), estimator: 'gaussian' }]])).toThrow(
      'average curves of one network and one estimator',
    );
  });
});
