import { type Features, familyCumulants, featureCumulants, standardisedCumulants } from '@rgflow/expfam';
import { isingConfigurations } from '@rgflow/ising';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { independentNumbersStage } from '../../src/breadth/independent-numbers.stage.js';
import { chainOrder } from '../../src/fixed-points/chain-order.js';
import { featureLayersStage } from '../../src/fixed-points/feature-layers.stage.js';
import { lookAt } from '../../src/fixed-points/feature-look.js';
import { gaussianChainNumbersStage } from '../../src/fixed-points/gaussian-chain-numbers.stage.js';
import { greyNumbersStage } from '../../src/fixed-points/grey-numbers.stage.js';
import { labelledChainsStage } from '../../src/fixed-points/labelled-chains.stage.js';
import { greyRange, lawOf, parseLaw } from '../../src/fixed-points/laws.js';
import { correlationSquared, correlations, independent, ordered } from '../../src/fixed-points/unit-statistics.js';
import { faultsOf, planOf } from '../plan-of.js';
import { runStage } from '../stage-chain.js';

const random = RandomStream.named('fixed points test');
const SAMPLES = 3000;

function chainOf(coupling: number, size: number): Features {
  const spins = isingConfigurations(
    { dimension: 1, size, coupling, samples: SAMPLES },
    random.split('chain', { coupling }),
  );
  return { shape: [SAMPLES, size], data: spins };
}

const normals = (units: number): Features => {
  return {
    shape: [SAMPLES, units],
    data: random.split('normals', { units }).normals(new Float32Array(SAMPLES * units)),
  };
};

describe('what units look like', () => {
  test('a chain whose units have lost their order and signs shows in the best order, and in no other', () => {
    const hidden = [...random.permutation(10)];
    const signs = hidden.map((_, place) => (place % 3 === 0 ? -1 : 1));
    const look = lookAt(ordered(chainOf(1, 10), hidden, signs), 5, random);
    // A ring seen as an open chain: neighbours of ten agree a little more.
    expect(look.best_coupling).toBeGreaterThan(0.95);
    expect(look.best_coupling).toBeLessThan(1.15);
    expect(Math.abs(look.coupling!)).toBeLessThan(0.5);
    expect(look.best_null).toBeLessThan(0.1);
    expect(look.correlation_squared).toBeGreaterThan(0.1);
  });

  test('independent units show nothing beyond what the search finds in any', () => {
    const look = lookAt(normals(12), 8, random);
    expect(Math.abs(look.coupling!)).toBeLessThan(4 * look.coupling_se!);
    expect(Math.abs(look.best_coupling! - look.best_null!)).toBeLessThan(0.02);
    expect(look.best_null).toBeGreaterThan(0.01);
    expect(Math.abs(look.correlation_squared!)).toBeLessThan(3e-4);
    expect(Math.abs(look.excess_kurtosis!)).toBeLessThan(4 * look.excess_kurtosis_se!);
    expect(Math.abs(look.ratio!)).toBeLessThan(4 * look.ratio_se!);
  });

  test('units that do not vary are left out, and of fewer than three that do nothing is said', () => {
    const { data } = normals(4);
    const withDead = (dead: number) => {
      const all = Float32Array.from(data, (x, at) => (at % 4 < dead ? 7 : x));
      return lookAt({ shape: [SAMPLES, 4], data: all }, 2, random);
    };
    expect(withDead(1)).toMatchObject({ constant_units: 1, reason: null });
    expect(withDead(2)).toMatchObject({
      constant_units: 2,
      correlation_squared: null,
      reason: expect.stringContaining('three'),
    });
    const broken = Float32Array.from(data, (x, at) => (at === 5 ? Number.NaN : x));
    expect(lookAt({ shape: [SAMPLES, 4], data: broken }, 2, random)).toMatchObject({
      coupling: null,
      reason: 'the training diverged',
    });
  });

  test('the greedy order is that of a chain of any signs', () => {
    // Correlations 0.9^|i - j| of a chain, its units in the order 2, 0, 3, 1 and unit 0 turned round.
    const place = [2, 0, 3, 1];
    const all = place.flatMap((p, i) =>
      place.map((q, j) => 0.9 ** Math.abs(p - q) * ((i === 0) === (j === 0) ? 1 : -1)),
    );
    const { order, signs } = chainOrder(all, 4);
    expect([order, order.toReversed()]).toContainEqual([1, 3, 0, 2]);
    expect(signs[order.indexOf(0)]).toBe(-signs[order.indexOf(1)]!);
    expect(signs[order.indexOf(2)]).toBe(signs[order.indexOf(1)]);
  });

  test('a dependence that knows no order is the mean square of correlations', () => {
    const two: Features = { shape: [4, 2], data: [1, 1, 1, -1, -1, 1, -1, -1] };
    expect(correlationSquared(correlations(two), 2, 4)).toBeCloseTo(-1 / 3, 14);
    const same: Features = { shape: [4, 2], data: [1, 1, 1, 1, -1, -1, -1, -1] };
    expect(correlationSquared(correlations(same), 2, 4)).toBeCloseTo(2 / 3, 14);
    expect(() => independent({ shape: [1, 2], data: [1, 2] }, random)).toThrow('1 samples of 2 units');
  });
});

