import { isFiniteMachine } from '@rgflow/boltzmann/learned';
import { CRITICAL_COUPLING } from '@rgflow/ising';
import { blasVariables } from '@rgflow/kernels';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { machinesOf, stackTensors } from '../machines/machine-tensors.js';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { couplingFlow } from './coupling-flow.js';
import { entropyPerSite, expectedOfMixture } from './expected-equilibrium.js';
import { rbmFixedPointColumns } from './rbm-fixed-point.columns.js';
import { rbmFlowColumns } from './rbm-flow.columns.js';

/**
 * The flow of couplings that a machine generates: equilibrium samples at several K are reconstructed again and again, and
 * after each step their K is measured by exact thermodynamics. Chains that began in order and in disorder have to meet, or
 * there is no fixed point to be told.
 */
export const rbmFlowStage = defineStage({
  name: 'rbm-flow',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'rbm-flow',
  params: z.strictObject({
    machine: z.enum(['trained', 'untrained', 'shuffled']),
    dimension: z.union([z.literal(1), z.literal(2)]),
    size: z.int().positive(),
    /** JSON of the list of K that the machine was shown. */
    couplings: z.string(),
    /** JSON of the list of K to start from, ascending. */
    starts: z.string(),
    /** From each start. */
    chains: z.int().min(2),
    steps: z.int().min(2),
  }),
  inputs: stackTensors,
  outputs: { rbm_flow: table(rbmFlowColumns), rbm_fixed_point: table(rbmFixedPointColumns) },
  run({ params, inputs, stream, progress }) {
    const { machine: kind, dimension, size, chains, steps } = params;
    const lattice = { dimension, size };
    const couplings = JSON.parse(params.couplings) as readonly number[];
    const starts = JSON.parse(params.starts) as readonly number[];
    // Independent units are what shuffled samples are, and what a machine without weights draws.
    const expected = expectedOfMixture(kind === 'trained' ? couplings : [0], lattice);
    const exact = {
      expected_energy_per_bond: expected.energyPerBond,
      expected_coupling: expected.coupling,
      expected_variance_ratio: expected.varianceRatio,
      critical_coupling: dimension === 2 ? CRITICAL_COUPLING : null,
      entropy_per_site: couplings.length === 1 ? entropyPerSite(couplings[0]!, lattice) : null,
    };
    const machine = machinesOf(inputs, 'bernoulli')[0]!;
    if (!isFiniteMachine(machine)) return { rbm_flow: [], rbm_fixed_point: [{ ...UNKNOWN, ...exact }] };
    const { rows, fixedPoint } = couplingFlow(
      machine,
      lattice,
      { starts, chains, steps },
      {
        random: RandomStream.named(stream.name, stream.values).split('machine', { machine: kind }),
        kernels: threadKernels(),
        onStep: (step) => progress(step / steps),
      },
    );
    return { rbm_flow: rows, rbm_fixed_point: [{ ...fixedPoint, ...exact }] };
  },
});

const UNKNOWN = {
  energy_per_bond: null,
  energy_per_bond_se: null,
  coupling: null,
  coupling_se: null,
  gap: null,
  gap_se: null,
  settled: false,
  conditional_coupling: null,
  conditional_coupling_se: null,
  variance_ratio: null,
  reason: 'the training diverged: a weight or a bias is not finite',
} as const;
