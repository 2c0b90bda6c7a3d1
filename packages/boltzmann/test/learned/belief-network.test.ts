import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import {
  drawStates,
  fantasies,
  hiddenCodes,
  hiddenProbabilities,
  type LearnedMachine,
  standardised,
  stateVariance,
  unpackCodes,
} from '../../src/learned/index.js';
import { dataOf, expected, kernels, machineOf } from './machines.js';

const random = RandomStream.named('belief network test');
const tiny = machineOf(expected.tiny);
/** Three units over the three hidden ones of the tiny machine. */
const upper: LearnedMachine = {
  visible: 'bernoulli',
  weights: Float32Array.of(2, -1, 0.5, 1, 3, -2, -4, 0, 1, 0.3, -0.2, 0.1, 1, 1, 1),
  visibleBiases: new Float32Array(3),
  hiddenBiases: Float32Array.of(0.1, -0.5, 0, 0.2, -1),
};

test('probabilities of the first hidden layer are those of its formula', () => {
  const { values, units } = hiddenProbabilities([tiny], dataOf(expected.tiny.data), random, kernels);
  expect(units).toBe(3);
  expected.tiny.hiddenMeans.flat().forEach((mean, at) => {
    expect(values[at]).toBeCloseTo(mean, 6);
  });
});

test('codes of each layer are drawn given those of the layer below', () => {
  const times = 4000;
  const data = dataOf([expected.tiny.data[0]!], times);
  const [first, second] = hiddenCodes([tiny, upper], data, 'sampled', random, kernels);
  const [below, above] = [unpackCodes(first!), unpackCodes(second!)];
  const mean = (codes: Uint8Array, units: number, unit: number) =>
    codes.reduce((sum, bit, at) => sum + (at % units === unit ? bit : 0), 0) / times;
  const p = expected.tiny.hiddenMeans[0]!;
  for (const [unit, value] of p.entries()) expect(Math.abs(mean(below, 3, unit) - value)).toBeLessThan(0.032);
  // The sum over the eight states between.
  for (let unit = 0; unit < 5; unit++) {
    let value = 0;
    for (let state = 0; state < 8; state++) {
      const h = [0, 1, 2].map((bit) => (state >> bit) & 1);
      const weight = h.reduce((product, bit, j) => product * (bit === 1 ? p[j]! : 1 - p[j]!), 1);
      const x = h.reduce((sum, bit, j) => sum + bit * upper.weights[j * 5 + unit]!, upper.hiddenBiases[unit]!);
      value += weight / (1 + Math.exp(-x));
    }
    expect(Math.abs(mean(above, 5, unit) - value)).toBeLessThan(0.032);
  }
});

test('what the next machine is trained on has the codes as its draws: the same chain', () => {
  const data = dataOf(expected.tiny.data, 300);
  const [codes] = hiddenCodes([tiny], data, 'sampled', random, kernels);
  const given = unpackCodes(codes!);
  const { values } = hiddenProbabilities([tiny, upper], data, random, kernels);
  for (const row of [0, 1, 511, 512, 1499]) {
    for (let unit = 0; unit < 5; unit++) {
      const x = [0, 1, 2].reduce(
        (sum, j) => sum + given[row * 3 + j]! * upper.weights[j * 5 + unit]!,
        upper.hiddenBiases[unit]!,
      );
      expect(values[row * 5 + unit]).toBeCloseTo(1 / (1 + Math.exp(-x)), 6);
    }
  }
});

test("a row's draws depend on its number alone, not on how many follow", () => {
  const [many] = hiddenCodes([tiny], dataOf(expected.tiny.data, 300), 'sampled', random, kernels);
  const [few] = hiddenCodes([tiny], dataOf(expected.tiny.data, 20), 'sampled', random, kernels);
  expect(few!.bits).toEqual(many!.bits.subarray(0, 100));
});

test('thresholded codes are on where a unit is more likely on than off, and draw nothing', () => {
  const data = dataOf(expected.tiny.data);
  const [codes, above] = hiddenCodes([tiny, upper], data, 'thresholded', random, kernels);
  expect([...unpackCodes(codes!)]).toEqual(expected.tiny.hiddenMeans.flat().map((p) => Number(p >= 0.5)));
  expect(hiddenCodes([tiny, upper], data, 'thresholded', random.split('other'), kernels)[1]).toEqual(above);
  expect([...codes!.bits]).toEqual(
    expected.tiny.hiddenMeans.map((row) => row.reduce((byte, p, j) => byte | (Number(p >= 0.5) << j), 0)),
  );
});

