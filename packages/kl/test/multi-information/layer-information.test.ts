import { createKernels } from '@rgflow/kernels';
import { DomainError, estimate, ShapeError } from '@rgflow/numerics';
import { logAbsDeterminant } from '@rgflow/numerics/determinant';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import type { FeedForwardNetwork } from '../../src/index.js';
import { layerInformation, noisyLayerInformation } from '../../src/multi-information/index.js';
import expected from '../expected/multi_information.json' with { type: 'json' };
import { randomNetwork } from '../random-network.js';

const kernels = createKernels({ arenaBytes: 2 ** 27 });
const random = RandomStream.named('layer-information.test');

const determinantsOf = ({ weights }: FeedForwardNetwork) =>
  weights.map((matrix, layer) => (layer === 0 ? Number.NaN : logAbsDeterminant(matrix)));

/** A network whose layer 0 comes of no matter what. */
function networkOf(layers: readonly { readonly weights: readonly number[]; readonly biases: readonly number[] }[]) {
  const units = layers[0]!.biases.length;
  return {
    weights: [new Float32Array(units * units), ...layers.map(({ weights }) => Float32Array.from(weights))],
    biases: [new Float32Array(units), ...layers.map(({ biases }) => Float32Array.from(biases))],
  };
}

describe.each(['two units', 'three units'] as const)('layerInformation of %s, against integrals on a grid', (name) => {
  const { mean, variance, network: layers, layers: known } = expected[name];
  const network = networkOf(layers);
  const found = layerInformation({
    ...network,
    logDeterminants: determinantsOf(network),
    reference: { mean, variance },
    samples: 200_000,
    random,
    kernels,
  });

  test('is the multi-information, each layer', () => {
    expect(found).toHaveLength(known.length + 1);
    known.forEach(({ multiInformation }, l) => {
      const { value, standardError } = found[l + 1]!.multiInformation;
      expect(standardError).toBeLessThan(0.002);
      expect(Math.abs(value - multiInformation)).toBeLessThan(4 * standardError);
      expect(found[l + 1]!.upper).toBeGreaterThan(multiInformation);
    });
  });

  test('and the divergence from independent normal units falls into its parts', () => {
    known.forEach(({ divergence, marginalDivergence }, l) => {
      const { means, variances, nonGaussianity, multiInformation } = found[l + 1]!;
      const ofUnits = means + variances + nonGaussianity;
      expect(Math.abs(ofUnits - marginalDivergence)).toBeLessThan(4 * 0.002);
      expect(Math.abs(ofUnits + multiInformation.value - divergence)).toBeLessThan(4 * 0.002);
    });
  });
});

test('the joint entropy by the Jacobian is that of the joint density on a grid', () => {
  const { layers, jointEntropyOnGrid } = expected['two units'];
  expect(layers[0]!.jointEntropy).toBeCloseTo(jointEntropyOnGrid, 9);
});

