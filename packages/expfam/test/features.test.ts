import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  type Features,
  featureCumulants,
  featureSpins,
  gaussianFromCorrelation,
  gaussianPseudoLikelihood,
  isingFromCorrelation,
  isingPseudoLikelihood,
} from '../src/index.js';
import { expected } from './expected.js';

const random = RandomStream.named('test of features');

/** An open Ising chain without a field: each spin repeats the one before with probability (1 + tanh K)/2. */
function isingChains(coupling: number, samples: number, units: number, stream: RandomStream): Features {
  const u = stream.uniform(samples * units);
  const data = new Int8Array(samples * units);
  for (let i = 0; i < data.length; i++) {
    if (i % units === 0) data[i] = u[i]! < 0.5 ? 1 : -1;
    else data[i] = u[i]! < (1 + Math.tanh(coupling)) / 2 ? data[i - 1]! : -data[i - 1]!;
  }
  return { shape: [samples, units], data };
}

function autoregression(phi: number, samples: number, units: number, stream: RandomStream): Features {
  const z = stream.normals(new Float32Array(samples * units));
  const data = Float64Array.from(z);
  for (let i = 0; i < data.length; i++) {
    if (i % units > 0) data[i] = phi * data[i - 1]! + Math.sqrt(1 - phi * phi) * z[i]!;
  }
  return { shape: [samples, units], data };
}

/** The same numbers, the units of every row in another order. */
function permuted({ shape, data }: Features, stream: RandomStream): Features {
  const order = stream.permutation(shape[1]);
  return { shape, data: Float64Array.from(data, (_, i) => data[i - (i % shape[1]) + order[i % shape[1]]!]!) };
}

