import { type CodeKind, machineSchedule } from '@rgflow/boltzmann/learned';
import type { Keep, OutputRef, PlanBuilder, Scalar, TensorContract } from '@rgflow/pipeline';
import { beginMachineStage } from './begin-machine.stage.js';
import { machineCodesStage } from './machine-codes.stage.js';
import { machineLikelihoodStage } from './machine-likelihood.stage.js';
import type { LikelihoodParameters, MachineTraining, StackParameters } from './machine-parameters.js';
import { stackMachineStage } from './stack-machine.stage.js';
import { trainMachineStage } from './train-machine.stage.js';

type Layers = OutputRef<TensorContract<'float32'>>;
type Bytes = OutputRef<TensorContract<'uint8'>>;

/** Machines on each other at some epoch of the uppermost, with all that its training needs to go on. */
export interface PlannedStack {
  readonly weights: Layers;
  readonly visibleBiases: Layers;
  readonly hiddenBiases: Layers;
  readonly weightVelocities: Layers;
  readonly visibleBiasVelocities: Layers;
  readonly hiddenBiasVelocities: Layers;
  readonly chains: Bytes;
}

type Named = Readonly<Record<string, Scalar>>;

/** A stack whose uppermost machine was trained for 0, 1, ..., all epochs. */
export interface TrainedStack {
  readonly widths: readonly number[];
  readonly epochs: readonly PlannedStack[];
}

/** What is trained on, by what name, and how. */
export interface StackPlan {
  readonly visible: StackParameters['visible'];
  readonly training: MachineTraining;
  readonly images: Bytes;
  /** What each machine is trained on in turn, for all epochs of each; the images if not given. */
  readonly lessons?: readonly Bytes[];
  /** What the images are. It names the random streams, with the seed and the widths up to the top of the stack. */
  readonly data: Named;
  readonly seed: number;
  /** How long weights are kept, 'head' if not given: the last of each training. */
  readonly keep?: Keep;
}

/**
 * One more machine on a trained stack, or on the images where that is null: drawn, then trained epoch by epoch. Several
 * may stand on one stack (a head of the same number of units on every layer): what is below is trained once.
 */
export function planMachine(
  plan: PlanBuilder,
  below: TrainedStack | null,
  hidden: number,
  options: StackPlan,
): TrainedStack {
  const { visible, training, seed, keep = 'head' } = options;
  const lessons = options.lessons ?? [options.images];
  const widths = [...(below?.widths ?? []), hidden];
  const stream = streamOf(options, widths);
  const params = { visible, hidden, seed };
  const begun =
    below === null
      ? plan.add(beginMachineStage, { params, inputs: { images: lessons[0]! }, stream, keep: 'never' })
      : plan.add(stackMachineStage, {
          params,
          inputs: { ...machines(below.epochs.at(-1)!), images: lessons[0]! },
          stream,
          keep: 'never',
        });
  const { epochs, learningRate, ...rest } = training;
  const planned: PlannedStack[] = [begun];
  for (const images of lessons) {
    for (const pace of machineSchedule(epochs, learningRate)) {
      const params = { epoch: planned.length, widths: named(widths), visible, ...rest, ...pace };
      const inputs = { ...state(planned.at(-1)!), images };
      planned.push(plan.add(trainMachineStage, { params, inputs, stream, keep }));
    }
  }
  return { widths, epochs: planned };
}

/** A deep belief network, machine by machine: the stack after each. */
export function planStack(plan: PlanBuilder, widths: readonly number[], options: StackPlan): readonly TrainedStack[] {
  const stacks: TrainedStack[] = [];
  for (const hidden of widths) stacks.push(planMachine(plan, stacks.at(-1) ?? null, hidden, options));
  return stacks;
}

/** Codes of all hidden layers of a stack for images, as packed bits, and what is to be said of each layer. */
export function planCodes(
  plan: PlanBuilder,
  stack: TrainedStack,
  {
    visible,
    images,
    data,
    seed,
    snapshot,
    code,
    keep = 'always',
  }: Omit<StackPlan, 'training'> & { snapshot: string; code: CodeKind },
) {
  return plan.add(machineCodesStage, {
    params: { snapshot, widths: named(stack.widths), visible, code },
    inputs: { ...machines(stack.epochs.at(-1)!), images },
    stream: streamOf({ data, seed }, stack.widths),
    keep,
  });
}

/** Likelihood of the uppermost machine of a stack for images. */
export function planLikelihood(
  plan: PlanBuilder,
  stack: TrainedStack,
  {
    visible,
    images,
    data,
    seed,
    snapshot,
    likelihood,
  }: Omit<StackPlan, 'training'> & {
    snapshot: string;
    likelihood: LikelihoodParameters;
  },
) {
  return plan.add(machineLikelihoodStage, {
    params: { snapshot, widths: named(stack.widths), visible, ...likelihood },
    inputs: { ...machines(stack.epochs.at(-1)!), images },
    stream: streamOf({ data, seed }, stack.widths),
  });
}

function machines({ weights, visibleBiases, hiddenBiases }: PlannedStack) {
  return { weights, visibleBiases, hiddenBiases };
}

function state(stack: PlannedStack): PlannedStack {
  const {
    weights,
    visibleBiases,
    hiddenBiases,
    weightVelocities,
    visibleBiasVelocities,
    hiddenBiasVelocities,
    chains,
  } = stack;
  return {
    weights,
    visibleBiases,
    hiddenBiases,
    weightVelocities,
    visibleBiasVelocities,
    hiddenBiasVelocities,
    chains,
  };
}

function streamOf({ data, seed }: Pick<StackPlan, 'data' | 'seed'>, widths: readonly number[]): Named {
  return { ...data, seed, widths: named(widths) };
}

function named(widths: readonly number[]): string {
  return widths.join('-');
}
