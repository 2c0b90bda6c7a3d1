import { expect, test } from 'vitest';
import { predictedCollapse } from '../src/index.js';

const theory = { qStar: 0.5, xiC: 4 };
const asked = { correlation: 0.4, units: 784, noise: 0.1, samples: 1000 };

test('the layers of the two bounds are ξ_c ln 4 apart, each where the distance has fallen to (κ/2) ln M', () => {
  const [lower, upper] = (['lower', 'upper'] as const).map((bound) => predictedCollapse(bound, theory, asked));
  expect(upper! - lower!).toBeCloseTo(4 * Math.log(4), 12);
  const distance = (layer: number) => 2 * 784 * 0.5 * 0.6 * Math.exp(-layer / 4);
  expect(distance(lower!)).toBeCloseTo((8 * 0.1 * Math.log(1000)) / 2, 10);
  expect(distance(upper!)).toBeCloseTo((2 * 0.1 * Math.log(1000)) / 2, 10);
});

test('more noise than signal leaves nothing from layer 0 on', () => {
  expect(predictedCollapse('lower', theory, { ...asked, noise: 1e6 })).toBe(0);
});
