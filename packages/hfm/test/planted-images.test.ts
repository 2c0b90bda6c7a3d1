import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import { plantedImages, sampleHfm } from '../src/index.js';

const random = RandomStream.named('planted images test');

test('a state of a tree shows as the interval of its node, nested in those of coarser features', () => {
  const states = { shape: [5, 3] as const, data: [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1] };
  const images = plantedImages(states, { planting: 'tree', visible: 8, contrast: 1, random });
  const rows = Array.from({ length: 5 }, (_, row) =>
    Array.from(images.subarray(8 * row, 8 * row + 8), (value) => (value === 255 ? '1' : '0')).join(''),
  );
  // The ground state; level 1: all; level 2 on the left and on the right; level 3 under the right half, its left quarter.
  expect(rows).toEqual(['00000000', '11111111', '11110000', '00001111', '00001100']);
});

test('different states of a tree show differently, whatever the number of visible units', () => {
  const units = 5;
  const data = Array.from({ length: 32 * units }, (_, at) => (Math.floor(at / units) >> (at % units)) & 1);
  for (const visible of [16, 20, 784]) {
    const images = plantedImages({ shape: [32, units], data }, { planting: 'tree', visible, random });
    const seen = new Set(
      Array.from({ length: 32 }, (_, row) => images.subarray(row * visible, (row + 1) * visible).join()),
    );
    expect(seen.size).toBe(32);
    expect(new Set(images)).toEqual(new Set([Math.round(255 * 0.95), Math.round(255 * 0.05)]));
  }
});

test('a random layer is one layer, whatever the states, by its formula', () => {
  const states = { shape: [2, 3] as const, data: [1, 0, 1, 0, 0, 0] };
  const images = plantedImages(states, { planting: 'random', visible: 4, contrast: 2, random });
  const weights = random.normals(new Float32Array(12));
  for (let row = 0; row < 2; row++) {
    for (let i = 0; i < 4; i++) {
      const u = [0, 1, 2].reduce((sum, k) => sum + weights[3 * i + k]! * (2 * states.data[3 * row + k]! - 1), 0);
      expect(images[4 * row + i]).toBe(Math.round((255 * (1 + Math.tanh((2 * u) / Math.sqrt(3)))) / 2));
    }
  }
  const others = sampleHfm({ units: 3, g: 0.5, convention: 'A' }, 1, random);
  const again = plantedImages(
    { shape: [3, 3], data: [...states.data, ...others.data] },
    { planting: 'random', visible: 4, contrast: 2, random },
  );
  expect(again.subarray(0, 8)).toEqual(images);
});

test('what does not fit is refused', () => {
  const states = { shape: [1, 4] as const, data: [0, 0, 0, 1] };
  expect(() => plantedImages(states, { planting: 'tree', visible: 7, random })).toThrow('at least 2^3');
  expect(() => plantedImages(states, { planting: 'tree', visible: 8, contrast: 0.5, random })).toThrow('above 1/2');
  expect(() => plantedImages(states, { planting: 'random', visible: 8, contrast: 0, random })).toThrow('the gain is 0');
  expect(() => plantedImages(states, { planting: 'bush' as never, visible: 8, random })).toThrow(
    "planting is bush; expected 'tree' or 'random'",
  );
  expect(() => plantedImages({ ...states, shape: [2, 4] }, { planting: 'random', visible: 8, random })).toThrow(
    'samples x units',
  );
});