describe('the effective Ising chain', () => {
  test.each(expected.pseudoLikelihoods)(
    'by pseudo-likelihood is the root of the scores: $boundary, field $field',
    (known) => {
      const spins = { shape: [known.rows.length, known.rows[0]!.length], data: known.rows.flat() } as const;
      const field = known.field ? 'fitted' : 'none';
      const found = isingPseudoLikelihood(spins, { boundary: known.boundary, field });
      expect(found.coupling!.value).toBeCloseTo(known.coupling, 12);
      expect(found.coupling!.standardError).toBeCloseTo(known.couplingError, 12);
      expect(found.reason).toBeNull();
      if (!known.field) expect(found.field).toBeNull();
      else {
        expect(found.field!.value).toBeCloseTo(known.fieldValue, 12);
        expect(found.field!.standardError).toBeCloseTo(known.fieldError, 12);
      }
    },
  );

  test.each([-0.4, 0, 0.5, 1.2])(
    'is the planted one, K = %d, by both ways, and none once the units are permuted',
    (coupling) => {
      const spins = isingChains(coupling, 4000, 30, random.split('ising', { coupling }));
      for (const { coupling: found } of [
        isingPseudoLikelihood(spins, { boundary: 'open', field: 'none' }),
        isingPseudoLikelihood(spins, { boundary: 'open', field: 'fitted' }),
        isingFromCorrelation(spins, { boundary: 'open' }),
      ]) {
        expect(found!.standardError).toBeLessThan(0.02);
        expect(Math.abs(found!.value - coupling)).toBeLessThan(4 * found!.standardError);
      }
      const other = isingFromCorrelation(permuted(spins, random.split('order')), { boundary: 'open' });
      expect(Math.abs(other.coupling!.value)).toBeLessThan(Math.max(0.2 * Math.abs(coupling), 0.02));
    },
  );

  test('of ordered spins is none, and says why', () => {
    const up = { shape: [3, 4], data: new Int8Array(12).fill(1) } as const;
    for (const found of [
      isingPseudoLikelihood(up, { boundary: 'open', field: 'none' }),
      isingPseudoLikelihood(up, { boundary: 'periodic', field: 'fitted' }),
      isingPseudoLikelihood({ shape: [1, 4], data: [1, -1, 1, -1] }, { boundary: 'periodic', field: 'fitted' }),
      isingPseudoLikelihood({ shape: [1, 4], data: [1, -1, 1, -1] }, { boundary: 'open', field: 'none' }),
      // Up between two that are up, down otherwise: a strong coupling against a field.
      isingPseudoLikelihood({ shape: [2, 3], data: [1, 1, 1, -1, -1, -1] }, { boundary: 'periodic', field: 'fitted' }),
      isingFromCorrelation(up, { boundary: 'open' }),
    ]) {
      expect(found).toMatchObject({ coupling: null, field: null, reason: expect.stringMatching(/infinite$/) });
    }
  });

  test('agrees with itself where half of the neighbours agree three times of four', () => {
    const spins = { shape: [4, 2], data: [1, 1, -1, -1, 1, 1, 1, -1] } as const;
    expect(isingFromCorrelation(spins, { boundary: 'open' }).coupling!.value).toBeCloseTo(Math.atanh(0.5), 14);
    // Two spins are their own conditionals: both ways are one.
    expect(isingPseudoLikelihood(spins, { boundary: 'open', field: 'none' }).coupling!.value).toBeCloseTo(
      Math.atanh(0.5),
      12,
    );
  });

  test('of one sample has a coupling without an error, by both ways: one sample has no scatter', () => {
    const one = { shape: [1, 5], data: [1, -1, -1, 1, 1] } as const;
    const free = isingPseudoLikelihood(one, { boundary: 'open', field: 'none' });
    const fitted = isingPseudoLikelihood(one, { boundary: 'open', field: 'fitted' });
    const ring = isingPseudoLikelihood(
      { shape: [1, 5], data: [1, 1, 1, -1, 1] },
      { boundary: 'periodic', field: 'none' },
    );
    const byCorrelation = isingFromCorrelation(one, { boundary: 'open' });
    for (const found of [free.coupling, fitted.coupling, fitted.field, ring.coupling, byCorrelation.coupling]) {
      expect(found).toMatchObject({ value: expect.any(Number), standardError: Number.NaN, samples: 1 });
    }
    const two = { shape: [2, 5], data: [...one.data, 1, 1, 1, 1, -1] } as const;
    expect(isingPseudoLikelihood(two, { boundary: 'open', field: 'none' }).coupling!.standardError).toBeGreaterThan(0);
  });

  test('is refused for what are no spins, or too few', () => {
    const options = { boundary: 'periodic', field: 'none' } as const;
    expect(() => isingPseudoLikelihood({ shape: [1, 3], data: [1, 0, 1] }, options)).toThrow('unit 1 of sample 0 is 0');
    expect(() => isingPseudoLikelihood({ shape: [1, 2], data: [1, 1] }, options)).toThrow('with at least 3 units');
    expect(() => isingFromCorrelation({ shape: [2, 2], data: [1, 1] }, options)).toThrow('2 entries of shape (2, 2)');
  });
});

describe('spins of features', () => {
  test('are up above 0, or above the median of each unit', () => {
    const features = { shape: [3, 2], data: [0.5, 7, -0.5, 8, 0, 9] } as const;
    expect([...featureSpins(features, 'zero').data]).toEqual([1, 1, -1, 1, -1, 1]);
    expect([...featureSpins(features, 'median').data]).toEqual([1, -1, -1, -1, -1, 1]);
    expect(() => featureSpins({ shape: [1, 2], data: [1, Number.NaN] }, 'zero')).toThrow('unit 1 of sample 0 is NaN');
  });
});

