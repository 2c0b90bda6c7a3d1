import { readFileSync } from 'node:fs';
import { type BlockRuleInformation, boltzmannDistribution, type SpinDistribution } from '../src/index.js';

/** From the enumerations of information.py. */
export const ENUMERATED: {
  multiInformation: { coupling: number; perSpin: number[] }[];
  torusRules: ({ coupling: number } & BlockRuleInformation)[];
  cylinderRules: ({ coupling: number; buffer: number } & BlockRuleInformation)[];
} = JSON.parse(readFileSync(new URL('./expected/information.json', import.meta.url), 'utf8'));

/** A periodic lattice of size x size spins. */
export function torus(size: number, K: number): SpinDistribution {
  return boltzmannDistribution(size * size, (spin) => {
    let sum = 0;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        sum += spin(size * y + x) * (spin(size * y + ((x + 1) % size)) + spin(size * ((y + 1) % size) + x));
      }
    }
    return K * sum;
  });
}

/** A chain with two ends. */
export function openChain(spins: number, K: number): SpinDistribution {
  return boltzmannDistribution(spins, (spin) => {
    let sum = 0;
    for (let i = 0; i + 1 < spins; i++) sum += K * spin(i) * spin(i + 1);
    return sum;
  });
}
