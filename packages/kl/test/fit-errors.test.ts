import { createKernels } from '@rgflow/kernels';
import { type Estimate, estimate, ShapeError } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  averageOverImages,
  type Covariance,
  curveCovariance,
  fitSaturation,
  gaussianKl,
  historicalKl,
  historicalKlTerms,
  type LayerSamples,
  layerKl,
  layerKlTerms,
  meanAndVariance,
  propagatedError,
  pushForward,
  pushForwardKl,
  pushForwardKlTerms,
  saturationSensitivity,
} from '../src/index.js';
import { affine, plainForward } from './plain-network.js';
import { randomNetwork } from './random-network.js';

const kernels = createKernels({ arenaBytes: 2 ** 26 });
const random = RandomStream.named('fit-errors.test');
const WIDTH = 40;
const network = randomNetwork(
  [30, ...Array(12).fill(WIDTH)],
  { sigmaW2: 1.8, sigmaB2: 0.05 },
  random.split('net'),
  kernels,
);

/** Layers of one image, with samples of a stream of their own. */
function layersOf(image: readonly number[], samples: number, stream: RandomStream): readonly LayerSamples[] {
  const moments = plainForward(network, affine(network.weights[0]!, network.biases[0]!, image)).map((z) =>
    meanAndVariance(Float32Array.from(z)),
  );
  const pushed = pushForward({ ...network, reference: moments[0]!, samples, random: stream, kernels });
  return pushed.map((layer, m) => ({ ...layer, ...moments[m]! }));
}

/** Grey values in which images differ in their ink, as those of digits do. */
function imageOf(number: number): readonly number[] {
  const mark = kernels.mark();
  const draws = kernels.float32(31);
  kernels.fillNormals(random.split('image', { number }).key, 0, 0, 1, draws);
  const [ink, ...pixels] = draws;
  kernels.release(mark);
  return pixels.map((x) => 0.3 * Math.exp(0.2 * ink!) * Math.abs(x));
}

const perUnit = (curve: readonly { klPerUnit: number }[]) => curve.map(({ klPerUnit }) => klPerUnit);

/** a and b of a curve with the errors that a covariance gives them. */
function fitWithErrors(y: readonly number[], covariance: Covariance) {
  const fit = fitSaturation(y);
  const sensitivity = saturationSensitivity({ a: fit.a.value, b: fit.b.value }, y);
  const errors = { a: propagatedError(sensitivity.a, covariance), b: propagatedError(sensitivity.b, covariance) };
  return { a: fit.a.value, b: fit.b.value, errors };
}

describe('the sensitivity of a fit', () => {
  test('is how a and b move with each value, also where the curve is not of this form', () => {
    const noise = fc.array(fc.double({ min: -0.03, max: 0.03, noNaN: true }), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(noise, fc.constantFrom(1e-9, 1, -1e12), (bumps, unit) => {
        const y = bumps.map((bump, x) => unit * (1 - 0.6 ** x + bump));
        const fit = fitSaturation(y);
        fc.pre(fit.converged);
        const moved = (i: number, by: number) => {
          const other = fitSaturation(y.map((value, j) => (i === j ? value + by * unit : value)));
          return { a: other.a.value, b: other.b.value };
        };
        const { a, b } = saturationSensitivity({ a: fit.a.value, b: fit.b.value }, y);
        for (const i of [1, 3, 8]) {
          const [up, down] = [moved(i, 1e-5), moved(i, -1e-5)];
          expect(Math.abs((up.a - down.a) / (2e-5 * unit) - a[i]!)).toBeLessThan(1e-6);
          expect(Math.abs((up.b - down.b) / 2e-5 - b[i]! * unit)).toBeLessThan(1e-6);
        }
      }),
      { seed: 8, numRuns: 40 },
    );
  });

  test('through three points is that of the closed form a = y₁² / (2y₁ - y₂)', () => {
    const { a, b } = saturationSensitivity({ a: 1, b: 0.5 }, [0, 0.5, 0.75]);
    expect(Array.from(a)).toEqual([0, expect.closeTo(-4, 12), expect.closeTo(4, 12)]);
    expect(Array.from(b)).toEqual([expect.closeTo(0, 12), expect.closeTo(-3, 12), expect.closeTo(2, 12)]);
  });
});