describe('the effective Gaussian chain', () => {
  test.each([-0.6, 0, 0.5, 0.9])('is the planted one, φ = %d, by both ways', (phi) => {
    const features = autoregression(phi, 4000, 30, random.split('gaussian', { phi }));
    for (const { ratio } of [
      gaussianPseudoLikelihood(features, { boundary: 'open' }),
      gaussianFromCorrelation(features, { boundary: 'open' }),
    ]) {
      expect(ratio!.standardError).toBeLessThan(0.005);
      expect(Math.abs(ratio!.value - phi / (1 + phi * phi))).toBeLessThan(4 * ratio!.standardError);
    }
  });

  test('does not see the means of units, and has errors that repeated samples scatter by', () => {
    const replicates = 80;
    const found = Array.from({ length: replicates }, (_, replicate) => {
      const features = autoregression(0.5, 100, 12, random.split('scatter', { replicate }));
      const shifted = { ...features, data: Float64Array.from(features.data, (x, i) => x + 10 * (i % 12)) };
      const ratio = gaussianPseudoLikelihood(features, { boundary: 'open' }).ratio!;
      expect(gaussianPseudoLikelihood(shifted, { boundary: 'open' }).ratio!.value).toBeCloseTo(ratio.value, 10);
      return ratio;
    });
    const mean = found.reduce((sum, { value }) => sum + value, 0) / replicates;
    const scatter = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (replicates - 1));
    const stated = found.reduce((sum, { standardError }) => sum + standardError, 0) / replicates;
    expect(Math.abs(stated / scatter - 1)).toBeLessThan(4 / Math.sqrt(2 * (replicates - 1)));
  });

  test('of a layer that does not vary is none', () => {
    const flat = { shape: [5, 4], data: new Float64Array(20).fill(0.1) } as const;
    expect(gaussianPseudoLikelihood(flat, { boundary: 'open' })).toEqual({ ratio: null, reason: 'no unit varies' });
    expect(gaussianFromCorrelation(flat, { boundary: 'periodic' }).reason).toBe('no unit varies');
    expect(() => gaussianPseudoLikelihood({ shape: [5, 2], data: new Float64Array(10) }, { boundary: 'open' })).toThrow(
      'at least 3 units',
    );
  });
});

describe('cumulants of features', () => {
  const waits = (samples: number, units: number, stream: RandomStream) => ({
    shape: [samples, units] as const,
    data: Float64Array.from(stream.uniform(samples * units), (u) => -Math.log1p(-u)),
  });

  test('of waiting times are 2 and 6, of normal numbers 0, within four errors', () => {
    const found = featureCumulants(waits(40_000, 5, random.split('waits')));
    for (const [estimate, truth, most] of [
      [found.skewness, 2, 0.05],
      [found.excessKurtosis, 6, 0.5],
    ] as const) {
      expect(estimate.standardError).toBeLessThan(most);
      // A sample's kurtosis is too small by some 1/M of a large number.
      expect(Math.abs(estimate.value - truth)).toBeLessThan(4 * estimate.standardError);
    }
    const normal = featureCumulants(autoregression(0.7, 10_000, 6, random.split('normal')));
    expect(Math.abs(normal.skewness.value)).toBeLessThan(4 * normal.skewness.standardError);
    expect(Math.abs(normal.excessKurtosis.value)).toBeLessThan(4 * normal.excessKurtosis.standardError);
    expect(normal.absoluteSkewness.value).toBeLessThan(3 * Math.sqrt(12 / Math.PI / 10_000));
  });

  test('of sums of many are small whatever the weights: the null of a random layer', () => {
    const [samples, inputs, units] = [4000, 200, 6];
    const { data } = waits(samples, inputs, random.split('inputs'));
    const weights = random.split('weights').normals(new Float32Array(inputs * units));
    const layer = new Float64Array(samples * units);
    for (let row = 0; row < samples; row++) {
      for (let unit = 0; unit < units; unit++) {
        for (let i = 0; i < inputs; i++)
          layer[row * units + unit]! += weights[unit * inputs + i]! * data[row * inputs + i]!;
      }
    }
    const found = featureCumulants({ shape: [samples, units], data: layer });
    expect(Math.abs(found.skewness.value)).toBeLessThan(0.2);
    expect(Math.abs(found.excessKurtosis.value)).toBeLessThan(0.3);
  });

  test('leave out units that do not vary, and say how many', () => {
    const { data } = waits(100, 2, random.split('constant'));
    const half = data.map((x, i) => (i % 2 === 0 ? 0.1 : x));
    expect(featureCumulants({ shape: [100, 2], data: half }).constantUnits).toBe(1);
    expect(() => featureCumulants({ shape: [100, 1], data: new Float64Array(100) })).toThrow('no unit varies');
    expect(() => featureCumulants({ shape: [39, 1], data: new Float64Array(39) })).toThrow(
      '39 samples; expected at least 40',
    );
  });
});
