import { RandomStream } from '@rgflow/random';
import { describe, expect, test } from 'vitest';
import { CRITICAL_COUPLING, estimateCorrelated, isingConfigurations, kaufmanLattice } from '../src/index.js';

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

test('at K_c and the size of the study of learned rules samples are nearly independent, with the energy of that torus', () => {
  const [size, samples, sites] = [36, 600, 1296];
  const chains = Array.from({ length: 5 }, (_, seed) => {
    const options = { dimension: 2, size, coupling: CRITICAL_COUPLING, samples } as const;
    const spins = isingConfigurations(options, random.split('critical', { seed }));
    const [energies, magnetisations] = [new Float64Array(samples), new Float64Array(samples)];
    for (let sample = 0; sample < samples; sample++) {
      for (let site = 0; site < sites; site++) {
        const [row, column] = [Math.floor(site / size), site % size];
        const at = (y: number, x: number) => spins[sample * sites + (y % size) * size + (x % size)]!;
        energies[sample]! += (at(row, column) * (at(row, column + 1) + at(row + 1, column))) / (2 * sites);
        magnetisations[sample]! += at(row, column) / sites;
      }
    }
    return { energy: estimateCorrelated(energies), size: estimateCorrelated(magnetisations.map(Math.abs)) };
  });
  // Of independent samples the time is 1/2, the least there is, and its own scatter some 0.1.
  for (const { energy, size: magnetisation } of chains) {
    expect(energy.integratedAutocorrelationTime).toBeLessThan(1);
    expect(magnetisation.integratedAutocorrelationTime).toBeLessThan(1);
  }
  const mean = chains.reduce((sum, { energy }) => sum + energy.value, 0) / chains.length;
  const error = Math.hypot(...chains.map(({ energy }) => energy.standardError)) / chains.length;
  expect(Math.abs(mean - kaufmanLattice(CRITICAL_COUPLING, size, size).energyPerBond)).toBeLessThan(4 * error);
});

test('what cannot be had is refused', () => {
  expect(() => isingConfigurations({ dimension: 1, size: 2, coupling: 1, samples: 1 }, random)).toThrow('at least 3');
  expect(() => isingConfigurations({ dimension: 1, size: 4, coupling: -1, samples: 1 }, random)).toThrow('K is -1');
  expect(() => isingConfigurations({ dimension: 2, size: 4, coupling: 1, samples: 0 }, random)).toThrow('0 samples');
});
