import type { PlanBuilder } from '@rgflow/pipeline';
import { isingImagesStage } from '../breadth/ising-images.stage.js';
import { type PlannedStack, planLikelihood, planMachine } from '../machines/machine-plan.js';
import { type IsingRbmParameters, sideOf } from './ising-rbm-parameters.js';
import { learnedCouplingsStage } from './learned-couplings.stage.js';
import { rbmFlowStage } from './rbm-flow.stage.js';

/**
 * One cell: a machine on all spins, the same untrained, and one on samples whose sites know nothing of each other,
 * their flows and their couplings; and where the samples are at one K, a machine on the spins that a decimation keeps.
 */
export function planIsingRbm(plan: PlanBuilder, params: IsingRbmParameters): void {
  const isSingle = params.spins.couplings.length === 1;
  const whole = planSpins(plan, params, 'all', 'drawn');
  const shuffled = planSpins(plan, params, 'all', 'shuffled');
  for (const [machine, of] of [
    ['trained', whole.trained],
    ['untrained', whole.untrained],
    ['shuffled', shuffled.trained],
  ] as const) {
    planFlow(plan, params, machine, of);
    planCouplings(plan, params, machine, 'all', of);
  }
  if (!isSingle) return;
  // What is left of the samples after a decimation, and a machine with a hidden unit for each spin that is gone.
  const sublattice = planSpins(plan, params, 'sublattice', 'drawn');
  planCouplings(plan, params, 'trained', 'sublattice', sublattice.trained);
}

/** Samples, and a machine before and after it was trained on them. */
function planSpins(
  plan: PlanBuilder,
  params: IsingRbmParameters,
  kept: 'all' | 'sublattice',
  arrangement: 'drawn' | 'shuffled',
) {
  const { spins, machine, training, likelihood, seed } = params;
  const { dimension, sites } = spins;
  const data = { dimension, size: sideOf(spins), couplings: JSON.stringify(spins.couplings) };
  const samplesOf = (images: number, role: string) =>
    plan.add(isingImagesStage, {
      params: { ...data, kept, arrangement, images, seed },
      inputs: {},
      stream: { ...data, role, seed },
      keep: 'never',
    }).images;
  const hidden = Math.max(1, Math.round(machine.hiddenPerSpin * (kept === 'all' ? sites : sites / 2)));
  const visible = 'bernoulli' as const;
  const stream = { ...data, kept, arrangement };
  const options = { visible, training, images: samplesOf(spins.samples, 'training'), data: stream, seed };
  const stack = planMachine(plan, null, hidden, options);
  if (kept === 'all' && arrangement === 'drawn' && spins.couplings.length === 1) {
    const images = samplesOf(Math.min(spins.samples, TESTED), 'likelihood');
    planLikelihood(plan, stack, { ...options, images, snapshot: 'final', likelihood });
  }
  return { untrained: stack.epochs[0]!, trained: stack.epochs.at(-1)! };
}

/** Samples that a likelihood is the mean of. */
const TESTED = 4000;

function planFlow(plan: PlanBuilder, { spins, flow, seed }: IsingRbmParameters, machine: Kind, of: PlannedStack): void {
  const { starts, chains, steps } = flow;
  const data = { dimension: spins.dimension, size: sideOf(spins), couplings: JSON.stringify(spins.couplings) };
  plan.add(rbmFlowStage, {
    params: { machine, ...data, starts: JSON.stringify(starts), chains, steps },
    inputs: machineOf(of),
    stream: { ...data, seed },
  });
}

function planCouplings(
  plan: PlanBuilder,
  { spins, seed }: IsingRbmParameters,
  machine: Kind,
  kept: 'all' | 'sublattice',
  of: PlannedStack,
): void {
  const data = { dimension: spins.dimension, size: sideOf(spins), couplings: JSON.stringify(spins.couplings) };
  plan.add(learnedCouplingsStage, {
    params: { machine, ...data, kept },
    inputs: machineOf(of),
    stream: { ...data, kept, seed },
  });
}

type Kind = 'trained' | 'untrained' | 'shuffled';

function machineOf({ weights, visibleBiases, hiddenBiases }: PlannedStack) {
  return { weights, visibleBiases, hiddenBiases };
}