test('grey values become states as often as they say, the same ones whatever follows', () => {
  const grey = Uint8Array.from({ length: 20_000 }, (_, at) => [0, 51, 204, 255][at % 4]!);
  const { values } = drawStates({ count: 5000, units: 4, values: grey }, random, kernels);
  const ones = [0, 1, 2, 3].map((unit) => [...values].reduce((sum, v, at) => sum + (at % 4 === unit ? v / 255 : 0), 0));
  expect([ones[0], ones[3]]).toEqual([0, 5000]);
  expect(Math.abs(ones[1]! - 1000)).toBeLessThan(4 * Math.sqrt(5000 * 0.16));
  expect(Math.abs(ones[2]! - 4000)).toBeLessThan(4 * Math.sqrt(5000 * 0.16));
  expect(new Set(values)).toEqual(new Set([0, 255]));
  const few = drawStates({ count: 700, units: 4, values: grey.subarray(0, 2800) }, random, kernels);
  expect(few.values).toEqual(values.subarray(0, 2800));
});

test('fantasies have the means of the machine, and their variance tells a machine that knows one image', () => {
  const dreamt = fantasies(tiny, kernels, { random, chains: 4000, steps: 50 });
  const { probabilities } = expected.tiny;
  for (let unit = 0; unit < 4; unit++) {
    const mean = probabilities.reduce((sum, p, state) => sum + ((state >> (3 - unit)) & 1) * p, 0);
    let seen = 0;
    for (let row = 0; row < 4000; row++) seen += dreamt.values[row * 4 + unit]! / 4000;
    expect(Math.abs(seen - mean)).toBeLessThan(0.02);
  }
  const stuck = { ...tiny, weights: new Float32Array(12), visibleBiases: Float32Array.of(9, -9, 9, -9) };
  const data = dataOf(expected.tiny.data);
  const means = [3, 2, 1, 3].map((ones) => ones / 5);
  expect(stateVariance(data, 'bernoulli', kernels)).toBeCloseTo(
    means.reduce((sum, m) => sum + (m * (1 - m)) / 4, 0),
    6,
  );
  expect(stateVariance(fantasies(stuck, kernels, { random, steps: 5 }), 'bernoulli', kernels)).toBeLessThan(1e-3);
});

test('fantasies of a machine with two far states know both', () => {
  // Half of the hidden units turn on the first eight visible units and off the last, the others the other way round.
  const machine: LearnedMachine = {
    visible: 'bernoulli',
    weights: Float32Array.from({ length: 128 }, (_, at) => (at % 8 < 4 === Math.floor(at / 8) < 8 ? 1.5 : -1.5)),
    visibleBiases: new Float32Array(16),
    hiddenBiases: new Float32Array(8),
  };
  const dreamt = fantasies(machine, kernels, { random, chains: 400, steps: 200 });
  const on = Array.from({ length: 400 }, (_, row) => dreamt.values[16 * row]!).filter((p) => p > 0.9).length;
  expect(on).toBeGreaterThan(150);
  expect(on).toBeLessThan(250);
  expect(stateVariance(dreamt, 'bernoulli', kernels)).toBeGreaterThan(0.18);
  expect(() => fantasies(machine, kernels, { random, steps: 0 })).toThrow('steps is 0');
});

test('codes of no machine are refused', () => {
  const data = dataOf([[0, 1, 1, 0]]);
  expect(() => hiddenCodes([], data, 'sampled', RandomStream.named('none'), kernels)).toThrow(
    'hiddenCodes: there is no machine; expected one',
  );
});

test('machines that do not fit on each other are refused', () => {
  const data = dataOf(expected.tiny.data);
  expect(() => hiddenCodes([upper], data, 'sampled', random, kernels)).toThrow('machine 0 has 3');
  expect(() => hiddenCodes([tiny, tiny], data, 'sampled', random, kernels)).toThrow('machine 1 has 4');
  expect(() => hiddenCodes([tiny, { ...upper, visible: 'gaussian' }], data, 'sampled', random, kernels)).toThrow(
    'Bernoulli above the first',
  );
  expect(hiddenProbabilities([], data, random, kernels)).toBe(data);
  expect(() => unpackCodes({ count: 2, units: 9, bits: new Uint8Array(3) })).toThrow('expected 4');
});

test('standardised data have mean 0 and variance 1, and nothing of a unit that does not vary', () => {
  const values = Uint8Array.from({ length: 400 }, (_, at) => [7, (at * 37) % 256, 255][at % 3]!).subarray(0, 399);
  const { values: out } = standardised({ count: 133, units: 3, values });
  for (const unit of [0, 1, 2]) {
    const column = [...out].filter((_, at) => at % 3 === unit);
    const mean = column.reduce((a, b) => a + b) / 133;
    const variance = column.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / 133;
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(unit === 1 ? 1 : 0, 5);
  }
  expect(stateVariance({ count: 133, units: 3, values: out }, 'gaussian', kernels)).toBeCloseTo(1 / 3, 5);
});