describe('layerInformation', () => {
  test('of a linear network is that of its covariance', () => {
    const [units, variance] = [12, 0.7];
    const network = randomNetwork([units, units, units, units], { sigmaW2: 1.3, sigmaB2: 0.2 }, random, kernels);
    const found = layerInformation({
      ...network,
      activation: 'linear',
      logDeterminants: determinantsOf(network),
      reference: { mean: 0.3, variance },
      samples: 20_000,
      random,
      kernels,
    });
    let map: number[][] = Array.from({ length: units }, (_, i) =>
      Array.from({ length: units }, (_, j) => Number(i === j)),
    );
    for (const layer of [1, 2]) {
      const matrix = network.weights[layer]!;
      map = map.map((_, i) =>
        map[0]!.map((_, j) => map.reduce((sum, row, k) => sum + matrix[i * units + k]! * row[j]!, 0)),
      );
      // T = (1/2) [Σ ln Σᵢᵢ - ln det Σ], Σ = v M Mᵀ.
      const logVariances = map.reduce((sum, row) => sum + Math.log(row.reduce((s, x) => s + x * x, 0)), 0);
      const exact = (logVariances / 2 - logAbsDeterminant(map.flat())) / units;
      const { value, standardError } = found[layer]!.multiInformation;
      expect(standardError).toBeLessThan(0.003);
      expect(Math.abs(value - exact)).toBeLessThan(4 * standardError);
    }
  });

  test('states an error that is the scatter of other samples', () => {
    const network = randomNetwork([30, 30, 30, 30, 30], { sigmaW2: 1.5, sigmaB2: 0.05 }, random, kernels);
    const logDeterminants = determinantsOf(network);
    const runs = Array.from(
      { length: 40 },
      (_, run) =>
        layerInformation({
          ...network,
          logDeterminants,
          reference: { mean: 0, variance: 0.2 },
          samples: 2000,
          random: random.split('run', { run }),
          kernels,
        })[3]!.multiInformation,
    );
    const scatter = estimate(runs.map(({ value }) => value)).standardError * Math.sqrt(40);
    const stated = estimate(runs.map(({ standardError }) => standardError)).value;
    // The scatter of 40 is known within 11 per cent.
    expect(Math.abs(stated / scatter - 1)).toBeLessThan(0.4);
  });

  test('is zero in layer 0, and ends where the layers have another width', () => {
    const network = randomNetwork([9, 9, 9, 5, 5], { sigmaW2: 1.5, sigmaB2: 0.05 }, random, kernels);
    const logDeterminants = [Number.NaN, logAbsDeterminant(network.weights[1]!), Number.NaN, Number.NaN];
    const reference = { mean: 0, variance: 1 };
    const found = layerInformation({ ...network, logDeterminants, reference, samples: 2000, random, kernels });
    expect(found.map(({ layer, units }) => [layer, units])).toEqual([
      [0, 9],
      [1, 9],
    ]);
    expect(found[0]).toMatchObject({ multiInformation: { value: 0, standardError: 0 }, upper: 0 });
  });

  test('is not known where float32 does not resolve the samples, nor behind a singular matrix', () => {
    const network = randomNetwork(Array(42).fill(20), { sigmaW2: 0.2, sigmaB2: 0.05 }, random, kernels);
    const logDeterminants = determinantsOf(network);
    const options = { ...network, reference: { mean: 0, variance: 1 }, samples: 2000, random, kernels };
    const found = layerInformation({ ...options, logDeterminants });
    const lost = found.findIndex(({ reason }) => reason?.includes('float32') === true);
    expect(lost).toBeGreaterThan(5);
    expect(lost).toBeLessThan(25);
    for (const { multiInformation, reason } of found.slice(lost)) {
      expect(multiInformation.value).toBeNaN();
      expect(reason).toBe('float32 does not resolve the samples of this layer');
    }
    const singular = layerInformation({
      ...options,
      logDeterminants: logDeterminants.with(2, Number.NEGATIVE_INFINITY),
    });
    expect(singular.map(({ reason }) => reason).slice(1, 4)).toEqual([
      null,
      ...Array(2).fill('a matrix before this layer is singular'),
    ]);
  });

  test('refuses an activation without inverse, with the reason, and what does not fit', () => {
    const network = randomNetwork([4, 4, 4], { sigmaW2: 2, sigmaB2: 0.05 }, random, kernels);
    const reference = { mean: 0, variance: 1 };
    const options = { ...network, logDeterminants: [0, 0], reference, samples: 100, random, kernels };
    expect(() => layerInformation({ ...options, activation: 'relu' })).toThrow(
      'the activation is relu, which has no inverse',
    );
    expect(() => layerInformation({ ...options, logDeterminants: [0] })).toThrow(ShapeError);
    expect(() => layerInformation({ ...options, samples: 7 })).toThrow('samples is 7; expected 8 or more');
    expect(() => layerInformation({ ...options, reference: { mean: 0, variance: 0 } })).toThrow(DomainError);
  });
});

