import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import type { TableMeaning } from '../table-meaning.js';
import type { couplingColumns } from './block-coupling.columns.js';
import type { energyColumns } from './block-energy.columns.js';
import type { fixedPointColumns } from './block-fixed-point.columns.js';
import { blockInformationStage } from './block-information.stage.js';
import type { ruleInformationColumns } from './block-rule-information.columns.js';
import { chainCumulantsStage } from './chain-cumulants.stage.js';
import { ringCumulantsStage } from './ring-cumulants.stage.js';
import { squareBlockInformationStage } from './square-block-information.stage.js';
import { surroundedBlockInformationStage } from './surrounded-block-information.stage.js';
import { triangularCumulantsStage } from './triangular-cumulants.stage.js';
import { triangularFixedPointsStage } from './triangular-fixed-points.stage.js';

export const study: AnyStudy = defineStudy({
  name: 'block-cumulants',
  title: 'Block spins: the cumulant expansion by order, and what a block tells of its environment',
  params: z.strictObject({
    coupling: z.number().default(0.5).describe('K, nearest-neighbour coupling over temperature'),
    cumulants: z.int().min(1).max(20).default(8).describe('the most that are kept of the expansion'),
    ring: z
      .strictObject({
        blockSize: z.int().positive().default(3).describe('spins of a block'),
        blocks: z.int().min(4).max(6).default(4).describe('blocks of the ring'),
      })
      .prefault({})
      .describe('the ring whose states are enumerated'),
    largestBuffer: z
      .int()
      .min(0)
      .max(7)
      .default(2)
      .describe('most spins between a block of the chain and its environment'),
    square: z
      .strictObject({
        upTo: z
          .number()
          .default(0.8)
          .describe('largest K that is taken on it: beyond, it is ordered and the rules tell the same'),
        buffer: z.int().min(0).max(100).default(1).describe('rows between a block and its environment'),
      })
      .prefault({})
      .describe('the square lattice'),
  }),
  build(plan, { coupling, cumulants, ring, largestBuffer, square }) {
    plan.add(chainCumulantsStage, { params: { coupling, cumulants }, inputs: {} });
    for (const rule of ['decimation', 'majority'] as const) {
      plan.add(ringCumulantsStage, { params: { coupling, cumulants, rule, ...ring }, inputs: {} });
    }
    plan.add(triangularCumulantsStage, { params: { coupling }, inputs: {} });
    plan.add(triangularFixedPointsStage, { params: {}, inputs: {} });
    plan.add(blockInformationStage, { params: { coupling, largestBuffer }, inputs: {} });
    if (coupling <= square.upTo && coupling >= 0) {
      plan.add(surroundedBlockInformationStage, { params: { coupling }, inputs: {} });
      plan.add(squareBlockInformationStage, { params: { coupling, squareBuffer: square.buffer }, inputs: {} });
    }
  },
});

const RULE = { meaning: "how a block's spin is made: 'decimation' (one is kept) or 'majority'" };
const CUMULANTS = { meaning: 'how many cumulants of the bonds between blocks are kept; 0 is ln Z₀ alone' };

const blockCoupling: TableMeaning<typeof couplingColumns> = {
  about: 'the couplings of block spins after a step, by how many cumulants are kept',
  columns: {
    lattice: { meaning: "'chain' (infinite), 'ring of 12' (its spins) or 'triangular' (infinite)" },
    rule: RULE,
    block: { unit: 'spins', meaning: 'of a block' },
    interaction: { meaning: "the block spins coupled: 'constant' (per block), 'nearest', 'next-nearest', ..." },
    cumulants: CUMULANTS,
    renormalised: { meaning: "coefficient of that product of block spins in -H', dimensionless" },
    exact: { meaning: 'the same with all cumulants' },
    exact_reason: { meaning: 'why exact is null' },
  },
};

const blockEnergy: TableMeaning<typeof energyColumns> = {
  about: "H' of every configuration of the block spins of the ring, by how many cumulants are kept",
  columns: {
    lattice: { meaning: "'ring of 12' (its spins)" },
    rule: RULE,
    block: { unit: 'spins', meaning: 'of a block' },
    configuration: { meaning: "the block spins, '+--+', block 0 first" },
    cumulants: CUMULANTS,
    energy: { meaning: "H' over temperature" },
    exact: { meaning: "H' over temperature by enumeration of all states" },
  },
};

const blockFixedPoint: TableMeaning<typeof fixedPointColumns> = {
  about: 'the critical fixed point of the triangular lattice in triangles by majority, by order of the expansion',
  columns: {
    lattice: { meaning: "'triangular'" },
    scheme: { meaning: "'first order', 'second order' or 'exact'" },
    nearest: { meaning: 'K₁ of the fixed point, between nearest neighbours' },
    next_nearest: { meaning: 'K₂ of the fixed point, between second neighbours' },
    third: { meaning: 'K₃ of the fixed point, between third neighbours' },
    critical_coupling: { meaning: 'K at which the flow from nearest neighbours alone parts' },
    linear_critical_coupling: {
      meaning: 'the same, the critical surface taken for its tangent plane at the fixed point',
    },
    eigenvalue: { meaning: 'λ, the relevant eigenvalue of a step' },
    thermal_exponent: { meaning: 'y_T = ln λ / ln b, b = √3 the ratio of lattice spacings' },
    correlation_length_exponent: { meaning: 'ν = 1/y_T' },
    reason: { meaning: 'why some of these are null' },
  },
};

const blockRuleInformation: TableMeaning<typeof ruleInformationColumns> = {
  about: "what a block's spin tells of the spins beyond a buffer, a row for each rule that makes it",
  columns: {
    lattice: {
      meaning:
        "'chain' (infinite), 'square' (an infinite cylinder, 4 sites around; the environment is above and below) or 'square, surrounded' (6 sites around; the environment is beside the block too)",
    },
    block: { unit: 'spins', meaning: 'of a block' },
    buffer: {
      unit: 'spins',
      meaning: 'between the block and its environment on each side; rows on the square lattice',
    },
    rule: { meaning: "how the spin is made; 'optimum' is the best of all rules, 'whole block' no rule but the block" },
    information: { unit: 'nats', meaning: 'mutual information of the block spin and its environment' },
    truth_table: {
      meaning: 'the rule: bit v is the block spin of block state v, whose bit i is spin i; -1 for no rule',
    },
  },
};

export const tables = {
  block_coupling: blockCoupling,
  block_energy: blockEnergy,
  block_fixed_point: blockFixedPoint,
  block_rule_information: blockRuleInformation,
};

export const stageParameters = {
  squareBuffer: { meaning: 'rows between a block of the square lattice and its environment' },
};
