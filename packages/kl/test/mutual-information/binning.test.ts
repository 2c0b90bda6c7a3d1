import { DomainError } from '@rgflow/numerics';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { binnedInformation, binRange, type Samples } from '../../src/mutual-information/index.js';
import expected from '../expected/mutual_information.json' with { type: 'json' };
import { normals, rows } from './normals.js';

const random = RandomStream.named('binning.test');

describe('binnedInformation', () => {
  test('one of ten signals flipped: the binary symmetric channel', () => {
    const labels = Array.from({ length: 20 }, (_, i) => (i < 10 ? -1 : 1));
    const t = rows(...labels.map((label, i) => [0.9 * (i % 10 === 0 ? -label : label)]));
    expect(binnedInformation(t, { labels }).label).toBeCloseTo(expected.channels.binarySymmetric, 14);
  });

  test('four samples of which two share a bin: (3/2) ln 2', () => {
    const { input, inputGivenLabel, label } = binnedInformation(rows([-0.9], [0], [0.01], [0.9]));
    expect(input).toBeCloseTo(1.5 * Math.LN2, 14);
    expect(inputGivenLabel).toBeCloseTo(input, 14);
    expect(label).toBeCloseTo(0, 14);
  });

  test('in many units it is ln M and the entropy of the labels, whatever the units are', () => {
    const noise = normals(400, 50, random);
    const t: Samples = { shape: noise.shape, data: noise.data.map(Math.tanh) };
    const labels = Array.from({ length: 400 }, (_, i) => i % 10);
    const found = binnedInformation(t, { labels });
    expect(found.input).toBeCloseTo(Math.log(400), 12);
    expect(found.inputGivenLabel).toBeCloseTo(Math.log(40), 12);
    expect(found.label).toBeCloseTo(Math.log(10), 12);
  });

  test('units driven to the ends of tanh look like forgetting; with other bins they are not', () => {
    const weak = normals(500, 1, random.split('weak')).data;
    const layer = (gain: number): Samples => ({ shape: [500, 1], data: weak.map((x) => Math.tanh(gain * x)) });
    const [mild, saturated] = [binnedInformation(layer(1)).input, binnedInformation(layer(100)).input];
    expect(saturated).toBeLessThan(mild / 2);
    const fine = { range: [-500, 500] as const };
    const untouched = (gain: number): Samples => ({ shape: [500, 1], data: weak.map((x) => gain * x) });
    expect(binnedInformation(untouched(100), fine).input).toBeGreaterThan(mild / 2);
  });

  test('the ends of the range belong to the outermost bins', () => {
    expect(binnedInformation(rows([-1], [1], [1], [-1])).input).toBeCloseTo(Math.LN2, 14);
    expect(binnedInformation(rows([1], [0.95])).input).toBe(0);
  });

  test('fewer bins say less', () => {
    const noise = normals(300, 2, random.split('bins'));
    const t: Samples = { shape: noise.shape, data: noise.data.map(Math.tanh) };
    const found = [2, 4, 8, 16, 32].map((bins) => binnedInformation(t, { bins }).input);
    found.slice(1).forEach((value, n) => {
      expect(value).toBeGreaterThanOrEqual(found[n]!);
    });
    expect(binnedInformation(t, { bins: 1 }).input).toBe(0);
  });

  test('refuses what lies outside of the bins, and bins that are none', () => {
    expect(() => binnedInformation(rows([0], [1.2]))).toThrow('row 1 has 1.2, outside the bins from -1 to 1; pass');
    expect(() => binnedInformation(rows([0]), { bins: 0 })).toThrow(DomainError);
    expect(() => binnedInformation(rows([0]), { range: [1, -1] })).toThrow('the range is [1, -1]');
  });
});

describe('binRange', () => {
  const t = rows([0, 0.5], [2.5, 0]);

  test('is the range of a bounded activation', () => {
    expect(binRange('tanh', t)).toEqual([-1, 1]);
    expect(binRange('erf', t)).toEqual([-1, 1]);
    expect(binRange('sigmoid', t)).toEqual([0, 1]);
  });

  test('is that of the layer where the activation has none', () => {
    expect(binRange('relu', t)).toEqual([0, 2.5]);
    expect(binRange('linear', rows([-3], [1]))).toEqual([-3, 1]);
    expect(binnedInformation(t, { range: binRange('relu', t) }).input).toBeCloseTo(Math.LN2, 14);
  });

  test('lets a layer that is off say nothing', () => {
    for (const off of [rows([0], [0]), rows([-1e30], [-1e30])]) {
      expect(binnedInformation(off, { range: binRange('linear', off) }).input).toBe(0);
    }
  });
});
