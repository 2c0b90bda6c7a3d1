import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import { reconstructions } from '../../src/learned/index.js';
import { expected, kernels, machineOf } from './machines.js';

const tiny = machineOf(expected.tiny);
const random = RandomStream.named('reconstructions test');

/** Frequencies of the states of four units, the first the most significant bit. */
function frequencies(states: Float32Array): Float64Array {
  const seen = new Float64Array(16);
  for (let at = 0; at < states.length; at += 4) {
    seen[8 * states[at]! + 4 * states[at + 1]! + 2 * states[at + 2]! + states[at + 3]!]! += 4 / states.length;
  }
  return seen;
}

test('states that were all alike are those of the machine after some steps', () => {
  const count = 20_000;
  const data = { count, units: 4, values: new Uint8Array(4 * count).fill(255) };
  const steps: number[] = [];
  let last = new Float64Array(16);
  reconstructions(
    tiny,
    data,
    {
      random,
      steps: 30,
      onStep: (step, v) => {
        steps.push(step);
        if (step === 0) expect(frequencies(v)[15]).toBeCloseTo(1, 9);
        last = frequencies(v) as typeof last;
      },
    },
    kernels,
  );
  expect(steps).toEqual(Array.from({ length: 31 }, (_, n) => n));
  expected.tiny.probabilities.forEach((p, state) => {
    expect(Math.abs(last[state]! - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / count));
  });
});

test('states of the machine stay so in one step, and data that are probabilities are drawn', () => {
  const count = 16_000;
  const values = new Float32Array(4 * count);
  expected.tiny.probabilities.forEach((p, state) => {
    // As many of each as its probability says, to the nearest.
    const before = expected.tiny.probabilities.slice(0, state).reduce((a, b) => a + b, 0);
    for (let row = Math.round(before * count); row < Math.round((before + p) * count); row++) {
      for (let i = 0; i < 4; i++) values[4 * row + i] = (state >> (3 - i)) & 1;
    }
  });
  reconstructions(
    tiny,
    { count, units: 4, values },
    {
      random: random.split('one'),
      steps: 1,
      onStep: (step, v) => {
        if (step === 0) return;
        const found = frequencies(v);
        expected.tiny.probabilities.forEach((p, state) => {
          expect(Math.abs(found[state]! - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / count));
        });
      },
    },
    kernels,
  );
  const halves = { count, units: 4, values: new Float32Array(4 * count).fill(0.5) };
  reconstructions(
    tiny,
    halves,
    {
      random: random.split('halves'),
      steps: 0,
      onStep: (_, v) => {
        for (const each of frequencies(v))
          expect(Math.abs(each - 1 / 16)).toBeLessThan(4.5 * Math.sqrt(15 / 256 / count));
      },
    },
    kernels,
  );
});

test('what cannot be reconstructed is refused', () => {
  const data = { count: 1, units: 4, values: new Uint8Array(4) };
  const options = { random, steps: 1, onStep: () => {} };
  expect(() => reconstructions({ ...tiny, visible: 'gaussian' }, data, options, kernels)).toThrow(
    'only Bernoulli units',
  );
  expect(() => reconstructions(tiny, { ...data, units: 3 }, options, kernels)).toThrow('expected count x 4');
  expect(() => reconstructions(tiny, data, { ...options, steps: -1 }, kernels)).toThrow('steps is -1');
  const broken = { ...tiny, hiddenBiases: tiny.hiddenBiases.map(() => Number.NaN) };
  expect(() => reconstructions(broken, data, options, kernels)).toThrow('not finite');
});
