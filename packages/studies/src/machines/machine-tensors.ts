import type { LearnedMachine, MachineState, VisibleUnits } from '@rgflow/boltzmann/learned';
import { type Tensor, tensor } from '@rgflow/pipeline/stage';

/**
 * Restricted Boltzmann machines on each other, the lowest first, a tensor of each: what a deep belief network is. Weights
 * (visible, hidden), biases (units).
 */
export const stackTensors = {
  weights: tensor('float32', ['visible', 'hidden']),
  visibleBiases: tensor('float32', ['visible']),
  hiddenBiases: tensor('float32', ['hidden']),
} as const;

/** The same, and what the training of the uppermost needs to go on: no tensor where it is at rest. */
export const trainedStackTensors = {
  ...stackTensors,
  weightVelocities: tensor('float32', ['visible', 'hidden']),
  visibleBiasVelocities: tensor('float32', ['visible']),
  hiddenBiasVelocities: tensor('float32', ['hidden']),
  /** Hidden states of the persistent chains, 0 or 1. */
  chains: tensor('uint8', ['chain', 'hidden']),
} as const;

type Layers = readonly Tensor<'float32'>[];
type Stack = { readonly [K in keyof typeof stackTensors]: Layers };
type TrainedStack = { readonly [K in Exclude<keyof typeof trainedStackTensors, 'chains'>]: Layers } & {
  readonly chains: readonly Tensor<'uint8'>[];
};

/** The machines of tensors; only the lowest may have Gaussian visible units. */
export function machinesOf(stack: Stack, visible: VisibleUnits): readonly LearnedMachine[] {
  return stack.weights.map(({ data: weights }, layer) => ({
    visible: layer === 0 ? visible : 'bernoulli',
    weights,
    visibleBiases: stack.visibleBiases[layer]!.data,
    hiddenBiases: stack.hiddenBiases[layer]!.data,
  }));
}

/** The uppermost machine, to go on from. */
export function topOf(stack: TrainedStack, visible: VisibleUnits): MachineState {
  const machine = machinesOf(stack, visible).at(-1)!;
  const [weights, visibleBiases, hiddenBiases] = [
    stack.weightVelocities[0],
    stack.visibleBiasVelocities[0],
    stack.hiddenBiasVelocities[0],
  ];
  if (weights === undefined || visibleBiases === undefined || hiddenBiases === undefined) return machine;
  const velocities = { weights: weights.data, visibleBiases: visibleBiases.data, hiddenBiases: hiddenBiases.data };
  const [chains] = stack.chains;
  return { ...machine, velocities, ...(chains === undefined ? {} : { chains: Float32Array.from(chains.data) }) };
}

/** The tensors of a machine on top of others. */
export function tensorsOf(below: Stack | null, machine: MachineState): TrainedStack {
  const layer = below?.weights.length ?? 0;
  const shape = [machine.visibleBiases.length, machine.hiddenBiases.length];
  const matrix = (data: Float32Array): Tensor<'float32'> => ({ layer, shape, data });
  const vector = (data: Float32Array): Tensor<'float32'> => ({ layer, shape: [data.length], data });
  const { velocities, chains } = machine;
  return {
    weights: [...(below?.weights ?? []), matrix(machine.weights)],
    visibleBiases: [...(below?.visibleBiases ?? []), vector(machine.visibleBiases)],
    hiddenBiases: [...(below?.hiddenBiases ?? []), vector(machine.hiddenBiases)],
    weightVelocities: velocities === undefined ? [] : [matrix(velocities.weights)],
    visibleBiasVelocities: velocities === undefined ? [] : [vector(velocities.visibleBiases)],
    hiddenBiasVelocities: velocities === undefined ? [] : [vector(velocities.hiddenBiases)],
    chains:
      chains === undefined
        ? []
        : [{ layer, shape: [chains.length / shape[1]!, shape[1]!], data: Uint8Array.from(chains) }],
  };
}

/** All but the uppermost machine. */
export function belowTop(stack: Stack): Stack {
  return {
    weights: stack.weights.slice(0, -1),
    visibleBiases: stack.visibleBiases.slice(0, -1),
    hiddenBiases: stack.hiddenBiases.slice(0, -1),
  };
}
