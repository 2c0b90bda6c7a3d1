import { type AnyStudy, defineStudy } from '@rgflow/pipeline/study';
import { z } from 'zod';
import type { TableMeaning } from '../table-meaning.js';
import type { inducedColumns } from './boltzmann-coupling.columns.js';
import type { cumulantColumns } from './boltzmann-cumulant.columns.js';
import type { fieldColumns } from './boltzmann-field.columns.js';
import type { stepColumns } from './boltzmann-step.columns.js';
import type { truncationColumns } from './boltzmann-truncation.columns.js';
import type { visibleColumns } from './boltzmann-visible.columns.js';
import { hiddenCumulantsStage } from './hidden-cumulants.stage.js';
import { hiddenTruncationStage } from './hidden-truncation.stage.js';
import {
  type layerCouplingColumns,
  layeredCumulantsStage,
  type layerTruncationColumns,
} from './layered-cumulants.stage.js';
import { randomMarginalisationStage } from './random-marginalisation.stage.js';
import { threeLayerMarginalisationStage } from './three-layer-marginalisation.stage.js';
import { type correlatorColumns, unitCorrelatorsStage } from './unit-correlators.stage.js';

export const study: AnyStudy = defineStudy({
  name: 'boltzmann-marginalisation',
  title:
    'Boltzmann machines by sequential marginalisation: the flow of couplings from the deepest layer to the visible one',
  params: z.strictObject({
    stack: z
      .strictObject({
        depth: z.int().positive().default(16).describe('hidden layers'),
        units: z.int().positive().default(32).describe('units of a hidden layer'),
        visible: z.int().min(1).max(12).default(6).describe('visible units'),
        g: z.number().nonnegative().default(0.5).describe('spectral norm of each coupling between layers'),
        field: z.number().nonnegative().default(0.5).describe('standard deviation of the fields'),
      })
      .prefault({})
      .describe('the random stack of Gaussian layers'),
    hidden: z
      .strictObject({
        unitField: z.number().default(0.3).describe('field that a hidden unit is in'),
        t: z.array(z.number()).min(1).default([0.3, 0.7, 1.5, 2.5, 4]).describe('strengths with which it is felt'),
        order: z.int().min(1).max(30).default(20).describe('the most cumulants kept'),
        scale: z.number().default(1).describe('factor on the couplings of the three-layer machine to hidden units'),
      })
      .prefault({})
      .describe('hidden units by their cumulants'),
    layers: z
      .strictObject({
        hiddenLayers: z.int().min(1).max(16).default(4).describe('layers of two units that are not Gaussian'),
        layerScale: z
          .array(z.number().min(0).max(3))
          .default([0.5, 1, 2])
          .describe('factors on the couplings of the three-layer machine, the lower one repeated'),
      })
      .prefault({})
      .describe('layers of units that are not Gaussian, by their cumulants'),
    seed: z.int().nonnegative().default(0).describe('of the random stack: replicates'),
  }),
  build(plan, { stack, hidden: { unitField, t, order, scale }, layers, seed }) {
    plan.add(threeLayerMarginalisationStage, { params: {}, inputs: {} });
    plan.add(unitCorrelatorsStage, { params: {}, inputs: {} });
    plan.add(randomMarginalisationStage, { params: stack, inputs: {}, stream: { seed } });
    for (const strength of t) plan.add(hiddenCumulantsStage, { params: { unitField, t: strength, order }, inputs: {} });
    plan.add(hiddenTruncationStage, { params: { unitField, scale, order }, inputs: {} });
    for (const layerScale of layers.layerScale) {
      plan.add(layeredCumulantsStage, { params: { hiddenLayers: layers.hiddenLayers, layerScale }, inputs: {} });
    }
  },
});

const MACHINE = { meaning: "'three-layer' (by hand) or 'random'" };
const LAYER = { meaning: 'the layer, 0 the visible one' };
const HIDDEN_UNIT = { meaning: "kind of the hidden unit: 'gaussian', 'bernoulli' (0 or 1) or 'spin' (±1)" };

const boltzmannStep: TableMeaning<typeof stepColumns> = {
  about: 'a Boltzmann machine by sequential marginalisation, a row for each layer integrated out',
  columns: {
    machine: MACHINE,
    step: { meaning: 'layers integrated out' },
    layer: { meaning: 'the deepest layer left, 0 the visible one' },
    layer_units: { meaning: 'units of that layer' },
    bare_norm: { meaning: 'spectral norm of its coupling W to the layer that went' },
    spectral_norm: { meaning: 'the same in units of the fluctuations of the layer that went: the root of ‖K‖' },
    norm_bound: {
      meaning: 'most that the bare norms allow spectral_norm to be, reached when the couplings are aligned',
    },
    norm_bound_reason: { meaning: 'why norm_bound is null' },
    mean_coupling: { meaning: 'tr K/n, K the coupling induced within the layer' },
    wide_mean_coupling: { meaning: 'tr K/n predicted for wide layers from the mean squares of the couplings' },
    wide_mean_coupling_reason: { meaning: 'why wide_mean_coupling is null' },
    largest_coupling: { meaning: 'largest |K_ij|' },
    rms_field: { meaning: 'root mean square of the renormalised fields of the layer' },
    constant: { meaning: 'part of the Hamiltonian without units' },
    log_partition: { unit: 'nats', meaning: 'ln Z of what is left, by elimination unit by unit' },
    log_partition_deviation: {
      unit: 'nats',
      meaning: 'ln Z of what is left less that of the whole machine: 0 but for rounding',
    },
  },
};