describe('the covariance of a curve', () => {
  const layers = [0, 1, 2].map((k) => layersOf(imageOf(k), 50, random.split('samples', { k })));

  test('has on its diagonal the squares of the standard errors of each estimator', () => {
    const [one] = layers;
    const jacobian = one!.map((layer) => ({ ...layer, logDeterminant: 0, logSlopes: layer.sampleSums.slice(0, 50) }));
    for (const [curve, terms] of [
      [layerKl(one!), layerKlTerms(one!)],
      [historicalKl(one!), historicalKlTerms(one!)],
      [pushForwardKl(jacobian), pushForwardKlTerms(jacobian)],
    ] as const) {
      const { sampling, images } = curveCovariance([curve], [terms], WIDTH);
      expect(images).toBe(sampling);
      curve.forEach((point, m) => {
        expect(sampling.errors[m]! * WIDTH).toBeCloseTo(errorOf(point), 10);
      });
    }
  });

  test('of several images is that of their mean, with the sampling beside it', () => {
    const curves = layers.map((each) => layerKl(each));
    const { sampling, images } = curveCovariance(curves, layers.map(layerKlTerms), WIDTH);
    averageOverImages(curves).forEach((point, m) => {
      expect(images.errors[m]! * WIDTH).toBeCloseTo(errorOf(point), 10);
      const ofSampling = Math.hypot(...curves.map((curve) => errorOf(curve[m]!))) / 3;
      expect(sampling.errors[m]! * WIDTH).toBeCloseTo(ofSampling, 10);
    });
  });

  test('is nothing where nothing is sampled and one image is shown', () => {
    expect(curveCovariance([gaussianKl(layers[0]!)], [], WIDTH).images.errors[3]).toBe(0);
  });

  test('refuses curves and terms that do not go together', () => {
    const curve = layerKl(layers[0]!);
    expect(() => curveCovariance([], [], WIDTH)).toThrow(ShapeError);
    expect(() => curveCovariance([curve, curve.slice(1)], [], WIDTH)).toThrow(ShapeError);
    expect(() => curveCovariance([curve, curve], [layerKlTerms(layers[0]!)], WIDTH)).toThrow(
      'curveCovariance: 2 curves and terms of 1 images; give one of each.',
    );
    expect(() => propagatedError(new Float64Array(4), curveCovariance([curve.slice(0, 3)], [], 1).images)).toThrow(
      ShapeError,
    );
  });
});

const errorOf = (point: { readonly kl: Estimate }) => point.kl.standardError;

/** A scatter of n numbers is known to a part 1/√2n: four of these. */
function expectScatter(
  values: readonly number[],
  claimed: readonly number[],
  tolerance = 4 / Math.sqrt(2 * values.length),
) {
  const { standardError, samples } = estimate(values);
  const scatter = standardError * Math.sqrt(samples);
  const meanSquare = claimed.reduce((sum, error) => sum + error * error, 0) / claimed.length;
  expect(Math.abs(Math.sqrt(meanSquare) / scatter - 1)).toBeLessThan(tolerance);
  return scatter;
}

describe('the error of a fit', () => {
  test('of one image is the scatter of fits to samples drawn anew, which the residuals and independent points are not', () => {
    const image = imageOf(0);
    const fits = Array.from({ length: 300 }, (_, draw) => {
      const layers = layersOf(image, 60, random.split('anew', { draw }));
      const curve = layerKl(layers);
      const { sampling } = curveCovariance([curve], [layerKlTerms(layers)], WIDTH);
      const correlations = sampling.correlations.map((row, m) => row.map((entry, n) => (m === n ? entry : 0)));
      const alone = { ...sampling, correlations };
      const y = perUnit(curve);
      return { ...fitWithErrors(y, sampling), alone: fitWithErrors(y, alone).errors, ofFit: errorOfFit(y) };
    });
    const ofA = expectScatter(
      fits.map(({ a }) => a),
      fits.map(({ errors }) => errors.a),
    );
    const ofB = expectScatter(
      fits.map(({ b }) => b),
      fits.map(({ errors }) => errors.b),
    );
    const typical = (errors: readonly number[]) => estimate(errors).value;
    expect(typical(fits.map(({ alone }) => alone.a)) / ofA).toBeLessThan(0.7);
    expect(typical(fits.map(({ ofFit }) => ofFit.a)) / ofA).toBeGreaterThan(1.5);
    expect(typical(fits.map(({ ofFit }) => ofFit.b)) / ofB).toBeGreaterThan(1.5);
  });

  test('of several images is the scatter of fits to other images of the same network', () => {
    const IMAGES = 12;
    const fits = Array.from({ length: 150 }, (_, draw) => {
      const layers = Array.from({ length: IMAGES }, (_, k) => {
        const number = IMAGES * draw + k;
        return layersOf(imageOf(number), 20, random.split('other', { number }));
      });
      const curves = layers.map((each) => layerKl(each));
      const { images } = curveCovariance(curves, layers.map(layerKlTerms), WIDTH);
      return fitWithErrors(perUnit(averageOverImages(curves)), images);
    });
    expectScatter(
      fits.map(({ a }) => a),
      fits.map(({ errors }) => errors.a),
    );
    expectScatter(
      fits.map(({ b }) => b),
      fits.map(({ errors }) => errors.b),
    );
  });
});

function errorOfFit(y: readonly number[]) {
  const { a, b } = fitSaturation(y);
  return { a: a.standardError, b: b.standardError };
}
