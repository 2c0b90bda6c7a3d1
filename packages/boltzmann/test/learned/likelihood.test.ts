import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import {
  annealedLogPartition,
  exactLogPartition,
  freeEnergies,
  type LearnedMachine,
  logLikelihood,
} from '../../src/learned/index.js';
import { dataOf, expected, kernels, machineOf } from './machines.js';

const random = RandomStream.named('likelihood test');
const tiny = machineOf(expected.tiny);

test('the partition function of a tiny machine is the sum over all states of both layers', () => {
  expect(exactLogPartition(tiny, kernels)).toBeCloseTo(expected.tiny.logPartition, 12);
});

test.each(expected.larger)('the partition function agrees with the enumeration of the visible layer', (of) => {
  const machine = machineOf(of);
  expect(Math.abs(exactLogPartition(machine, kernels) / of.logPartition - 1)).toBeLessThan(1e-12);
  // The layers may change places.
  const turned: LearnedMachine = {
    visible: 'bernoulli',
    weights: machine.weights.map((_, at) => {
      const [i, j] = [at % machine.visibleBiases.length, Math.floor(at / machine.visibleBiases.length)];
      return machine.weights[i * machine.hiddenBiases.length + j]!;
    }),
    visibleBiases: machine.hiddenBiases,
    hiddenBiases: machine.visibleBiases,
  };
  expect(Math.abs(exactLogPartition(turned, kernels) / of.logPartition - 1)).toBeLessThan(1e-12);
});

test('weights whose exponentials overflow are summed by their logarithms', () => {
  const machine: LearnedMachine = {
    visible: 'bernoulli',
    weights: Float32Array.of(1000, -2000, 500, 800),
    visibleBiases: Float32Array.of(0, -100),
    hiddenBiases: Float32Array.of(1, 2),
  };
  // The state of most weight: both visible units and the first hidden one on, 1000 + 500 - 100 + 1; all others are far
  // below.
  expect(exactLogPartition(machine, kernels)).toBeCloseTo(1401, 9);
});

test('free energies and the likelihood are those of the sum over hidden states', () => {
  const states = dataOf(expected.tiny.data);
  freeEnergies(tiny, states, kernels).forEach((value, row) => {
    expect(value).toBeCloseTo(expected.tiny.freeEnergies[row]!, 6);
  });
  const { value, samples } = logLikelihood(tiny, states, expected.tiny.logPartition, kernels);
  expect(value).toBeCloseTo(expected.tiny.meanLogLikelihood, 6);
  expect(samples).toBe(5);
});

test('probabilities of all states add up to 1', () => {
  const all = Array.from({ length: 16 }, (_, state) => [3, 2, 1, 0].map((bit) => (state >> bit) & 1));
  const logZ = exactLogPartition(tiny, kernels);
  const probabilities = freeEnergies(tiny, dataOf(all), kernels).map((energy) => Math.exp(-energy - logZ));
  expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  for (const [state, p] of probabilities.entries()) expect(p).toBeCloseTo(expected.tiny.probabilities[state]!, 6);
});

test('Gaussian units: the partition function and free energies are those of a grid', () => {
  const machine = machineOf(expected.gaussian, 'gaussian');
  expect(exactLogPartition(machine, kernels)).toBeCloseTo(expected.gaussian.logPartition, 10);
  freeEnergies(machine, dataOf(expected.gaussian.rows), kernels).forEach((value, row) => {
    expect(value).toBeCloseTo(expected.gaussian.freeEnergies[row]!, 5);
  });
});

test.each([
  ['Bernoulli', machineOf(expected.larger[0]!), expected.larger[0]!.logPartition],
  ['Gaussian', machineOf(expected.gaussian, 'gaussian'), expected.gaussian.logPartition],
] as const)(
  'annealed importance sampling of %s units agrees with enumeration within its error',
  (name, machine, exact) => {
    const { logPartition, effectiveChains, logWeights } = annealedLogPartition(machine, kernels, {
      random: random.split('annealing', { name }),
      chains: 400,
      temperatures: 300,
    });
    expect(logPartition.standardError).toBeLessThan(0.1);
    expect(Math.abs(logPartition.value - exact)).toBeLessThan(4 * logPartition.standardError);
    expect(effectiveChains).toBeGreaterThan(50);
    expect(logWeights).toHaveLength(400);
  },
);

test('its error is honest: in many repetitions the deviation is of the size it says', () => {
  const exact = expected.tiny.logPartition;
  const deviations = Array.from({ length: 60 }, (_, repeat) => {
    const { logPartition } = annealedLogPartition(tiny, kernels, {
      random: random.split('honest', { repeat }),
      chains: 50,
      temperatures: 10,
    });
    return (logPartition.value - exact) / logPartition.standardError;
  });
  const rms = Math.sqrt(deviations.reduce((sum, z) => sum + z * z, 0) / deviations.length);
  expect(rms).toBeGreaterThan(0.7);
  expect(rms).toBeLessThan(1.35);
});

