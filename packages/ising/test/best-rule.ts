import { RandomStream } from '@rgflow/random';
import { expect } from 'vitest';
import { blockRuleInformation, boltzmannDistribution, isingConfigurations, ruleInformation } from '../src/index.js';
import {
  blockPairs,
  blockSites,
  blockSpins,
  heldOutInformation,
  learnBlockRule,
  ruleTable,
} from '../src/rules/index.js';

export const critic = { steps: 2000, batch: 128, rate: 0.01, hidden: 8 };
export const random = RandomStream.named('learned-rules');

/** A rule that is learned on the torus of 4 × 4 at this coupling is the best of all, and its bound is near what it tells. */
export function expectBestRule(coupling: number): void {
  const { block, ring, distribution } = torus(coupling);
  const exact = blockRuleInformation(distribution, block, ring);
  const states = isingConfigurations({ dimension: 2, size: 4, coupling, samples: 20_000 }, random.split('torus'));
  const pairs = blockPairs(states, { size: 4, side: 2, buffer: 0 });
  const rule = learnBlockRule(pairs, critic, random.split('rule', { coupling }));
  const told = ruleInformation(distribution, block, ring, ruleTable(rule));
  expect(told).toBeLessThanOrEqual(exact.optimum + 1e-12);
  expect(told, JSON.stringify([rule, exact])).toBeGreaterThan(exact.optimum - 0.002);
  expect(exact.optimum - exact.decimation).toBeGreaterThan(0.01);
  // The bound of a critic is below the information, and near it.
  const { value, standardError } = heldOutInformation(blockSpins(rule, pairs.blocks), pairs, critic, random);
  expect(value).toBeLessThan(told + 4 * standardError);
  expect(value).toBeGreaterThan(told - 0.02 - 4 * standardError);
}

/** The torus of 4 × 4: a block of 2 × 2 and all other spins. */
function torus(coupling: number) {
  const { block, ring } = blockSites({ size: 4, side: 2, buffer: 0 });
  const distribution = boltzmannDistribution(16, (spin) => {
    let sum = 0;
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 4; x++) {
        sum += spin(y * 4 + x) * (spin(y * 4 + ((x + 1) % 4)) + spin(((y + 1) % 4) * 4 + x));
      }
    }
    return coupling * sum;
  });
  return { block, ring, distribution };
}
