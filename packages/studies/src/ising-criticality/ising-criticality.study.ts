import { CRITICAL_ALPHA, CRITICAL_COUPLING } from '@rgflow/ising';
import { type AnyStudy, defineStudy } from '@rgflow/pipeline';
import { z } from 'zod';
import { criticalApproachStage } from './critical-approach.stage.js';
import { criticalDivergenceStage } from './critical-divergence.stage.js';
import { squareSimulationStage } from './square-simulation.stage.js';
import { squareSlopesStage } from './square-slopes.stage.js';

export const study: AnyStudy = defineStudy({
  name: 'ising-criticality',
  title: 'Relative entropy does see the transition: ds/dK of the square lattice at K_c',
  params: z.strictObject({
    grid: z
      .strictObject({
        from: z.number().nonnegative().default(0).describe('least K'),
        to: z.number().positive().default(0.9).describe('largest K'),
        points: z.int().min(2).max(100_000).default(451).describe('couplings, evenly spaced'),
        alpha: z.number().positive().lt(2).default(CRITICAL_ALPHA).describe("α of K' = (α/4) ln cosh 4K"),
      })
      .prefault({})
      .describe('couplings at which s and its slope are tabulated'),
    approach: z
      .strictObject({
        farthest: z.number().positive().lt(0.5).default(1e-3).describe('largest |K/K_c - 1|'),
        nearest: z.number().min(1e-9).lt(0.5).default(1e-8).describe('least |K/K_c - 1|'),
        perDecade: z.int().min(2).max(100).default(8).describe('distances in a factor of ten'),
      })
      .prefault({})
      .describe('distances from K_c, on both sides, to which a logarithm is fitted'),
    simulation: z
      .strictObject({
        coupling: z
          .number()
          .nonnegative()
          .default(CRITICAL_COUPLING)
          .describe('K, nearest-neighbour coupling over temperature'),
        size: z.int().min(2).max(1024).default(64).describe('sites along a side of the torus'),
        sweeps: z
          .int()
          .min(2)
          .default(2000)
          .describe('sweeps measured, each of about as many flips as there are sites'),
      })
      .prefault({})
      .describe('Monte Carlo of one torus'),
    seed: z.int().nonnegative().default(0).describe('of the random stream: replicates'),
  }),
  build(plan, { grid, approach, simulation, seed }) {
    plan.add(squareSlopesStage, { params: grid, inputs: {} });
    const { ising_approach } = plan.add(criticalApproachStage, {
      params: { ...approach, alpha: grid.alpha },
      inputs: {},
    });
    plan.add(criticalDivergenceStage, { params: {}, inputs: { ising_approach } });
    plan.add(squareSimulationStage, { params: simulation, inputs: {}, stream: { ...simulation, seed } });
  },
});
