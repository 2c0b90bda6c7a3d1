import { CRITICAL_ALPHA, CRITICAL_COUPLING } from '@rgflow/ising';
import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import { decimationTables } from '../lattice/decimation.tables.js';
import type { TableMeaning } from '../table-meaning.js';
import { type checkerboardColumns, checkerboardCouplingsStage } from './checkerboard-couplings.stage.js';
import { exactSquareFlowStage } from './exact-square-flow.stage.js';
import type { fixedPointColumns } from './ising-fixed-point.columns.js';
import { type keptColumns, keptObservablesStage } from './kept-observables.stage.js';
import { squareFixedPointsStage } from './square-fixed-points.stage.js';
import { torusFlowStage } from './torus-flow.stage.js';
import { truncatedFlowStage } from './truncated-flow.stage.js';

export const study: AnyStudy = defineStudy({
  name: 'ising-2d',
  title: 'Figures 3, 4 and 5 of arXiv:2107.06898, as published and exactly: the square lattice under decimation',
  params: z.strictObject({
    coupling: z
      .number()
      .nonnegative()
      .default(CRITICAL_COUPLING)
      .describe('K, nearest-neighbour coupling over temperature'),
    truncated: z
      .strictObject({
        alpha: z.number().positive().lt(2).default(CRITICAL_ALPHA).describe("α of K' = (α/4) ln cosh 4K"),
        steps: z.int().min(1).max(1000).default(12).describe('decimations'),
      })
      .prefault({})
      .describe('the flow of one coupling, as published'),
    torus: z
      .strictObject({
        size: z
          .union([z.literal(2), z.literal(4)], 'expected 2 or 4')
          .default(4)
          .describe('sites along a side'),
      })
      .prefault({})
      .describe('the lattice whose states are enumerated'),
  }),
  build(plan, { coupling, truncated, torus }) {
    plan.add(squareFixedPointsStage, { params: { alpha: truncated.alpha }, inputs: {} });
    plan.add(checkerboardCouplingsStage, { params: { coupling }, inputs: {} });
    plan.add(keptObservablesStage, { params: { coupling, alpha: truncated.alpha }, inputs: {} });
    plan.add(truncatedFlowStage, { params: { coupling, ...truncated }, inputs: {} });
    plan.add(exactSquareFlowStage, { params: { coupling }, inputs: {} });
    plan.add(torusFlowStage, { params: { coupling, ...torus }, inputs: {} });
  },
});

const isingFixedPoint: TableMeaning<typeof fixedPointColumns> = {
  about: 'the fixed points of recursions of the square lattice, and the exact critical point',
  columns: {
    scheme: { meaning: "'truncated, alpha = ...' (Maris and Kadanoff), 'wilson' (two couplings) or 'exact'" },
    coupling_fixed: { meaning: 'K*, the nearest-neighbour coupling of the fixed point' },
    diagonal_fixed: { meaning: 'L*, the next-nearest-neighbour coupling of the fixed point' },
    eigenvalue: { meaning: 'λ, the relevant eigenvalue of a step that stretches lengths by √2' },
    correlation_length_exponent: { meaning: 'ν = ln √2 / ln λ' },
    critical_coupling: { meaning: 'K at which the lattice of nearest neighbours alone flows to the fixed point' },
    critical_coupling_linear: {
      meaning: 'the same, the critical line taken for its tangent at the fixed point',
    },
    reason: { meaning: 'why some of these are null' },
  },
};

const checkerboardCoupling: TableMeaning<typeof checkerboardColumns> = {
  about: 'the couplings of the retained spins after one checkerboard step from nearest neighbours alone, exactly',
  columns: {
    constant: { meaning: "K₀' per retained spin, nats" },
    nearest: { meaning: "K', of nearest neighbours of the new lattice" },
    diagonal: { meaning: "L', of next-nearest neighbours" },
    plaquette: { meaning: "M', of the four spins of a square" },
  },
};

const keptObservable: TableMeaning<typeof keptColumns> = {
  about: 'means of the spins that one checkerboard step of a 4 × 4 torus keeps, before and after it',
  columns: {
    observable: { meaning: "product of spins: 'nearest' or 'diagonal' pairs of the kept lattice, 'square' of four" },
    before: { meaning: 'its mean in the lattice before the step' },
    after: { meaning: "its mean in the kept lattice with K', L' and M'" },
    truncated: { meaning: 'its mean in the kept lattice with the one coupling of the published flow' },
  },
};

export const tables = {
  kept_observable: keptObservable,
  ...decimationTables,
  ising_fixed_point: isingFixedPoint,
  checkerboard_coupling: checkerboardCoupling,
};
