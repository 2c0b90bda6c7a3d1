import { DomainError, ShapeError } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianInformation, linearGaussianInformation } from '../../src/mutual-information/index.js';
import expected from '../expected/mutual_information.json' with { type: 'json' };

const { channels, gaussian } = expected;

/** The determinants of some ten float64 rows, whose logarithms are added. */
const DIGITS = 12;

describe('linearGaussianInformation', () => {
  test('a signal-to-noise ratio of 10: (1/2) ln 11', () => {
    const found = linearGaussianInformation({ weights: [1], covariance: [1], noiseVariance: 0.1 });
    expect(found).toBeCloseTo(channels.gaussianSnr10, 15);
  });

  test('six inputs, four outputs: as numpy by another decomposition', () => {
    expect(linearGaussianInformation(gaussian)).toBeCloseTo(gaussian.information, DIGITS);
  });

  test('units that see separate inputs add up, and inputs that no weight sees do not count', () => {
    const informationOf = (variance: number) => 0.5 * Math.log(1 + variance / 0.2);
    const layer = { weights: [1, 0, 0, 0, 1, 0], covariance: [1, 0, 0, 0, 4, 0, 0, 0, 9], noiseVariance: 0.2 };
    expect(linearGaussianInformation(layer)).toBeCloseTo(informationOf(1) + informationOf(4), 14);
  });

  test('more outputs than inputs: the noise is averaged out, and nothing more', () => {
    const one = linearGaussianInformation({ weights: [2], covariance: [1], noiseVariance: 1 });
    const four = linearGaussianInformation({ weights: [1, 1, 1, 1], covariance: [1], noiseVariance: 1 });
    expect(four).toBeCloseTo(one, 14);
  });

  test.each([1e-300, 1e-100, 1e-16, 1e-8, 1e-3])('a signal of %d of the noise keeps its digits', (snr) => {
    const wanted = Math.log1p(snr) / 2;
    expect(linearGaussianInformation({ weights: [1], covariance: [snr], noiseVariance: 1 }) / wanted).toBeCloseTo(
      1,
      15,
    );
    const three = { weights: [0.6, 0.8, -0.8, 0.6, 0, 0], covariance: [snr, 0, 0, snr], noiseVariance: 1 };
    expect(linearGaussianInformation(three) / wanted).toBeCloseTo(2, 14);
  });

  test('no weights, no information; without noise to speak of, without bound', () => {
    expect(linearGaussianInformation({ weights: [0, 0], covariance: [1], noiseVariance: 1 })).toBe(0);
    const strong = linearGaussianInformation({ weights: [1], covariance: [1], noiseVariance: 1e-200 });
    expect(strong).toBeCloseTo(100 * Math.log(10), 10);
  });
});

