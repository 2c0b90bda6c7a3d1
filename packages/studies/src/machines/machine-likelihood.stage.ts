import {
  annealedLogPartition,
  annealingArenaBytes,
  drawStates,
  exactLogPartition,
  fantasies,
  isFiniteMachine,
  type LearnedMachine,
  logLikelihood,
  stateVariance,
} from '@rgflow/boltzmann/learned';
import { blasVariables, type Kernels } from '@rgflow/kernels';
import type { Estimate } from '@rgflow/numerics';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { nullIfUndefined } from '../undefined-values.js';
import { machineLikelihoodColumns } from './machine-likelihood.columns.js';
import { belowTop, machinesOf, stackTensors } from './machine-tensors.js';
import { shownTo } from './shown-data.js';

/** Fantasies that vary less than this share of the data: one state and little else. */
const COLLAPSED = 0.1;
/** Of the arena, for what is done beside the annealing. */
const OTHER_BYTES = 2 ** 26;

/**
 * Mean log-likelihood of the uppermost machine of a stack, of states that it is shown: exactly where one of its layers
 * has at most `enumerated` units (of Gaussian visible units: the hidden one), else by annealed importance sampling. And
 * whether what it draws by itself varies as the data do. A machine that diverged has a row without numbers,
 * one that is annealed in too large steps a row without errors.
 */
export const machineLikelihoodStage = defineStage({
  name: 'machine-likelihood',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'machine-likelihood',
  params: z.strictObject({
    snapshot: z.string(),
    /** Hidden units of each machine of the stack, '256-100': which row is of which. */
    widths: z.string(),
    visible: z.enum(['bernoulli', 'gaussian']),
    enumerated: z.int().min(0).max(20),
    chains: z.int().positive(),
    temperatures: z.int().positive(),
    /** Gibbs steps of fantasies. */
    fantasySteps: z.int().positive(),
  }),
  inputs: { ...stackTensors, images: tensor('uint8', ['image', 'pixel']) },
  outputs: { machine_likelihood: table(machineLikelihoodColumns) },
  run({ params, inputs: { images, ...stack }, stream }) {
    const { snapshot, visible, chains, fantasySteps } = params;
    const random = RandomStream.named(stream.name, stream.values);
    const machine = machinesOf(stack, visible).at(-1)!;
    const kernels = threadKernels(annealingArenaBytes(machine, chains) + OTHER_BYTES);
    const below = belowTop(stack);
    const [visibleUnits, hiddenUnits] = [machine.visibleBiases.length, machine.hiddenBiases.length];
    const listed = machine.visible === 'gaussian' ? hiddenUnits : Math.min(visibleUnits, hiddenUnits);
    const isExact = listed <= params.enumerated;
    const known = {
      snapshot,
      layer: below.weights.length,
      visible_units: visibleUnits,
      hidden_units: hiddenUnits,
      method: isExact ? 'exact' : 'annealed',
      states: images[0]!.shape[0]!,
    };
    if (![...machinesOf(below, visible), machine].every(isFiniteMachine)) {
      return { machine_likelihood: [{ ...known, ...UNKNOWN }] };
    }
    const data = shownTo(machinesOf(below, visible), images, visible, random.split('below'), kernels);
    const states = machine.visible === 'gaussian' ? data : drawStates(data, random.split('states'), kernels);
    const partition = partitionOf(machine, isExact, params, random, kernels);
    const { value, standardError } = logLikelihood(machine, states, partition.logPartition, kernels);
    const dreamt = fantasies(machine, kernels, { random: random.split('fantasies'), steps: fantasySteps });
    const dataVariance = stateVariance(data, machine.visible, kernels);
    const fantasyVariance = stateVariance(dreamt, machine.visible, kernels);
    const row = {
      ...known,
      log_partition: partition.logPartition.value,
      log_partition_se: nullIfUndefined(partition.logPartition.standardError),
      effective_chains: partition.effectiveChains,
      log_likelihood: value,
      log_likelihood_se: nullIfUndefined(standardError),
      log_likelihood_per_unit: value / visibleUnits,
      data_variance: dataVariance,
      fantasy_variance: fantasyVariance,
      status: machine.visible === 'bernoulli' && fantasyVariance < COLLAPSED * dataVariance ? 'collapsed' : 'ok',
      reason: partition.reason,
    };
    return { machine_likelihood: [row] };
  },
});

const UNKNOWN = {
  log_partition: null,
  log_partition_se: null,
  effective_chains: null,
  log_likelihood: null,
  log_likelihood_se: null,
  log_likelihood_per_unit: null,
  data_variance: null,
  fantasy_variance: null,
  status: 'diverged',
  reason: 'the training diverged: a weight or a bias is not finite',
} as const;

function partitionOf(
  machine: LearnedMachine,
  isExact: boolean,
  { chains, temperatures }: { readonly chains: number; readonly temperatures: number },
  random: RandomStream,
  kernels: Kernels,
): { readonly logPartition: Estimate; readonly effectiveChains: number | null; readonly reason: string | null } {
  if (!isExact) {
    return annealedLogPartition(machine, kernels, { random: random.split('annealing'), chains, temperatures });
  }
  const value = exactLogPartition(machine, kernels);
  return { logPartition: { value, standardError: 0, samples: 1 }, effectiveChains: null, reason: null };
}
