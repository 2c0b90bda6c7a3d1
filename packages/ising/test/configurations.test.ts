import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { isingConfigurations, kaufmanLattice } from '../src/index.js';

const random = RandomStream.named('configurations test');

/** Mean over the samples of the mean of σσ' over bonds, with its error. */
function bonds(spins: Int8Array, samples: number, neighbours: (site: number) => readonly number[], sites: number) {
  const values = Array.from({ length: samples }, (_, sample) => {
    let sum = 0;
    let count = 0;
    for (let site = 0; site < sites; site++) {
      for (const other of neighbours(site)) {
        sum += spins[sample * sites + site]! * spins[sample * sites + other]!;
        count++;
      }
    }
    return sum / count;
  });
  const mean = values.reduce((a, b) => a + b) / samples;
  const variance = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (samples - 1);
  return { mean, error: Math.sqrt(variance / samples) };
}

describe('configurations of rings', () => {
  test('have the frequencies of all states', () => {
    const [size, coupling, samples] = [4, 0.6, 40_000];
    const spins = isingConfigurations({ dimension: 1, size, coupling, samples }, random);
    const counts = new Map<string, number>();
    for (let row = 0; row < samples; row++) {
      const state = spins.subarray(row * size, (row + 1) * size).join();
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    const states = Array.from({ length: 16 }, (_, n) => [0, 1, 2, 3].map((bit) => ((n >> bit) & 1 ? 1 : -1)));
    const weights = states.map((s) => Math.exp(coupling * s.reduce((sum, spin, i) => sum + spin * s[(i + 1) % 4]!, 0)));
    const total = weights.reduce((a, b) => a + b);
    states.forEach((state, n) => {
      const p = weights[n]! / total;
      const seen = (counts.get(state.join()) ?? 0) / samples;
      expect(Math.abs(seen - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / samples));
    });
  });

  test('have the energy of the transfer matrix, strong couplings too', () => {
    for (const coupling of [0, 0.3, 1.2, 4]) {
      const [size, samples] = [10, 4000];
      const spins = isingConfigurations({ dimension: 1, size, coupling, samples }, random);
      const t = Math.tanh(coupling);
      const exact = (t + t ** 9) / (1 + t ** 10);
      const { mean, error } = bonds(spins, samples, (site) => [(site + 1) % size], size);
      expect(Math.abs(mean - exact)).toBeLessThan(4 * error + 1e-3);
    }
  });
});

describe('configurations of tori', () => {
  test.each([0, 0.2, 0.4406867935, 0.7])('have the energy of the finite lattice at K = %f', (coupling) => {
    const [size, samples] = [8, 3000];
    const spins = isingConfigurations({ dimension: 2, size, coupling, samples }, random.split('torus', { coupling }));
    const neighbours = (site: number) => {
      const [row, column] = [Math.floor(site / size), site % size];
      return [row * size + ((column + 1) % size), ((row + 1) % size) * size + column];
    };
    const { mean, error } = bonds(spins, samples, neighbours, size * size);
    const exact = kaufmanLattice(coupling, size, size).energyPerBond;
    // Samples are nearly independent: a factor for what correlation is left.
    expect(Math.abs(mean - exact)).toBeLessThan(6 * error);
    const magnetised = Array.from({ length: samples }, (_, row) =>
      Math.sign(spins.subarray(row * 64, row * 64 + 64).reduce((a, b) => a + b, 0)),
    );
    expect(Math.abs(magnetised.reduce((a, b) => a + b, 0))).toBeLessThan(4 * Math.sqrt(samples));
  });
});

test('what cannot be had is refused', () => {
  expect(() => isingConfigurations({ dimension: 1, size: 2, coupling: 1, samples: 1 }, random)).toThrow('at least 3');
  expect(() => isingConfigurations({ dimension: 1, size: 4, coupling: -1, samples: 1 }, random)).toThrow('K is -1');
  expect(() => isingConfigurations({ dimension: 2, size: 4, coupling: 1, samples: 0 }, random)).toThrow('0 samples');
});
