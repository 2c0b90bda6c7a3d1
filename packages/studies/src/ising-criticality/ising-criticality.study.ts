import { CRITICAL_ALPHA, CRITICAL_COUPLING } from '@rgflow/ising';
import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import type { TableMeaning } from '../table-meaning.js';
import { criticalApproachStage } from './critical-approach.stage.js';
import { criticalDivergenceStage } from './critical-divergence.stage.js';
import type { approachColumns } from './ising-approach.columns.js';
import type { divergenceColumns } from './ising-divergence.columns.js';
import type { simulationColumns } from './ising-simulation.columns.js';
import type { slopeColumns } from './ising-slope.columns.js';
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
      .refine(({ from, to }) => from < to, { path: ['to'], error: 'expected more than grid.from' })
      .prefault({})
      .describe('couplings at which s and its slope are tabulated'),
    approach: z
      .strictObject({
        farthest: z.number().positive().lt(0.5).default(1e-3).describe('largest |K/K_c - 1|'),
        nearest: z.number().min(1e-9).lt(0.5).default(1e-8).describe('least |K/K_c - 1|'),
        perDecade: z.int().min(2).max(100).default(8).describe('distances in a factor of ten'),
      })
      .refine(({ farthest, nearest }) => nearest <= farthest, {
        path: ['nearest'],
        error: 'expected at most approach.farthest',
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

const SCHEME = { meaning: "'exact' or 'truncated' (the published approximation)" };
const QUANTITY = { meaning: "'asymptote' (s⁽∞⁾, after many decimations) or 'first step' (s⁽¹⁾)" };

const SLOPE = {
  scheme: SCHEME,
  quantity: QUANTITY,
  coupling: { meaning: 'K, nearest-neighbour coupling over temperature' },
  relative_entropy: { meaning: 'the quantity, s = S(p‖p⁽ⁿ⁾) / (N ln 2)' },
  slope: { meaning: 'ds/dK' },
};

const isingSlope: TableMeaning<typeof slopeColumns> = {
  about: 'relative entropies of the square lattice and their slopes on a grid of couplings',
  columns: SLOPE,
};

const isingApproach: TableMeaning<typeof approachColumns> = {
  about: 'relative entropies of the square lattice and their slopes on both sides of K_c, ever nearer to it',
  columns: { ...SLOPE, distance: { meaning: 'K/K_c - 1, negative below K_c' } },
};

const isingDivergence: TableMeaning<typeof divergenceColumns> = {
  about: 'the logarithm that diverges in ds/dK at K_c, as fitted to ising_approach, a row for each curve',
  columns: {
    scheme: SCHEME,
    quantity: QUANTITY,
    amplitude: { meaning: 'coefficient of ln(1/|1 - K/K_c|)' },
    amplitude_se: { meaning: 'standard error of the least-squares fit' },
    amplitude_exact: { meaning: '8 K_c / (π ln 2)' },
    amplitude_exact_reason: { meaning: 'why amplitude_exact is null' },
    background: { meaning: 'ds/dK at K_c without the logarithm' },
    background_se: { meaning: 'standard error of the least-squares fit' },
    points: { meaning: 'slopes fitted' },
  },
};

const isingSimulation: TableMeaning<typeof simulationColumns> = {
  about: "a torus by Wolff's cluster algorithm beside exact results, a row for each coupling",
  columns: {
    coupling: { meaning: 'K, nearest-neighbour coupling over temperature' },
    energy_per_bond: { meaning: "⟨σσ'⟩ of neighbours, measured" },
    energy_per_bond_se: { meaning: 'its standard error, with the autocorrelation' },
    energy_per_bond_exact: { meaning: "⟨σσ'⟩ of the same torus by Kaufman's solution" },
    first_step: { meaning: 's⁽¹⁾, measured' },
    first_step_se: { meaning: 'its standard error, with the autocorrelation' },
    first_step_infinite: { meaning: 's⁽¹⁾ of the infinite lattice, exactly' },
    autocorrelation_time: { unit: 'sweeps', meaning: 'integrated autocorrelation time of the energy; 1/2 without any' },
    flips: { unit: 'spins', meaning: 'flipped while measuring' },
  },
};

export const tables = {
  ising_slope: isingSlope,
  ising_approach: isingApproach,
  ising_divergence: isingDivergence,
  ising_simulation: isingSimulation,
};
