import { RandomStream } from '@rgflow/random';
import { expect, test } from 'vitest';
import { CRITICAL_COUPLING, exactFirstStep, kaufmanLattice, simulateSquare } from '../src/index.js';

const SIZE = 64;

/**
 * 20 couplings at which 64 sites are 13 correlation lengths or more, so that s⁽¹⁾ is that of the infinite lattice but for
 * e⁻¹³: far less than its error of 1e-4. The energy is that of the finite lattice at every coupling.
 */
const AWAY = [
  0.02, 0.05, 0.1, 0.15, 0.2, 0.24, 0.28, 0.31, 0.34, 0.37, 0.39, 0.47, 0.48, 0.5, 0.53, 0.56, 0.6, 0.7, 0.85, 1,
];
/** And four at which only the energy of the finite lattice is known. */
const NEAR = [0.42, 0.435, CRITICAL_COUPLING, 0.45];

test.each([...AWAY, ...NEAR])('64 x 64 at K = %d agrees with the exact formulas within 4 standard errors', (K) => {
  const simulated = simulateSquare(K, SIZE, RandomStream.named('agreement', { K }), { sweeps: 8000 });
  const energy = kaufmanLattice(K, SIZE, SIZE).energyPerBond;
  expect(simulated.energyPerBond.standardError).toBeLessThan(8e-4);
  expect(Math.abs(simulated.energyPerBond.value - energy)).toBeLessThan(4 * simulated.energyPerBond.standardError);
  if (AWAY.includes(K)) {
    expect(simulated.firstStep.standardError).toBeLessThan(2e-4);
    expect(Math.abs(simulated.firstStep.value - exactFirstStep(K))).toBeLessThan(4 * simulated.firstStep.standardError);
  }
});
