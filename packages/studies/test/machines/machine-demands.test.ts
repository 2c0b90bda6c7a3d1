import { machineArenaBytes } from '@rgflow/boltzmann/learned';
import { expect, it } from 'vitest';
import { machineDemands } from '../../src/machines/machine-demands.js';
import { visibleOf } from '../../src/machines/machine-sizes.js';

it('machines are counted with the arena that they are trained in', () => {
  const cell = { widths: '300-500', images: 0, batchSize: 40 };
  const zeros = (length: number) => new Float32Array(length);
  const top = { visibleBiases: zeros(300), hiddenBiases: zeros(500), weights: zeros(300 * 500) };
  const arena = machineArenaBytes({ visible: 'bernoulli', ...top }, 40);
  const stack = 3 * 4 * (300 * 785 + 500 * 301 + 300 * 500);
  const { bytes } = machineDemands['train-machine']!(cell);
  expect(Math.abs(bytes! - stack - arena)).toBeLessThan(10_000);
});

it('nothing is said of what a cell does not tell the layers of', () => {
  expect(machineDemands['train-machine']!({ images: 100 })).toEqual({});
});

it('images have the units that a cell tells', () => {
  expect(visibleOf({ images: 5900 })).toBe(784);
  expect(visibleOf({ sites: 64, size: 64, dimension: 1 })).toBe(64);
  expect(visibleOf({ size: 8, dimension: 2 })).toBe(64);
  expect(visibleOf({ pixels: 150 })).toBe(150);
});
