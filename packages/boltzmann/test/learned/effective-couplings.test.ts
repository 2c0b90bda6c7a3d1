import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { spinUnit, visibleEnergy } from '../../src/index.js';
import { effectiveCouplings, type LearnedMachine } from '../../src/learned/index.js';
import { type ExpectedMachine, expected, machineOf } from './machines.js';

/** Written by test/expected/effective-couplings.py. */
const cases: readonly (ExpectedMachine & {
  readonly couplings: readonly { readonly sites: readonly number[]; readonly coupling: number }[];
})[] = JSON.parse(readFileSync(new URL('../expected/effective-couplings.json', import.meta.url), 'utf8'));

/** Of the largest weight: rounding of sums of some hundred terms. */
const ROUNDING = 1e-14;

test.each(cases)('couplings of any number of spins are those of the sum over all states', (of) => {
  const { couplings, pairs } = effectiveCouplings(machineOf(of));
  const found = couplings(of.couplings.map(({ sites }) => sites));
  const n = of.visibleBiases.length;
  const largest = Math.max(1, ...of.weights.flat().map(Math.abs));
  for (const [index, { sites, coupling: exact }] of of.couplings.entries()) {
    expect(Math.abs(found[index]! - exact), sites.join()).toBeLessThan(ROUNDING * largest);
    if (sites.length !== 2) continue;
    const [i, j] = sites as [number, number];
    expect(Math.abs(pairs()[i * n + j]! - exact)).toBeLessThan(ROUNDING * largest);
    expect(pairs()[j * n + i]).toBe(pairs()[i * n + j]);
  }
});

test('with all couplings the energy differences of a machine are its own', () => {
  const machine = machineOf(expected.tiny);
  const subsets = Array.from({ length: 15 }, (_, n) => [0, 1, 2, 3].filter((i) => ((n + 1) >> i) & 1));
  const found = effectiveCouplings(machine).couplings(subsets);
  const minusEnergy = (v: readonly number[]) =>
    subsets.reduce((sum, sites, n) => sum + found[n]! * sites.reduce((p, i) => p * (2 * v[i]! - 1), 1), 0);
  // As the machine of spins h = (1 + τ)/2: the marginalisation of the package that knows of no learning.
  const fields = expected.tiny.hiddenBiases;
  const spins = {
    field: expected.tiny.visibleBiases.map((b, i) => b + expected.tiny.weights[i]!.reduce((s, w) => s + w, 0) / 2),
    coupling: expected.tiny.weights.map((row) => row.map((w) => w / 2)),
    hidden: fields.map((c) => spinUnit(c / 2)),
  };
  const states = Array.from({ length: 16 }, (_, n) => [0, 1, 2, 3].map((i) => (n >> i) & 1));
  for (const state of states) {
    const difference = minusEnergy(state) - minusEnergy(states[0]!);
    const known = visibleEnergy(spins, states[0]!) - visibleEnergy(spins, state);
    expect(difference).toBeCloseTo(known, 13);
  }
});

test('a hidden spin between two others is a decimation of the chain', () => {
  const machine = of([4, 4], [-2, -2], -4);
  const [pair, field] = effectiveCouplings(machine).couplings([[0, 1], [0]]);
  expect(pair).toBeCloseTo(Math.log(Math.cosh(2)) / 2, 15);
  expect(field).toBeCloseTo(0, 15);
});

test('hundreds of spins under one unit lose no digit', () => {
  // All weights alike: the sum over states goes by the number of spins up.
  const [n, w, theta] = [300, 0.125, 0.25];
  const machine = of(Array(n).fill(4 * w), Array(n).fill(-2 * w), 2 * (theta - n * w));
  let [exact, binomial] = [0, 2 ** -(n - 2)];
  for (let up = 0; up <= n - 2; up++) {
    const x = theta + w * (2 * up - (n - 2));
    const at = (field: number) => Math.log(2 * Math.cosh(x + field));
    exact += (binomial * (at(2 * w) + at(-2 * w) - 2 * at(0))) / 4;
    binomial *= (n - 2 - up) / (up + 1);
  }
  expect(Math.abs(effectiveCouplings(machine).pairs()[1]! / exact - 1)).toBeLessThan(1e-12);
});

test('fields that would take minutes are refused, with the limit; those below it lose no digit', () => {
  const far = of([1e6, 1e6], [0, 0], 0);
  expect(() => effectiveCouplings(far)).toThrow(
    /hidden unit 0 is in a field \|θ\| \+ Σ\|w\| of up to 1\.0e\+6; expected at most 100000/,
  );
  // ln cosh of x is |x| - ln 2 here: J = ½ (2w) / 2, less ½ ln 2 of the two states whose field is 0.
  const [pair] = effectiveCouplings(of([1e5, 1e5], [-5e4, -5e4], -1e5)).couplings([[0, 1]]);
  expect(Math.abs(pair! - (5e4 - Math.LN2) / 2)).toBeLessThan(1e-9);
});

test('what is no machine of spins, and sites that it does not have, are refused', () => {
  const machine = of([4, 4], [-2, -2], -4);
  expect(() => effectiveCouplings({ ...machine, visible: 'gaussian' })).toThrow('only Bernoulli units are spins');
  expect(() => effectiveCouplings(of([Number.NaN, 1], [0, 0], 0))).toThrow('not finite');
  for (const sites of [[], [0, 0], [2], [-1], [0.5]]) {
    expect(() => effectiveCouplings(machine).couplings([sites])).toThrow(
      'expected one or more different ones of 0 to 1',
    );
  }
});

function of(weights: readonly number[], visibleBiases: readonly number[], hiddenBias: number): LearnedMachine {
  return {
    visible: 'bernoulli',
    weights: Float32Array.from(weights),
    visibleBiases: Float32Array.from(visibleBiases),
    hiddenBiases: Float32Array.of(hiddenBias),
  };
}