describe('a layer that is a step of the renormalisation group', () => {
  /** One layer of these weights, shape (units, sites), on samples of a law. */
  async function seen(law: string, images: object, weights: Float32Array, sites: number) {
    const units = weights.length / sites;
    const inputs = {
      weights: [{ layer: 0, shape: [units, sites], data: weights }],
      biases: [{ layer: 0, shape: [units], data: new Float32Array(units) }],
      images,
    };
    const params = {
      law,
      network: 'autoencoder',
      trainedOn: 'drawn',
      epoch: 0,
      activation: 'tanh',
      layers: 1,
      orders: 2,
    };
    const { feature_layer } = await runStage(featureLayersStage, params, inputs);
    return feature_layer as unknown as readonly Readonly<Record<string, number>>[];
  }
  const pairs = (sites: number, second: number) =>
    Float32Array.from({ length: (sites * sites) / 2 }, (_, at) => {
      const [unit, site] = [Math.floor(at / sites), at % sites];
      return site === 2 * unit ? 1 : site === 2 * unit + 1 ? second : 0;
    });

  test('every other spin of a chain has its decimated coupling', async () => {
    const { shape, data } = chainOf(1, 32);
    const images = [{ layer: 0, shape, data: Uint8Array.from(data, (spin) => (spin === 1 ? 255 : 0)) }];
    const [input, layer] = await seen('ising-chain 1', images, pairs(32, 0), 32);
    expect(input).toMatchObject({ layer: 0, units: 32, flow_coupling: 1 });
    expect(Math.abs(input!.coupling! - 1)).toBeLessThan(4 * input!.coupling_se!);
    expect(layer!.flow_coupling).toBeCloseTo(0.662501373679, 11);
    expect(Math.abs(layer!.coupling! - layer!.flow_coupling!)).toBeLessThan(4 * layer!.coupling_se!);
    expect(layer!.coupling_se).toBeLessThan(0.02);
  });

  test('every other site of a Gaussian chain has its decimated ratio', async () => {
    const stage = { phi: 0.5, samples: SAMPLES, units: 32, seed: 0 };
    const { numbers } = await runStage(gaussianChainNumbersStage, stage);
    const grey = { low: -4, high: 4, arrangement: 'drawn' };
    const { images } = await runStage(greyNumbersStage, grey, { numbers });
    const [input, layer] = await seen('gaussian-chain 0.5', images!, pairs(32, 0), 32);
    expect(input!.flow_ratio).toBeCloseTo(0.4, 14);
    expect(layer!.flow_ratio).toBeCloseTo(0.2352941176470588, 14);
    for (const row of [input!, layer!]) {
      expect(Math.abs(row.ratio! - row.flow_ratio!)).toBeLessThan(4 * row.ratio_se!);
      expect(row.ratio_se).toBeLessThan(0.006);
    }
  });

  test('sums of pairs of independent numbers halve the excess kurtosis', async () => {
    const stage = { family: 'exponential', parameters: '[1]', samples: SAMPLES, units: 32, seed: 0 };
    const { numbers } = await runStage(independentNumbersStage, stage);
    const [low, high] = greyRange(lawOf('exponential 1') as never);
    const { images } = await runStage(greyNumbersStage, { low, high, arrangement: 'drawn' }, { numbers });
    const [input, layer] = await seen('exponential 1', images!, pairs(32, 1), 32);
    expect(input!.flow_kurtosis).toBeCloseTo(input!.excess_kurtosis!, 12);
    expect(layer!.flow_kurtosis).toBeCloseTo(input!.excess_kurtosis! / 2, 12);
    expect(layer!.flow_skewness).toBeCloseTo(input!.absolute_skewness! / Math.SQRT2, 12);
    expect(Math.abs(layer!.excess_kurtosis! - layer!.flow_kurtosis!)).toBeLessThan(4 * layer!.excess_kurtosis_se!);
    expect(layer!.excess_kurtosis_se).toBeLessThan(0.2);
  });
});

