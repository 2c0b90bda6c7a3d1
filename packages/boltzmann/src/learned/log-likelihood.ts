import type { Kernels } from '@rgflow/kernels';
import { type Estimate, estimate } from '@rgflow/numerics';
import { freeEnergies } from './free-energy.js';
import type { LearnedMachine, UnitData } from './machine.js';

/**
 * Mean of ln p(v) over the states, in nats; of a density where units are Gaussian. The error has what is scattered among the
 * states, and that of ln Z.
 *
 * @param states        Values, not probabilities: see `drawStates`.
 * @param logPartition  From `exactLogPartition` (a number) or `annealedLogPartition`.
 *
 * @throws as `freeEnergies`.
 */
export function logLikelihood(
  machine: LearnedMachine,
  states: UnitData,
  logPartition: number | Estimate,
  kernels: Kernels,
): Estimate {
  const { value, standardError, samples } = estimate(freeEnergies(machine, states, kernels));
  const [logZ, error] =
    typeof logPartition === 'number' ? [logPartition, 0] : [logPartition.value, logPartition.standardError];
  return { value: -value - logZ, standardError: Math.hypot(standardError, error), samples };
}
