import { activationNames, createKernels } from '@rgflow/kernels';
import { ShapeError, trapezoid } from '@rgflow/numerics';
import { logAbsDeterminant } from '@rgflow/numerics/determinant';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  type FeedForwardNetwork,
  isInvertible,
  layerKl,
  meanAndVariance,
  pushForward,
  pushForwardKl,
} from '../src/index.js';
import { invertible, plainActivations, plainLogSlopes } from './activations.js';
import { affine, plainForward } from './plain-network.js';
import { randomNetwork } from './random-network.js';

const kernels = createKernels({ arenaBytes: 2 ** 26 });
const random = RandomStream.named('push-forward-kl.test');

/** The layers of a network for one input, with samples and determinants, as `pushForwardKl` takes them. */
function layersOf(network: FeedForwardNetwork, input: readonly number[], samples: number) {
  const first = affine(network.weights[0]!, network.biases[0]!, input);
  const moments = plainForward(network, first).map((z) => meanAndVariance(Float32Array.from(z)));
  const pushed = pushForward({ ...network, reference: moments[0]!, samples, random, kernels });
  return pushed.map((layer, m) => ({
    ...layer,
    ...moments[m]!,
    logDeterminant:
      m === 0 ? Number.NaN : square(network.weights[m]!) ? logAbsDeterminant(network.weights[m]!) : Number.NaN,
  }));
}

const square = (matrix: Float32Array) => Number.isInteger(Math.sqrt(matrix.length));

describe('pushForwardKl', () => {
  test.each(invertible)('of one neuron is the divergence that quadrature finds: %s', (activation) => {
    const [w, b, v0] = [1.3, 0.2, 0.8];
    const target = { mean: 0.1, variance: 0.5 };
    // One unit has no variance over its units, so the Gaussians are given.
    const network = {
      weights: [Float32Array.of(1), Float32Array.of(w)],
      biases: [Float32Array.of(0), Float32Array.of(b)],
      activation,
    };
    const pushed = pushForward({ ...network, reference: { mean: 0, variance: v0 }, samples: 20_000, random, kernels });
    const layers = [
      { ...pushed[0]!, mean: 0, variance: v0, logDeterminant: Number.NaN },
      { ...pushed[1]!, ...target, logDeterminant: Math.log(w) },
    ];
    const density = (x: number) => Math.exp((-x * x) / (2 * v0)) / Math.sqrt(2 * Math.PI * v0);
    const integrand = (x: number) => {
      const y = w * plainActivations[activation](x) + b;
      const logSlope = Math.log(w) + plainLogSlopes[activation](x);
      const logTarget = -((y - target.mean) ** 2) / (2 * target.variance) - Math.log(2 * Math.PI * target.variance) / 2;
      return density(x) * (Math.log(density(x)) - logSlope - logTarget);
    };
    const wanted = trapezoid(integrand, -8, 8, 400);
    const { value, standardError } = pushForwardKl(layers)[1]!.kl;
    expect(wanted).toBeGreaterThan(0);
    expect(standardError).toBeLessThan(0.015);
    expect(Math.abs(value - wanted)).toBeLessThan(4 * standardError);
    // Without the Jacobian it is no divergence: of tanh the published estimator is negative here.
    if (activation === 'tanh') expect(layerKl(layers)[1]!.kl.value).toBeLessThan(0);
  });

  test('of a wide random network grows with depth as mean-field theory has it', () => {
    // σ_w² = 1.5, σ_b² = 0.05, mean square of the input 0.1: nats per unit by trapezoid quadrature in high precision.
    const predicted = [
      [1, 0.632602],
      [2, 1.264802],
      [5, 3.196617],
    ] as const;
    const width = 300;
    const network = randomNetwork(Array(7).fill(width), { sigmaW2: 1.5, sigmaB2: 0.05 }, random, kernels);
    const curve = pushForwardKl(layersOf(network, Array(width).fill(Math.sqrt(0.1)), 200));
    // ln|det W| / N of one 300 x 300 matrix is within some per cent of its limit.
    for (const [m, klPerUnit] of predicted) {
      expect(Math.abs(curve[m]!.klPerUnit - klPerUnit)).toBeLessThan(0.08 * klPerUnit);
    }
  });

  test('is not defined from a layer of another width on', () => {
    const network = randomNetwork([20, 20, 20, 12, 12], { sigmaW2: 2, sigmaB2: 0.05 }, random, kernels);
    const curve = pushForwardKl(layersOf(network, Array(20).fill(0.3), 50));
    expect(curve[0]).toMatchObject({ estimator: 'push-forward', kl: { value: 0, standardError: 0, samples: 50 } });
    expect(curve[1]!.kl.value).toBeGreaterThan(0);
    expect(curve.slice(2).map(({ kl }) => [kl.value, kl.standardError])).toEqual(
      Array(2).fill([Number.NaN, Number.NaN]),
    );
  });

  test('is not defined beyond the reference layer for relu, which has no inverse', () => {
    const network = randomNetwork([20, 20, 20], { sigmaW2: 2, sigmaB2: 0.05 }, random, kernels);
    const layers = layersOf({ ...network, activation: 'relu' }, Array(20).fill(0.3), 50);
    expect(layers.every(({ logSlopes }) => logSlopes.every(Number.isNaN))).toBe(true);
    expect(pushForwardKl(layers).map(({ kl }) => kl.value)).toEqual([0, Number.NaN]);
    expect(layerKl(layers)[1]!.kl.value).not.toBeNaN();
  });

  test('refuses log slopes of another number of samples', () => {
    const network = randomNetwork([20, 20, 20], { sigmaW2: 2, sigmaB2: 0.05 }, random, kernels);
    const [first, second] = layersOf(network, Array(20).fill(0.3), 50);
    const short = { ...first!, logSlopes: new Float64Array(3) };
    expect(() => pushForwardKl([short, second!])).toThrow(ShapeError);
  });
});

describe('the log slopes of pushed samples', () => {
  test.each(invertible)('are Σ ln φ’(s) to the digits of float32, saturated units included: %s', (activation) => {
    const samples = 50;
    const network = randomNetwork([8, 40, 8], { sigmaW2: 2, sigmaB2: 0.05 }, random, kernels);
    const reference = { mean: 0, variance: 30 };
    const [layer] = pushForward({ ...network, activation, reference, samples, random, kernels });
    const normals = random.normals(new Float32Array(40 * samples));
    layer!.logSlopes.forEach((sum, s) => {
      const rows = Array.from(normals.subarray(40 * s, 40 * (s + 1)), (z) => Math.fround(Math.sqrt(30) * z));
      const wanted = rows.reduce((total, x) => total + plainLogSlopes[activation](x), 0);
      expect(Math.abs(sum - wanted)).toBeLessThan(1e-4 + 1e-6 * Math.abs(wanted));
    });
  });

  test('exist for every activation that has an inverse', () => {
    expect(activationNames.filter(isInvertible)).toEqual(invertible);
  });
});