const boltzmannCoupling: TableMeaning<typeof inducedColumns> = {
  about: 'induced couplings of layers of at most eight units, entry by entry',
  columns: {
    machine: MACHINE,
    layer: LAYER,
    unit: { meaning: 'one unit' },
    other: { meaning: 'another unit of the layer, or the same: unit <= other' },
    induced: { meaning: 'K of the two' },
  },
};

const boltzmannField: TableMeaning<typeof fieldColumns> = {
  about: 'fields of layers of at most eight units, unit by unit',
  columns: {
    machine: MACHINE,
    layer: LAYER,
    unit: { meaning: 'the unit' },
    bare: { meaning: 'its field in the whole machine' },
    renormalised: { meaning: 'its field when all deeper layers are integrated out' },
  },
};

const boltzmannCorrelator: TableMeaning<typeof correlatorColumns> = {
  about: 'mean products of two units that a marginalisation leaves, before and after it',
  columns: {
    machine: MACHINE,
    step: { meaning: 'layers integrated out after it' },
    layer: { meaning: 'the layer of one unit, 0 the visible one' },
    unit: { meaning: 'that unit' },
    other_layer: { meaning: 'the layer of the other' },
    other: { meaning: 'the other unit, or the same' },
    before: { meaning: 'mean of their product in what there was before the step' },
    after: { meaning: 'the same in what is left' },
  },
};

const boltzmannVisible: TableMeaning<typeof visibleColumns> = {
  about: 'the distribution of the visible units, a row for each state',
  columns: {
    machine: MACHINE,
    state: { meaning: "the visible units, '010'" },
    probability: { meaning: 'of the state, by sequential marginalisation' },
    probability_joint: { meaning: 'of the state, by elimination of the hidden units one by one' },
    probability_bare: { meaning: 'of the state, without hidden layers' },
  },
};

const boltzmannCumulant: TableMeaning<typeof cumulantColumns> = {
  about: 'ln E e^(th) of a hidden unit h by its first cumulants',
  columns: {
    unit: HIDDEN_UNIT,
    cumulants: { meaning: 'how many are kept' },
    kappa: { meaning: 'the last of them, κₙ of h' },
    partial_sum: { unit: 'nats', meaning: 'Σ κₙ tⁿ/n! over those kept' },
    exact: { unit: 'nats', meaning: 'ln E e^(th)' },
  },
};

const boltzmannTruncation: TableMeaning<typeof truncationColumns> = {
  about: 'the visible distribution with the first cumulants of its hidden units against that with all',
  columns: {
    unit: HIDDEN_UNIT,
    cumulants: { meaning: 'how many are kept' },
    relative_entropy: { unit: 'nats', meaning: 'D(p‖p_cut), p_cut the distribution with the cumulants kept' },
    largest_difference: { meaning: 'max |p - p_cut| over the states' },
    reason: { meaning: 'why both are null' },
  },
};

const LAYER_KIND = {
  meaning:
    "kind of the hidden units, of mean 0 and variance 1: 'spin', 'uniform', 'laplace' (the deepest layer, spins above)",
};
const KEPT = { meaning: 'how many cumulants of every layer are kept' };

const boltzmannLayerCoupling: TableMeaning<typeof layerCouplingColumns> = {
  about: 'couplings induced by layers of units that are not Gaussian, layer after layer, entry by entry',
  columns: {
    kind: LAYER_KIND,
    cumulants: KEPT,
    step: { meaning: 'layers integrated out' },
    layer: LAYER,
    unit: { meaning: 'one unit' },
    other: { meaning: 'another unit of the layer, or the same: unit <= other' },
    second: { meaning: 'J(unit, other), with the cumulants kept' },
    second_exact: { meaning: 'the same with all cumulants' },
    fourth: { meaning: 'J(unit, unit, other, other), with the cumulants kept; with two it is not passed on' },
    fourth_exact: { meaning: 'the same with all cumulants' },
    exact_reason: { meaning: 'why second_exact and fourth_exact are null' },
    second_weak: { meaning: 'J(unit, other) to fourth order in the couplings between layers' },
    second_gaussian: { meaning: 'J(unit, other) under Gaussian layers of the same couplings' },
    second_gaussian_reason: { meaning: 'why second_gaussian is null' },
  },
};

const boltzmannLayerTruncation: TableMeaning<typeof layerTruncationColumns> = {
  about: 'the visible distribution with every layer cut after so many cumulants against that with all',
  columns: {
    kind: LAYER_KIND,
    cumulants: KEPT,
    log_partition_deviation: { unit: 'nats', meaning: 'ln Z with the cumulants kept less that with all' },
    relative_entropy: { unit: 'nats', meaning: 'D(p‖p_cut), p_cut the distribution with the cumulants kept' },
    largest_difference: { meaning: 'max |p - p_cut| over the states' },
    reason: { meaning: 'why the three are null' },
  },
};

export const tables = {
  boltzmann_layer_coupling: boltzmannLayerCoupling,
  boltzmann_layer_truncation: boltzmannLayerTruncation,
  boltzmann_correlator: boltzmannCorrelator,
  boltzmann_step: boltzmannStep,
  boltzmann_coupling: boltzmannCoupling,
  boltzmann_field: boltzmannField,
  boltzmann_visible: boltzmannVisible,
  boltzmann_cumulant: boltzmannCumulant,
  boltzmann_truncation: boltzmannTruncation,
};
