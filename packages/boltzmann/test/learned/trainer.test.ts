import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import {
  exactLogPartition,
  initialMachine,
  logLikelihood,
  type MachineState,
  MachineTrainer,
  machineSchedule,
} from '../../src/learned/index.js';
import { dataOf, expected, kernels, machineOf } from './machines.js';

const random = RandomStream.named('trainer test');
const tiny = machineOf(expected.tiny);
const once = { learningRate: 1, momentum: 0, weightDecay: 0, chain: 'cd', chainSteps: 1 } as const;

/** The change of the weights in a single step on very many copies of the data, at rate 1: the mean contrast. */
function contrast(parameters: Partial<Parameters<typeof trainerOf>[1]>, times = 8000): Float32Array {
  const data = dataOf(expected.tiny.data, times);
  const trainer = trainerOf(tiny, { ...once, batchSize: data.count, ...parameters });
  const { status } = trainer.trainEpoch(data, { random: random.split('contrast', { times }) });
  expect(status).toBe('ok');
  const moved = trainer.state().weights.map((weight, at) => weight - tiny.weights[at]!);
  trainer.dispose();
  return moved;
}

function trainerOf(machine: MachineState, parameters: ConstructorParameters<typeof MachineTrainer>[1]): MachineTrainer {
  return new MachineTrainer(machine, parameters, kernels);
}

test.each([1, 2])('the mean step of CD-%i is that of all its chains', (chainSteps) => {
  const moved = contrast({ chainSteps });
  expected.tiny.expectedContrast[chainSteps - 1]!.flat().forEach((value, at) => {
    // Of 40,000 chains, of numbers whose standard deviation is at most 1/2.
    expect(Math.abs(moved[at]! - value)).toBeLessThan((4 * 0.5) / Math.sqrt(40_000));
  });
});

test('persistent chains that went far follow the gradient of the likelihood', () => {
  const moved = contrast({ chain: 'pcd', chainSteps: 30 });
  expected.tiny.gradient.flat().forEach((value, at) => {
    expect(Math.abs(moved[at]! - value)).toBeLessThan((4 * 0.5) / Math.sqrt(40_000));
  });
});

test('momentum, rate and decay make a step of what the contrast is', () => {
  const data = dataOf(expected.tiny.data, 4);
  const velocities = {
    weights: Float32Array.from({ length: 12 }, (_, at) => 0.01 * at),
    visibleBiases: Float32Array.of(0.1, 0.2, 0.3, 0.4),
    hiddenBiases: Float32Array.of(-0.1, 0, 0.1),
  };
  const step = (parameters: object, state: MachineState = tiny): MachineState => {
    const trainer = trainerOf(state, { ...once, batchSize: 20, ...parameters });
    trainer.trainEpoch(data, { random });
    const after = trainer.state();
    trainer.dispose();
    return after;
  };
  const plain = step({});
  const full = step({ learningRate: 0.1, momentum: 0.6, weightDecay: 0.05 }, { ...tiny, velocities });
  for (const [name, decay] of [
    ['weights', 0.005],
    ['visibleBiases', 0],
    ['hiddenBiases', 0],
  ] as const) {
    full[name].forEach((value, at) => {
      const before = tiny[name][at]!;
      const velocity = 0.6 * velocities[name][at]! + 0.1 * (plain[name][at]! - before) - decay * before;
      expect(value).toBeCloseTo(before + velocity, 5);
      expect(full.velocities![name][at]).toBeCloseTo(velocity, 5);
    });
  }
});

test('the reconstruction error and the activity are means over the data', () => {
  const data = dataOf(expected.tiny.data, 2000);
  const trainer = trainerOf(tiny, { ...once, learningRate: 1e-12, batchSize: 100 });
  const { reconstructionError, activity, steps } = trainer.trainEpoch(data, { random });
  trainer.dispose();
  expect(steps).toBe(100);
  const { hiddenMeans } = expected.tiny;
  activity.forEach((value, unit) => {
    expect(value).toBeCloseTo(hiddenMeans.reduce((sum, row) => sum + row[unit]!, 0) / 5, 4);
  });
  expect(reconstructionError).toBeGreaterThan(0.2);
  expect(reconstructionError).toBeLessThan(0.3);
});

