import type { LayerFunctions, Network, NetworkState, Velocities } from '@rgflow/mlp';
import { type Tensor, tensor } from '@rgflow/pipeline/stage';

/** A network as tensors, one per layer: weights (nOut, nIn), biases (nOut). */
export const networkTensors = {
  weights: tensor('float32', ['unit', 'unitBefore']),
  biases: tensor('float32', ['unit']),
  weightVelocities: tensor('float32', ['unit', 'unitBefore']),
  biasVelocities: tensor('float32', ['unit']),
} as const;

type Layers = readonly Tensor<'float32'>[];

interface NetworkTensors {
  readonly weights: Layers;
  readonly biases: Layers;
}

interface StateTensors extends NetworkTensors {
  readonly weightVelocities: Layers;
  readonly biasVelocities: Layers;
}

/**
 * The network of tensors that do not tell its functions. Whoever only looks at what enters its layers needs no output.
 */
export function networkOf(
  { weights, biases }: NetworkTensors,
  { activation, output }: Pick<Required<LayerFunctions>, 'activation'> & LayerFunctions,
): Network {
  const network = { activation, weights: weights.map(dataOf), biases: biases.map(dataOf) };
  return output === undefined ? network : { ...network, output };
}

/** The state to go on from; a network at rest has no velocities. */
export function stateOf(tensors: StateTensors, functions: Required<LayerFunctions>): Network & Partial<Velocities> {
  if (tensors.weightVelocities.length === 0) return networkOf(tensors, functions);
  return {
    ...networkOf(tensors, functions),
    weightVelocities: tensors.weightVelocities.map(dataOf),
    biasVelocities: tensors.biasVelocities.map(dataOf),
  };
}

export function tensorsOf(state: Network & Partial<NetworkState>): StateTensors {
  const matrices = (layers: readonly Float32Array[]): Layers =>
    layers.map((data, layer) => {
      const units = state.biases[layer]!.length;
      return { layer, shape: [units, data.length / units], data };
    });
  const vectors = (layers: readonly Float32Array[]): Layers =>
    layers.map((data, layer) => ({ layer, shape: [data.length], data }));
  return {
    weights: matrices(state.weights),
    biases: vectors(state.biases),
    weightVelocities: matrices(state.weightVelocities ?? []),
    biasVelocities: vectors(state.biasVelocities ?? []),
  };
}

function dataOf({ data }: Tensor<'float32'>): Float32Array {
  return data;
}
