import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { countsNearer } from '../../src/mutual-information/counts-nearer.js';
import type { Samples } from '../../src/mutual-information/index.js';
import { maxNormTree } from '../../src/mutual-information/max-norm-tree.js';
import { normals } from './normals.js';

const random = RandomStream.named('counts-nearer.test');

/** Distances of every two samples in the maximum norm, in float64 as they round. */
function allDistances({ shape: [samples, units], data }: Samples): number[][] {
  const between = (i: number, j: number) =>
    Math.max(...Array.from({ length: units }, (_, k) => Math.abs(data[i * units + k]! - data[j * units + k]!)));
  return Array.from({ length: samples }, (_, i) => Array.from({ length: samples }, (_, j) => between(i, j)));
}

/** Values of a grid of 8: most samples have others on one line with them, or on the same place. */
function onGrid(samples: number, units: number): Samples {
  const values = random.split('grid', { units }).integers(samples * units, 8);
  return { shape: [samples, units], data: Float64Array.from(values, (value) => value / 8 - 0.5) };
}

describe.each([1, 2, 3, 5])('in %d units', (units) => {
  const clouds = [normals(300, units, random.split('cloud', { units })), onGrid(200, units), normals(4, units, random)];

  test('the k-th neighbour is the k-th smallest of all distances', () => {
    for (const samples of clouds) {
      const distances = allDistances(samples);
      for (const k of [1, 3]) {
        const found = maxNormTree(samples).neighbourDistances(k);
        distances.forEach((row, i) => {
          const others = row.toSpliced(i, 1).sort((a, b) => a - b);
          expect(found[i]).toBe(others[k - 1]);
        });
      }
    }
  });

  test('as many are nearer than a radius as among all distances, the tree says the same, and the one at the radius is not', () => {
    for (const samples of clouds) {
      const distances = allDistances(samples);
      const many = samples.shape[0];
      // The distance of some other sample exactly; none, all, and the sample alone.
      const others = random.split('radii', { units }).integers(many, many);
      for (const radii of [
        Float64Array.from(others, (other, i) => distances[i]![other]!),
        new Float64Array(many),
        new Float64Array(many).fill(100),
        new Float64Array(many).fill(1e-300),
      ]) {
        const expected = distances.map((row, i) => row.filter((distance) => distance < radii[i]!).length);
        expect([...countsNearer(samples, radii)]).toEqual(expected);
        expect([...maxNormTree(samples).countsNearer(radii)]).toEqual(expected);
      }
    }
  });
});
