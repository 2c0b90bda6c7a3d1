import { describe, expect, test } from 'vitest';
import { fourierBand, fourierModes } from '../src/fourier-bands.js';
import { orthonormalRows } from '../src/orthonormal-rows.js';

const product = (rows: Float64Array, columns: number, i: number, j: number) =>
  rows.subarray(i * columns, (i + 1) * columns).reduce((sum, entry, k) => sum + entry * rows[j * columns + k]!, 0);

describe('fourierBand', () => {
  test.each([5, 6])('all rings of a grid of side %i are one orthonormal basis', (side) => {
    const rings = [0, 0.5, 1.2, 2.5, 9].slice(1).map((to, n) => fourierBand(side, [0, 0.5, 1.2, 2.5][n]!, to));
    const all = Float64Array.from(rings.flatMap(({ modes }) => Array.from(modes)));
    const grid = side * side;
    expect(all).toHaveLength(grid * grid);
    for (let i = 0; i < grid; i++) {
      for (let j = 0; j <= i; j++) expect(product(all, grid, i, j)).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  });

  test('a mode is an eigenvector of the mean over neighbours, by its wavenumber', () => {
    const side = 8;
    const { modes, count, wavenumber } = fourierBand(side, 2.9, 3.1);
    expect(wavenumber).toBe(3);
    expect(count).toBe(4);
    const at = (mode: number, y: number, x: number) =>
      modes[mode * 64 + ((y + side) % side) * side + ((x + side) % side)]!;
    for (let mode = 0; mode < count; mode++) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const around = at(mode, y - 1, x) + at(mode, y + 1, x) + at(mode, y, x - 1) + at(mode, y, x + 1);
          expect(around).toBeCloseTo((2 + 2 * Math.cos((2 * Math.PI * 3) / side)) * at(mode, y, x), 12);
        }
      }
    }
  });

  test('counts without making them, and refuses rings without modes', () => {
    expect(fourierModes(28, 0.5, 2.5)).toBe(20);
    expect(fourierModes(28, 0.1, 0.2)).toBe(0);
    expect(() => fourierBand(28, 0.1, 0.2)).toThrow('no mode of a grid of side 28');
    expect(() => fourierBand(28, 2, 1)).toThrow('expected a positive integer and 0 <= from < to');
  });
});

describe('orthonormalRows', () => {
  test('are orthonormal and span the same, also where rows are nearly alike', () => {
    const given = [1, 1, 1, 0, 1, 1 + 1e-7, 1, 0, 0, 2, -1, 5];
    const rows = orthonormalRows(3, 4, given);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) expect(product(rows, 4, i, j)).toBeCloseTo(i === j ? 1 : 0, 12);
    const last = given.slice(8);
    const parts = [0, 1, 2].map((i) => last.reduce((sum, entry, k) => sum + entry * rows[i * 4 + k]!, 0));
    last.forEach((entry, k) => {
      expect(parts.reduce((sum, part, i) => sum + part * rows[i * 4 + k]!, 0)).toBeCloseTo(entry, 12);
    });
  });

  test('refuses rows that are combinations of others, or too many', () => {
    expect(() => orthonormalRows(2, 2, [1, 2, 2, 4])).toThrow('row 1 is a combination');
    expect(() => orthonormalRows(3, 2, [1, 2, 2, 4, 1, 1])).toThrow('no more rows than columns');
  });
});