test.each([
  ['Bernoulli', tiny],
  ['Gaussian', machineOf(expected.gaussian, 'gaussian')],
] as const)('from a base with other biases, %s units: agrees with the sum over all states', (name, machine) => {
  // Far from the biases of the machine, so that the way from one to the other is most of ln Z.
  const base = machine.visibleBiases.map((bias, i) => bias + (i % 2 === 0 ? 1 : -0.5));
  const exact = exactLogPartition(machine, kernels);
  const repeats = Array.from({ length: 40 }, (_, repeat) => {
    const { logPartition } = annealedLogPartition(machine, kernels, {
      random: random.split('base', { name, repeat }),
      chains: 200,
      temperatures: 100,
      base,
    });
    return { z: (logPartition.value - exact) / logPartition.standardError, error: logPartition.standardError };
  });
  const mean = repeats.reduce((sum, { z }) => sum + z, 0) / repeats.length;
  // The mean of 40 deviates is within 4/√40 of 0.
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(40));
  for (const { error } of repeats) expect(error).toBeLessThan(0.1);
});

test('without weights annealing has nothing to do, and no error', () => {
  const machine = { ...tiny, weights: new Float32Array(12), hiddenBiases: new Float32Array(3) };
  const { logPartition, effectiveChains } = annealedLogPartition(machine, kernels, {
    random,
    chains: 7,
    temperatures: 3,
  });
  expect(logPartition.value).toBeCloseTo(exactLogPartition(machine, kernels), 9);
  expect(logPartition.standardError).toBeLessThan(1e-9);
  expect(effectiveChains).toBeCloseTo(7, 9);
});

test('what cannot be had is refused', () => {
  const wide = {
    ...tiny,
    weights: new Float32Array(900),
    visibleBiases: new Float32Array(30),
    hiddenBiases: new Float32Array(30),
  };
  expect(() => exactLogPartition(wide, kernels)).toThrow('annealedLogPartition estimates larger ones');
  const broad = {
    ...wide,
    visible: 'gaussian',
    weights: new Float32Array(63),
    visibleBiases: new Float32Array(3),
  } as const;
  expect(() => exactLogPartition({ ...broad, hiddenBiases: new Float32Array(21) }, kernels)).toThrow(
    '21 hidden units beside Gaussian ones; enumeration takes up to 20',
  );
  expect(() => freeEnergies({ ...tiny, hiddenBiases: new Float32Array(2) }, dataOf([[1, 0, 0, 0]]), kernels)).toThrow(
    'expected at least one of each, and visible x hidden weights',
  );
  const diverged = { ...tiny, weights: tiny.weights.with(3, Number.NaN) };
  expect(() => exactLogPartition(diverged, kernels)).toThrow('the training diverged');
  expect(() => annealedLogPartition(tiny, kernels, { random, chains: 0 })).toThrow('chains is 0');
  expect(() => annealedLogPartition(tiny, kernels, { random, base: new Float32Array(3) })).toThrow('4 visible units');
});

/** Weights of this size in all directions, with biases of its fractions. */
function strong(visible: number, hidden: number, size: number): LearnedMachine {
  return {
    visible: 'bernoulli',
    weights: Float32Array.from({ length: visible * hidden }, (_, i) => size * Math.sin(7.3 * i + 1)),
    visibleBiases: new Float32Array(visible).fill(-size / 3),
    hiddenBiases: new Float32Array(hidden).fill(size / 5),
  };
}

test.each([
  [4, 3, 1e6, 1],
  [4, 3, 1e6, 1000],
  [4, 3, 1e3, 1000],
  [12, 10, 1e6, 200],
  [12, 10, 1e3, 200],
  [12, 10, 1e3, 1000],
  [12, 10, 300, 1000],
])(
  'steps that are too large have no error: %i x %i units, weights of %i, %i temperatures',
  (v, h, size, temperatures) => {
    const machine = strong(v, h, size);
    const { logPartition, reason } = annealedLogPartition(machine, kernels, { random, temperatures });
    expect(logPartition.standardError).toBeNaN();
    expect(reason).toMatch(/ln w changes by .* nats in one of them.*take more than \d+ temperatures/);
    // A value there is, however far off.
    expect(logPartition.value).toBeLessThan(exactLogPartition(machine, kernels) + 2);
  },
);

test.each([
  [4, 3, 1, 1000],
  [12, 10, 3, 500],
  [12, 10, 10, 1000],
  [4, 3, 100, 10_000],
])('of steps that are small it has one: %i x %i units, weights of %i, %i temperatures', (v, h, size, temperatures) => {
  const machine = strong(v, h, size);
  const { logPartition, reason } = annealedLogPartition(machine, kernels, { random, temperatures });
  expect(reason).toBeNull();
  expect(Math.abs(logPartition.value - exactLogPartition(machine, kernels))).toBeLessThan(
    4 * logPartition.standardError,
  );
});