describe('inputs', () => {
  test.each([
    ['exponential 1', 0.15],
    ['gamma 2.5 0.5', 0.1],
    ['poisson 1', 0.02],
    ['bernoulli 0.2', 0.01],
    ['gaussian 3 2', 0.01],
  ])('as grey values numbers keep their shape: %s', async (text, least) => {
    const law = lawOf(text) as { family: 'gamma'; parameters: readonly number[] };
    const { family, parameters } = law;
    const stage = { family, parameters: JSON.stringify(parameters), samples: 4000, units: 16, seed: 0 };
    const { numbers } = await runStage(independentNumbersStage, stage);
    const [low, high] = greyRange(law);
    const { images } = await runStage(greyNumbersStage, { low, high, arrangement: 'drawn' }, { numbers });
    const found = featureCumulants({ shape: [4000, 16], data: images![0]!.data });
    const exact = standardisedCumulants(familyCumulants(family, parameters, 4));
    // What is beyond the ends counts as the end.
    const missing = exact.excessKurtosis - found.excessKurtosis.value;
    expect(missing).toBeGreaterThan(-4 * found.excessKurtosis.standardError);
    expect(missing).toBeLessThan(4 * found.excessKurtosis.standardError + least * Math.max(1, exact.excessKurtosis));
  });

  test('that are shuffled have lost their chain', async () => {
    const { numbers } = await runStage(gaussianChainNumbersStage, { phi: 0.8, samples: SAMPLES, units: 6, seed: 0 });
    const grey = async (arrangement: string) => {
      const { images } = await runStage(greyNumbersStage, { low: -4, high: 4, arrangement }, { numbers });
      return correlations({ shape: [SAMPLES, 6], data: images![0]!.data });
    };
    expect((await grey('drawn'))[1]).toBeCloseTo(0.8, 1);
    expect(Math.abs((await grey('shuffled'))[1]!)).toBeLessThan(4 / Math.sqrt(SAMPLES));
  });

  test('of a classifier are chains and others by turns', async () => {
    const tensor = (value: number) => [{ layer: 0, shape: [2, 3], data: new Uint8Array(6).fill(value) }];
    const { images, labels } = await runStage(labelledChainsStage, {}, { drawn: tensor(1), shuffled: tensor(9) });
    expect([...labels![0]!.data]).toEqual([0, 1, 0, 1]);
    expect([...images![0]!.data]).toEqual([9, 9, 9, 1, 1, 1, 9, 9, 9, 1, 1, 1]);
  });

  test('are told by a family and its parameters', () => {
    expect(parseLaw('gamma 2.5 0.5')).toEqual({ family: 'gamma', parameters: [2.5, 0.5] });
    expect(parseLaw('ising-chain 0.5')).toEqual({ family: 'ising-chain', coupling: 0.5 });
    for (const [text, fault] of [
      ['ising-chain', 'expected K of ising-chain'],
      ['gaussian-chain 1', 'between -1 and 1'],
      ['gamma 1', 'expected shape and scale of gamma'],
      ['poisson -1', 'rate is -1'],
      ['cauchy 1', "there is no family 'cauchy'"],
      ['toString 1', "there is no family 'toString'"],
      ['poisson  1', 'expected numbers after the family'],
      ['poisson x', 'expected numbers after the family'],
    ] as const) {
      expect(parseLaw(text)).toContain(fault);
    }
    expect(() => lawOf('cauchy 1')).toThrow("law cauchy 1: there is no family 'cauchy'");
  });
});

describe('the study', () => {
  const short = ['seed=0', 'autoencoder.training.epochs=2', 'classifier.training.epochs=3'] as const;

  test('looks at every network from before its training to its last epoch', () => {
    const { nodes } = planOf('fixed-points', ...short, 'input.law=ising-chain 1');
    const looks = nodes.filter(({ stage }) => stage.name === 'feature-layers');
    const of = (network: string, trainedOn: string) =>
      looks
        .filter(({ params }) => params.network === network && params.trainedOn === trainedOn)
        .map(({ params }) => params.epoch);
    expect(of('autoencoder', 'drawn')).toEqual([0, 1, 2]);
    expect(of('autoencoder', 'shuffled')).toEqual([0, 1, 2]);
    expect(of('wide autoencoder', 'drawn')).toEqual([0, 1, 2]);
    expect(of('classifier', 'drawn')).toEqual([0, 1, 2, 3]);
    expect(looks).toHaveLength(13);
  });

  test('has no classifier of independent numbers', () => {
    const { nodes } = planOf('fixed-points', ...short, 'input.law=poisson 1');
    expect(nodes.filter(({ stage }) => stage.name === 'feature-layers')).toHaveLength(6);
    expect(nodes.some(({ stage }) => stage.name === 'labelled-chains')).toBe(false);
  });

  test('refuses laws and sizes that make no sense', () => {
    const faults = (...sets: readonly string[]) => faultsOf('fixed-points', ...short, ...sets).join('\n');
    expect(faults('input.law=cauchy 1')).toContain("there is no family 'cauchy'");
    expect(faults('input.law=poisson 1', 'input.sites=60')).toContain('expected a multiple of 8, at least 24');
    expect(faults('input.law=poisson 1', 'input.samples=50')).toContain('no step would come');
  });
});