describe.each(['cd', 'pcd'] as const)('%s', (chain) => {
  test('raises the likelihood to that of the data', () => {
    // Three images of nine pixels, with a little noise: ln 3 and the entropy of the noise are left.
    const rows = ['111000000', '000111000', '100100100'].map((row) =>
      [...row].map((pixel) => (pixel === '1' ? 0.98 : 0.02)),
    );
    const data = dataOf(rows, 100);
    let state: MachineState = initialMachine(data, { visible: 'bernoulli', hidden: 8 }, random, kernels);
    const states = dataOf(rows.map((row) => row.map(Math.round)));
    const before = logLikelihood(state, states, exactLogPartition(state, kernels), kernels).value;
    for (const [epoch, pace] of machineSchedule(300, chain === 'cd' ? 0.1 : 0.05).entries()) {
      const trainer = trainerOf(state, { weightDecay: 1e-4, batchSize: 20, chain, chainSteps: 1, ...pace });
      expect(trainer.trainEpoch(data, { random: random.split('epoch', { epoch }) }).status).toBe('ok');
      state = trainer.state();
      trainer.dispose();
    }
    const after = logLikelihood(state, states, exactLogPartition(state, kernels), kernels).value;
    expect(before).toBeLessThan(-4.4);
    expect(after).toBeGreaterThan(-Math.log(3) - 0.7);
  });

  test('goes on from a state with the same bits as in one go, and depends on the stream only', () => {
    const data = dataOf(expected.tiny.data, 8);
    const parameters = { learningRate: 0.1, momentum: 0.5, weightDecay: 0.01, batchSize: 8, chain, chainSteps: 2 };
    const epochs = (trainer: MachineTrainer, from: number, to: number): MachineState => {
      for (let epoch = from; epoch < to; epoch++)
        trainer.trainEpoch(data, { random: random.split('epoch', { epoch }) });
      return trainer.state();
    };
    const through = trainerOf(tiny, parameters);
    const whole = epochs(through, 0, 4);
    through.dispose();
    const first = trainerOf(tiny, parameters);
    const half = epochs(first, 0, 2);
    first.dispose();
    const second = trainerOf(half, parameters);
    expect(epochs(second, 2, 4)).toEqual(whole);
    second.dispose();
    expect(whole.chains?.every((h) => h === 0 || h === 1)).toBe(chain === 'pcd' ? true : undefined);
  });
});

test('Gaussian units learn the means of two clusters', () => {
  const centres = [
    [2, -1, 0],
    [-1, 2, 1],
  ];
  const noise = random.split('clusters').normals(new Float32Array(600 * 3));
  const values = noise.map((z, at) => centres[Math.floor(at / 3) % 2]![at % 3]! + 0.5 * z);
  const data = { count: 600, units: 3, values };
  let state: MachineState = initialMachine(data, { visible: 'gaussian', hidden: 2 }, random, kernels);
  expect(state.visibleBiases[0]).toBeCloseTo(0.5, 1);
  const before = logLikelihood(state, data, exactLogPartition(state, kernels), kernels).value;
  for (let epoch = 0; epoch < 60; epoch++) {
    const trainer = trainerOf(state, {
      learningRate: 0.02,
      momentum: 0.5,
      weightDecay: 0,
      batchSize: 20,
      chain: 'cd',
      chainSteps: 1,
    });
    trainer.trainEpoch(data, { random: random.split('gaussian', { epoch }) });
    state = trainer.state();
    trainer.dispose();
  }
  const after = logLikelihood(state, data, exactLogPartition(state, kernels), kernels).value;
  // Independent units against two clusters of variance 1: exactly so at the optimum, the data being narrower.
  expect(after - before).toBeGreaterThan(1);
});

test('a training that runs away is a result, and ends where it did', () => {
  const data = dataOf(expected.tiny.data, 200);
  const trainer = trainerOf(tiny, { ...once, learningRate: 1e38, momentum: 1, batchSize: 10 });
  const { status, steps } = trainer.trainEpoch(data, { random });
  trainer.dispose();
  expect(status).toBe('diverged');
  expect(steps).toBeLessThan(100);
});

test('fewer rows than a batch are no step, and change nothing', () => {
  const trainer = trainerOf(tiny, { ...once, batchSize: 10 });
  const { status, reconstructionError } = trainer.trainEpoch(dataOf(expected.tiny.data), { random });
  expect(status).toBe('no step');
  expect(reconstructionError).toBeNaN();
  expect(trainer.state().weights).toEqual(tiny.weights);
  trainer.dispose();
});

test('the memory of the kernels is given back', () => {
  const used = kernels.usedBytes;
  const trainer = trainerOf(tiny, { ...once, batchSize: 5 });
  trainer.trainEpoch(dataOf(expected.tiny.data), { random });
  trainer.dispose();
  expect(kernels.usedBytes).toBe(used);
});

test('what does not fit is refused', () => {
  expect(() => initialMachine(dataOf([[1, 0]]), { visible: 'bernoulli', hidden: 0 }, random, kernels)).toThrow(
    '1 rows of 2 units for 0 hidden; expected at least one of each',
  );
  expect(() => trainerOf(tiny, { ...once, batchSize: 0 })).toThrow('batchSize is 0');
  expect(() => trainerOf(tiny, { ...once, batchSize: 5, chainSteps: 0.5 })).toThrow('chainSteps is 0.5');
  const trainer = trainerOf(tiny, { ...once, batchSize: 1 });
  expect(() => trainer.trainEpoch(dataOf([[1, 0]]), { random })).toThrow('4 visible units');
  trainer.dispose();
  const chains = new Float32Array(4);
  expect(() => trainerOf({ ...tiny, chains }, { ...once, chain: 'pcd', batchSize: 5 })).toThrow(
    'batchSize x hidden = 15',
  );
});

test('the schedule: three epochs with little momentum, and the last fifth slowly', () => {
  expect(machineSchedule(10).map(({ learningRate }) => Number(learningRate.toFixed(6)))).toEqual([
    0.1, 0.1, 0.1, 0.02, 0.02, 0.02, 0.02, 0.02, 0.002, 0.002,
  ]);
  expect(machineSchedule(4).map(({ momentum }) => momentum)).toEqual([0.5, 0.5, 0.5, 0.9]);
});
