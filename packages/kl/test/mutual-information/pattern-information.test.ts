import { createKernels } from '@rgflow/kernels';
import { fourierBand } from '@rgflow/numerics/fourier-bands';
import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { linearGaussianInformation, patternInformation } from '../../src/mutual-information/index.js';

const kernels = createKernels();
const random = RandomStream.named('pattern-information');
const options = { draws: 1, random, kernels };

/** Φ(z) by its density, and the share that the best reader names of M orthogonal signals of length `size`, noise 1. */
const STEP = 1e-3;
const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
function orthogonalAccuracy(patterns: number, size: number): number {
  let [below, total] = [0, 0];
  for (let z = -10; z < 20; z += STEP) {
    below += density(z) * STEP;
    total += density(z - size) * Math.min(1, below) ** (patterns - 1) * STEP;
  }
  return total;
}

/** A linear layer that lets each ring of wavelengths of a grid of 8 × 8 through by its own gain. */
const SIDE = 8;
const rings = [
  { band: fourierBand(SIDE, 0.5, 1.5), gain: 1 },
  { band: fourierBand(SIDE, 1.5, 2.5), gain: 0.5 },
  { band: fourierBand(SIDE, 2.5, 3.5), gain: 0.2 },
];
const grid = SIDE * SIDE;
const matrix = Array.from({ length: grid * grid }, (_, n) =>
  rings.reduce((sum, { band, gain }) => {
    for (let mode = 0; mode < band.count; mode++) {
      sum += gain * band.modes[mode * grid + Math.floor(n / grid)]! * band.modes[mode * grid + (n % grid)]!;
    }
    return sum;
  }, 0),
);

/** The layer of each input with each perturbation. */
function linearLayer(inputs: number, patterns: readonly ArrayLike<number>[]) {
  const images = random.split('images').normals(new Float32Array(inputs * grid));
  const rows = inputs * patterns.length;
  const data = new Float32Array(rows * grid);
  for (let r = 0; r < rows; r++) {
    const pattern = patterns[r % patterns.length]!;
    const from = Math.floor(r / patterns.length) * grid;
    for (let u = 0; u < grid; u++) {
      let sum = 0;
      for (let k = 0; k < grid; k++) sum += matrix[u * grid + k]! * (images[from + k]! + pattern[k]!);
      data[r * grid + u] = sum;
    }
  }
  return { shape: [rows, grid] as const, data };
}

describe('patternInformation', () => {
  test('two points at -1 and 1, noise 1: 0.3368 nats are between the bounds; the reader is right as often as can be', () => {
    const h = { shape: [4, 1] as const, data: Float32Array.of(-1, 1, 4, 6) };
    const [found] = patternInformation(h, { ...options, patterns: 2, noiseVariances: [1], draws: 20_000 });
    expect(found!.lower).toBeCloseTo(0.2191, 4);
    expect(found!.upper).toBeCloseTo(0.5662, 4);
    const accuracy = orthogonalAccuracy(2, Math.SQRT2);
    expect(accuracy).toBeCloseTo(0.8413, 3);
    expect(Math.abs(found!.accuracy - accuracy)).toBeLessThan(5 * Math.sqrt((0.16 * 0.84) / 80_000));
    expect(found!.reader).toBeCloseTo(0.2553, 1);
  });

  test.each([0, 1, 2])('orthogonal patterns in ring %i of a linear layer: the closed forms by its gain', (ring) => {
    const { band, gain } = rings[ring]!;
    const [patterns, power, noiseVariance] = [4, 9, 1];
    const shown = Array.from({ length: patterns }, (_, m) =>
      band.modes.slice(m * grid, (m + 1) * grid).map((entry) => 3 * entry),
    );
    const h = linearLayer(50, shown);
    const [found] = patternInformation(h, { ...options, patterns, noiseVariances: [noiseVariance], draws: 100 });
    const squared = 2 * power * gain * gain;
    const bound = (kappa: number) => Math.log(patterns) - Math.log1p((patterns - 1) * Math.exp(-squared / kappa));
    expect(found!.lower).toBeCloseTo(bound(8), 5);
    expect(found!.upper).toBeCloseTo(bound(2), 5);
    const accuracy = orthogonalAccuracy(patterns, 3 * gain);
    expect(Math.abs(found!.accuracy - accuracy)).toBeLessThan(5 * Math.sqrt((accuracy * (1 - accuracy)) / 20_000));
    expect(found!.reader).toBeLessThan(found!.upper);
    expect(found!.reader).toBeGreaterThan(0.3 * found!.lower);
  });

  test('normal amplitudes in a ring: the closed form of a Gaussian channel is between the bounds', () => {
    const informations = rings.map(({ band, gain }, ring) => {
      const [patterns, dimensions] = [120, 2];
      const amplitudes = random.split('amplitudes', { ring }).normals(new Float32Array(patterns * dimensions));
      const shown = Array.from({ length: patterns }, (_, m) =>
        Float64Array.from({ length: grid }, (_, k) =>
          [0, 1].reduce((sum, d) => sum + 1.5 * amplitudes[m * dimensions + d]! * band.modes[d * grid + k]!, 0),
        ),
      );
      const [found] = patternInformation(linearLayer(2, shown), { ...options, patterns, noiseVariances: [1] });
      const weights = Array.from({ length: grid * dimensions }, (_, n) => {
        return gain * band.modes[(n % dimensions) * grid + Math.floor(n / dimensions)]!;
      });
      const exact = linearGaussianInformation({ weights, covariance: [2.25, 0, 0, 2.25], noiseVariance: 1 });
      expect(exact).toBeCloseTo(Math.log1p(2.25 * gain * gain), 10);
      expect(found!.lower).toBeLessThan(exact);
      expect(found!.upper).toBeGreaterThan(exact);
      return exact;
    });
    expect(informations).toEqual(informations.toSorted((p, q) => q - p));
  });

  test('a reader finds nothing where every input answers in its own way, while the bounds do', () => {
    const [inputs, patterns, units] = [40, 4, 50];
    const data = random.split('apart').normals(new Float32Array(inputs * patterns * units));
    const [found] = patternInformation(
      { shape: [inputs * patterns, units], data },
      { ...options, patterns, noiseVariances: [0.01], draws: 20 },
    );
    expect(found!.lower).toBeCloseTo(Math.log(4), 3);
    expect(found!.accuracy).toBeLessThan(0.4);
    expect(found!.reader).toBeLessThan(0.06);
  });

  test('inputs that do not answer tell nothing', () => {
    const h = { shape: [8, 3] as const, data: new Float32Array(24).fill(2) };
    const [found] = patternInformation(h, { ...options, patterns: 4, noiseVariances: [0.1] });
    expect(found).toEqual({ noiseVariance: 0.1, lower: 0, upper: 0, accuracy: 0.25, reader: 0 });
  });

  test('refuses rows that are not all patterns of two inputs or more', () => {
    const h = { shape: [4, 1] as const, data: new Float32Array(4) };
    const ask = (patterns: number, draws = 1) =>
      patternInformation(h, { ...options, patterns, draws, noiseVariances: [1] });
    expect(() => ask(4)).toThrow('4 rows for 4 patterns');
    expect(() => ask(3)).toThrow('4 rows for 3 patterns');
    expect(() => ask(2, 0)).toThrow('draws is 0');
  });
});
