import { CRITICAL_COUPLING } from '@rgflow/ising';
import { z } from 'zod';
import { areSound, refuse } from '../network/joint-checks.js';

/** The parameters of the study of learned block rules. */
export const learnedRulesParameters = z
  .strictObject({
    coupling: z.number().nonnegative().default(CRITICAL_COUPLING).describe('K of the square lattice.'),
    torus: z
      .strictObject({
        samples: z.int().min(100).max(1_000_000).default(20_000).describe('States that the rule is learned from.'),
      })
      .prefault({})
      .describe('The torus of 4 × 4, where all rules of a block of 2 × 2 are known.'),
    square: z
      .strictObject({
        size: z.int().min(7).max(512).default(36).describe('Spins along a side of the torus.'),
        sides: z.array(z.int().min(2).max(8)).min(1).default([2, 3, 4]).describe('Spins along a side of a block.'),
        buffer: z.int().nonnegative().max(10).default(1).describe('Spins between a block and those it tells of.'),
        samples: z.int().min(2).default(600).describe('States of a chain of cluster flips.'),
      })
      .prefault({})
      .describe('The lattice where rules are asked for what they tell, and for the couplings of the block spins.'),
    learning: z
      .strictObject({
        steps: z.int().positive().default(2000).describe('Steps of a climb.'),
        batch: z.int().min(2).default(128).describe('Blocks of one step, each with the spins around it.'),
        rate: z.number().positive().default(0.01).describe('Of Adam; it falls to 0 over the second half.'),
        hidden: z.int().nonnegative().default(8).describe('Hidden units of a critic.'),
        starts: z.int().positive().max(100).default(5).describe('Climbs, the best of which is kept.'),
      })
      .prefault({})
      .describe('How rules are learned, and critics fitted.'),
    seed: z.int().nonnegative().default(0).describe('Names the random streams: states, climbs and critics.'),
  })
  .check(({ value: { square }, issues }) => {
    if (!areSound(issues, 'square')) return;
    const { size, sides, buffer, samples } = square;
    sides.forEach((side, n) => {
      if (size % side !== 0 || size / side < 7) {
        refuse(issues, ['square', 'sides', n], `expected a divisor of square.size, ${size}, by 7 or more`, side);
      } else if (side + 2 * buffer + 2 > size) {
        refuse(issues, ['square', 'buffer'], `expected room for a ring around a block of side ${side}`, buffer);
      } else if (samples * Math.floor(size / (side + buffer)) * Math.floor(size / (side + buffer)) < 100) {
        refuse(issues, ['square', 'samples'], 'expected 100 blocks or more of all states', samples);
      }
    });
  });

export type LearnedRulesParameters = z.output<typeof learnedRulesParameters>;
