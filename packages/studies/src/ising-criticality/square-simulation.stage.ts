import { exactFirstStep, kaufmanLattice, simulateSquare } from '@rgflow/ising';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { simulationColumns } from './ising-simulation.columns.js';

/**
 * Energy and first-step relative entropy of a torus by Wolff's cluster algorithm, beside the exact energy of that torus and
 * the exact first step of the infinite lattice.
 */
export const squareSimulationStage = defineStage({
  name: 'square-simulation',
  module: import.meta.url,
  draws: 'square-simulation',
  params: z.strictObject({
    coupling: z.number().nonnegative(),
    size: z.int().min(2).max(1024),
    sweeps: z.int().min(2),
  }),
  inputs: {},
  outputs: { ising_simulation: table(simulationColumns) },
  run({ params: { coupling, size, sweeps }, stream }) {
    const random = RandomStream.named(stream.name, stream.values);
    const { energyPerBond, firstStep, flips } = simulateSquare(coupling, size, random, { sweeps });
    return {
      ising_simulation: [
        {
          coupling,
          energy_per_bond: energyPerBond.value,
          energy_per_bond_se: energyPerBond.standardError,
          energy_per_bond_exact: kaufmanLattice(coupling, size, size).energyPerBond,
          first_step: firstStep.value,
          first_step_se: firstStep.standardError,
          first_step_infinite: exactFirstStep(coupling),
          autocorrelation_time: energyPerBond.integratedAutocorrelationTime,
          flips,
        },
      ],
    };
  },
});
