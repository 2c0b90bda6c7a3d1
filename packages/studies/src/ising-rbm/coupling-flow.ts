import { type LearnedMachine, reconstructions } from '@rgflow/boltzmann/learned';
import { isingConfigurations, latticeEnergy, type SpinLattice } from '@rgflow/ising';
import type { Kernels } from '@rgflow/kernels';
import { estimate, square } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { couplingOfEnergies, couplingOfStates } from './measured-coupling.js';
import { bondsOf, energiesPerBond, magnetisationSquared } from './spin-energies.js';

export interface FlowPlan {
  /** K of the equilibrium samples to start from, ascending. */
  readonly starts: readonly number[];
  /** From each. */
  readonly chains: number;
  readonly steps: number;
}

/** The gap between flows from both ends counts as closed within so many of its standard errors. */
const CLOSED = 4;

/**
 * Reconstructs samples of several K again and again, and measures their K on the way: the rows of `rbm_flow` and what
 * `rbm_fixed_point` has of the last half of the steps. Chains are independent, so errors are by the scatter of their
 * means over time.
 */
export function couplingFlow(
  machine: LearnedMachine,
  lattice: SpinLattice,
  { starts, chains, steps }: FlowPlan,
  { random, kernels, onStep }: { random: RandomStream; kernels: Kernels; onStep: (step: number) => void },
) {
  const sites = machine.visibleBiases.length;
  const bonds = bondsOf(lattice);
  const told = new Set(toldSteps(steps));
  const rows: FlowRow[] = [];
  const sums = new Float64Array(starts.length * chains);
  const half = Math.floor(steps / 2);
  let variance = 0;
  let conditional: ReturnType<typeof couplingOfStates> = null;
  const options = {
    random: random.split('chains'),
    steps,
    onStep: (step: number, states: Float32Array) => {
      const energies = energiesPerBond(states, sites, bonds);
      if (step > half) {
        energies.forEach((energy, chain) => {
          sums[chain]! += energy / (steps - half);
        });
        variance += varianceOf(energies) / (steps - half);
      }
      if (step === steps) conditional = couplingOfStates(states, lattice);
      if (told.has(step)) {
        starts.forEach((start, index) => {
          const [from, to] = [index * chains, (index + 1) * chains];
          const own = states.subarray(from * sites, to * sites);
          rows.push(flowRow(start, step, energies.subarray(from, to), own, lattice));
        });
      }
      onStep(step);
    },
  };
  reconstructions(machine, startingStates(lattice, { starts, chains }, random), options, kernels);
  return { rows, fixedPoint: fixedPointOf(sums, chains, variance, conditional, lattice) };
}

type FlowRow = ReturnType<typeof flowRow>;

function flowRow(start: number, step: number, energies: Float64Array, states: Float32Array, lattice: SpinLattice) {
  const conditional = couplingOfStates(states, lattice);
  return {
    start_coupling: start,
    step,
    ...couplingOfEnergies(energies, lattice),
    conditional_coupling: conditional?.value ?? null,
    conditional_coupling_se: conditional?.standardError ?? null,
    magnetisation_squared: magnetisationSquared(states, energies.length === 0 ? 1 : states.length / energies.length),
  };
}

/** Equilibrium samples at each K, black and white. */
function startingStates(lattice: SpinLattice, { starts, chains }: Omit<FlowPlan, 'steps'>, random: RandomStream) {
  const parts = starts.map((coupling) =>
    isingConfigurations({ ...lattice, coupling, samples: chains }, random.split('start', { coupling })),
  );
  const units = parts[0]!.length / chains;
  const values = new Uint8Array(starts.length * chains * units);
  parts.forEach((part, index) => {
    values.set(
      Uint8Array.from(part, (spin) => (spin === 1 ? 255 : 0)),
      index * part.length,
    );
  });
  return { count: starts.length * chains, units, values };
}

/** From the means over time of the energies of all chains, those of one start after those of another. */
function fixedPointOf(
  means: Float64Array,
  chains: number,
  variance: number,
  conditional: ReturnType<typeof couplingOfStates>,
  lattice: SpinLattice,
) {
  const [weakest, strongest] = [means.subarray(0, chains), means.subarray(-chains)].map((part) =>
    estimate(Array.from(part)),
  );
  const gap = strongest!.value - weakest!.value;
  const gapError = Math.hypot(strongest!.standardError, weakest!.standardError);
  const settled = Math.abs(gap) <= CLOSED * gapError;
  const { coupling, coupling_se, reason, ...energy } = couplingOfEnergies(means, lattice);
  const shared = {
    ...energy,
    gap,
    gap_se: gapError,
    settled,
    conditional_coupling: conditional?.value ?? null,
    conditional_coupling_se: conditional?.standardError ?? null,
  };
  if (!settled) {
    const apart = `flows from the weakest and the strongest coupling have not met: their energies differ by ${gap.toFixed(4)}`;
    return { ...shared, coupling: null, coupling_se: null, variance_ratio: null, reason: apart };
  }
  if (coupling === null) return { ...shared, coupling, coupling_se, variance_ratio: null, reason };
  const ratio = variance / latticeEnergy(Math.abs(coupling), lattice).energyVariance;
  return { ...shared, coupling, coupling_se, variance_ratio: ratio, reason: null };
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, x) => sum + square(x - mean), 0) / (values.length - 1);
}

/** 0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, ..., and the last. */
export function toldSteps(steps: number): readonly number[] {
  const told = [0, 1, 2, 3, 5, 7];
  for (let decade = 10; decade <= steps; decade *= 10) told.push(...[1, 1.5, 2, 3, 5, 7].map((x) => x * decade));
  return [...new Set([...told.filter((step) => step < steps), steps])];
}