describe('noisyLayerInformation', () => {
  test('has the multi-information of a linear network between its bounds, whose lower one is tight', () => {
    const [units, variance, noiseVariance, samples] = [10, 0.7, 0.05, 20_000];
    const network = randomNetwork([units, units, units, units], { sigmaW2: 1, sigmaB2: 0.1 }, random, kernels);
    const found = noisyLayerInformation({
      ...network,
      activation: 'linear',
      logDeterminants: determinantsOf(network),
      reference: { mean: 0, variance },
      samples,
      noiseVariance,
      random,
      kernels,
    });
    let covariance = Array.from({ length: units }, (_, i) =>
      Array.from({ length: units }, (_, j) => (i === j ? variance : 0)),
    );
    for (const layer of [1, 2]) {
      const rows = covariance.map((_, i) => [...network.weights[layer]!.subarray(i * units, (i + 1) * units)]);
      const half = rows.map((row) =>
        covariance[0]!.map((_, j) => row.reduce((s, w, k) => s + w * covariance[k]![j]!, 0)),
      );
      covariance = rows.map((_, i) =>
        rows.map((row, j) => half[i]!.reduce((s, x, k) => s + x * row[k]!, 0) + (i === j ? noiseVariance : 0)),
      );
      const logVariances = covariance.reduce((sum, row, i) => sum + Math.log(row[i]!), 0);
      const exact = (logVariances - logAbsDeterminant(covariance.flat())) / (2 * units);
      const { lower, upper } = found[layer]!;
      expect(lower.standardError).toBeLessThan(0.004);
      // What is held out costs N/4m a unit of m samples.
      expect(Math.abs(lower.value + units / (2 * samples) - exact)).toBeLessThan(4 * lower.standardError);
      expect(upper.value).toBeGreaterThan(exact + 4 * upper.standardError);
      expect(upper.value).toBeLessThan(exact + 0.6);
    }
    expect(found[0]).toMatchObject({ layer: 0, lower: { value: 0 }, upper: { value: 0 } });
  });

  test('of weak noise is near the multi-information without it', () => {
    const network = randomNetwork([30, 30, 30], { sigmaW2: 2.5, sigmaB2: 0.05 }, random, kernels);
    const logDeterminants = determinantsOf(network);
    const options = {
      ...network,
      logDeterminants,
      reference: { mean: 0, variance: 0.3 },
      samples: 4000,
      random,
      kernels,
    };
    const [, plain] = layerInformation(options);
    const [bounds] = noisyLayerInformation({ ...options, noiseVariance: 1e-9, layers: [1] });
    expect(bounds!.layer).toBe(1);
    expect(Math.abs(bounds!.upper.value - plain!.upper)).toBeLessThan(0.002);
    expect(bounds!.lower.value).toBeLessThan(plain!.multiInformation.value);
  });

  test('loosens the bounds with less noise and says what each is of', () => {
    const network = randomNetwork([30, 30, 30, 30], { sigmaW2: 1, sigmaB2: 0.05 }, random, kernels);
    const logDeterminants = determinantsOf(network);
    const options = {
      ...network,
      logDeterminants,
      reference: { mean: 0, variance: 0.15 },
      samples: 4000,
      random,
      kernels,
    };
    const upper = [1, 0.1, 0.01].map(
      (noiseVariance) => noisyLayerInformation({ ...options, noiseVariance })[2]!.upper.value,
    );
    expect(upper).toEqual(upper.toSorted((a, b) => a - b));
  });

  test('refuses no noise', () => {
    const network = randomNetwork([4, 4, 4], { sigmaW2: 2, sigmaB2: 0.05 }, random, kernels);
    const options = {
      ...network,
      logDeterminants: [0, 0],
      reference: { mean: 0, variance: 1 },
      samples: 100,
      random,
      kernels,
    };
    expect(() => noisyLayerInformation({ ...options, noiseVariance: 0 })).toThrow('ask layerInformation');
  });
});
