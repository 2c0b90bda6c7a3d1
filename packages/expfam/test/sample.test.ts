import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import {
  familyCumulants,
  maximumLikelihood,
  NUMBER_FAMILIES,
  type NumberFamilyName,
  sampleFamily,
} from '../src/index.js';

const random = RandomStream.named('sample test');
const COUNT = 40_000;

const cases: readonly (readonly [NumberFamilyName, readonly number[]])[] = [
  ['gaussian', [-1.5, 2.25]],
  ['exponential', [0.7]],
  ['gamma', [2.5, 0.5]],
  ['gamma', [0.3, 2]],
  ['poisson', [0.4]],
  ['poisson', [37]],
  ['bernoulli', [0.15]],
];

test.each(cases)('the likeliest %s family of a sample is the one it is of: %j', (name, parameters) => {
  const sample = sampleFamily(name, parameters, COUNT, random.split(name, { first: parameters[0]! }));
  const { parameters: found } = maximumLikelihood<number>(NUMBER_FAMILIES[name], sample);
  found!.forEach(({ value, standardError }, i) => {
    expect(Math.abs(value - parameters[i]!)).toBeLessThan(4 * standardError);
  });
});

test.each(cases)('mean, variance and third cumulant of a sample of %s are those of %j', (name, parameters) => {
  const sample = sampleFamily(name, parameters, COUNT, random.split(name, { first: parameters[0]! }));
  const [k1, k2, k3, , , k6] = familyCumulants(name, parameters, 6) as [number, number, number, number, number, number];
  const mean = sample.reduce((a, b) => a + b) / COUNT;
  const central = (power: number) => sample.reduce((sum, x) => sum + (x - mean) ** power, 0) / COUNT;
  expect(Math.abs(mean - k1)).toBeLessThan(4 * Math.sqrt(k2 / COUNT));
  expect(Math.abs(central(2) / k2 - 1)).toBeLessThan(0.15);
  // About the error of a third moment.
  expect(Math.abs(central(3) - k3)).toBeLessThan(
    5 * Math.sqrt((Math.abs(k6) + 15 * k2 ** 3 + 10 * k3 * k3) / COUNT) + 0.06 * Math.abs(k3),
  );
});

test('what cannot be had is refused', () => {
  expect(() => sampleFamily('exponential', [-1], 1, random)).toThrow('exponential');
  expect(() => sampleFamily('ising-chain' as never, [1], 1, random)).toThrow(
    "sampleFamily: there is no family 'ising-chain'",
  );
  expect(() => sampleFamily('poisson', [701], 1, random)).toThrow('at most 700');
  expect(() => sampleFamily('gamma', [1, 1], -1, random)).toThrow('count is -1');
  expect(sampleFamily('gamma', [1, 1], 0, random)).toHaveLength(0);
});
