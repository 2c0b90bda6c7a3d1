import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { historicalKl, historicalOrder, layerKl } from '../src/index.js';

describe('the order of the layers before 2021-12-03', () => {
  test('is that of their names as text', () => {
    expect(historicalOrder(Array(12).fill(784))).toEqual([0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(historicalOrder(Array(10).fill(784))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('puts narrower layers last, as in the networks of the paper', () => {
    const order = historicalOrder([...Array<number>(28).fill(784), 400, 10]);
    expect(order.slice(0, 13)).toEqual([0, 1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 2]);
    expect(order.slice(-3)).toEqual([9, 28, 29]);
  });
});

describe('historicalKl', () => {
  const random = RandomStream.named('historical.test');
  const [units, samples] = [40, 300];
  const layers = [1, 1.7, 2.4].map((variance, layer) => {
    const rows = random.split('rows', { layer }).normals(new Float32Array(units * samples));
    const sampleSums = new Float64Array(2 * samples);
    rows.forEach((z, i) => {
      const s = Math.sqrt(variance) * z + 0.1 * layer;
      const row = Math.floor(i / units);
      sampleSums[2 * row]! += s;
      sampleSums[2 * row + 1]! += s * s;
    });
    return { units, mean: 0.1 * layer, variance, sampleSums };
  });

  test('is its formula, with the variance of the reference layer in the last term', () => {
    historicalKl(layers).forEach(({ kl, klPerUnit, estimator }, m) => {
      const { mean, variance, sampleSums } = layers[m]!;
      let distance = 0;
      for (let s = 0; s < samples; s++) {
        distance += (sampleSums[2 * s + 1]! - 2 * mean * sampleSums[2 * s]! + units * mean * mean) / samples;
      }
      const wanted =
        -(units / 2) * Math.log(2 * Math.PI * Math.E) + (units / 2) * Math.log(2 * Math.PI * variance) + distance / 2;
      expect(kl.value).toBeCloseTo(m === 0 ? 0 : wanted, 9);
      expect(klPerUnit).toBe(kl.value / units);
      expect(estimator).toBe('published-2021');
    });
  });

  test('is the corrected estimator where no layer is more spread than the reference', () => {
    const level = [layers[0]!, layers[0]!];
    expect(historicalKl(level)[1]!.kl.value).toBeCloseTo(layerKl(level)[1]!.kl.value, 12);
  });

  test('tends to (ln r + r - 1)/2 per unit where the variance has grown by r, more than twice the corrected (ln r)/2', () => {
    const r = 2.4;
    const { klPerUnit, kl } = historicalKl(layers)[2]!;
    expect(Math.abs(klPerUnit - (Math.log(r) + r - 1) / 2)).toBeLessThan((4 * kl.standardError) / units);
    expect(kl.standardError / units).toBeLessThan(0.03);
    expect(klPerUnit).toBeGreaterThan(2 * layerKl(layers)[2]!.klPerUnit);
  });
});