describe('gaussianInformation', () => {
  test.each(['0.5', '0.9'] as const)('correlation %s: -(1/2) ln(1 - rho²) per unit', (rho) => {
    const r = Number(rho);
    expect(gaussianInformation([1, r, r, 1], 1)).toBeCloseTo(channels.correlated[rho], 14);
    const two = [1, 0, r, 0, 0, 1, 0, r, r, 0, 1, 0, 0, r, 0, 1];
    expect(gaussianInformation(two, 2)).toBeCloseTo(2 * channels.correlated[rho], 14);
  });

  test('no correlation, no information', () => {
    expect(gaussianInformation([1, 0, 0, 1], 1)).toBe(0);
  });

  test.each([1e-150, 1e-100, 1e-12, 1e-8, 1e-7, 1e-5, 1e-3])('correlation %d keeps its digits', (rho) => {
    const wanted = -Math.log1p(-rho * rho) / 2;
    expect(Math.abs(gaussianInformation([1, rho, rho, 1], 1) / wanted - 1)).toBeLessThan(1e-15);
    const mixed = [4, 0, 2 * rho, 1.2 * rho, 0, 9, 0, 0, 2 * rho, 0, 1, 0.6, 1.2 * rho, 0, 0.6, 1];
    expect(Math.abs(gaussianInformation(mixed, 2) / wanted - 1)).toBeLessThan(1e-14);
  });

  test('of input and output of a layer it is that of the channel', () => {
    expect(gaussianInformation(gaussian.joint, 6)).toBeCloseTo(gaussian.information, DIGITS);
  });

  test('does not ask for the units of measurement', () => {
    const scale = [1e90, 1e-90, 1e80, 1];
    const r = 0.5;
    const entries = [1, 0, r, 0, 0, 1, 0, r, r, 0, 1, 0, 0, r, 0, 1];
    const rescaled = entries.map((entry, n) => entry * scale[n >> 2]! * scale[n & 3]!);
    expect(gaussianInformation(rescaled, 2)).toBeCloseTo(2 * channels.correlated['0.5'], DIGITS);
  });

  test('nothing done to Y can add to it: X -> Y -> Z', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const random = RandomStream.named('chain', { seed });
        const [a, b] = [draw(random.split('a'), 9), draw(random.split('b'), 9)];
        const x = identity(3);
        const y = plus(product(a, transpose(a)), scaled(0.5, identity(3)));
        const z = plus(product(product(b, y), transpose(b)), scaled(0.1, identity(3)));
        const before = gaussianInformation(joint(x, transpose(a), y), 3);
        const after = gaussianInformation(joint(x, transpose(product(b, a)), z), 3);
        expect(after).toBeLessThanOrEqual(before + 1e-12);
        expect(after).toBeGreaterThanOrEqual(-1e-12);
      }),
      { seed: 9, numRuns: 100 },
    );
  });
});

test('covariances that are none are refused', () => {
  expect(() => gaussianInformation([1, 2, 3], 1)).toThrow(ShapeError);
  expect(() => gaussianInformation([1, 1, 1, 1], 1)).toThrow('is not positive definite');
  expect(() => gaussianInformation([0, 0, 0, 1], 1)).toThrow('component 0 has variance 0');
  expect(() => gaussianInformation([1, 0.5, 0.4, 1], 1)).toThrow('expected a symmetric matrix');
  expect(() => gaussianInformation([1, Number.NaN, Number.NaN, 1], 1)).toThrow(DomainError);
  expect(() => gaussianInformation([1, 0, 0, 1], 2)).toThrow('units is 2 of 2 components');
  expect(() => linearGaussianInformation({ weights: [1, 2, 3], covariance: [1, 0, 0, 1], noiseVariance: 1 })).toThrow(
    'the weights have 3 entries and the covariance is (2, 2)',
  );
  expect(() => linearGaussianInformation({ weights: [1], covariance: [-1], noiseVariance: 0.1 })).toThrow(DomainError);
  expect(() => linearGaussianInformation({ weights: [1], covariance: [1], noiseVariance: 0 })).toThrow(DomainError);
});

/** 3 x 3 matrices as rows one after another. */
type Three = readonly number[];

const draw = (random: RandomStream, length: number): Three => [...random.normals(new Float32Array(length))];
const identity = (n: number): Three => Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
const scaled = (factor: number, a: Three): Three => a.map((entry) => factor * entry);
const plus = (a: Three, b: Three): Three => a.map((entry, k) => entry + b[k]!);
const transpose = (a: Three): Three => a.map((_, k) => a[(k % 3) * 3 + Math.floor(k / 3)]!);
const product = (a: Three, b: Three): Three =>
  a.map((_, k) => [0, 1, 2].reduce((sum, m) => sum + a[Math.floor(k / 3) * 3 + m]! * b[m * 3 + (k % 3)]!, 0));

/** [[x, c], [cᵀ, y]] as 6 x 6. */
function joint(x: Three, c: Three, y: Three): readonly number[] {
  const row = (a: Three, i: number) => a.slice(3 * i, 3 * i + 3);
  const below = transpose(c);
  return [0, 1, 2]
    .flatMap((i) => [...row(x, i), ...row(c, i)])
    .concat([0, 1, 2].flatMap((i) => [...row(below, i), ...row(y, i)]));
}
