import type { AutoencoderFunctions, AutoencoderState, Moments } from '@rgflow/mlp/autoencoder';
import { type Tensor, tensor } from '@rgflow/pipeline/stage';

/** Encoder and mirrored decoder, a tensor of each layer: weights (nOut, nIn), biases (nOut). */
export const autoencoderTensors = {
  weights: tensor('float32', ['nOut', 'nIn']),
  biases: tensor('float32', ['nOut']),
} as const;

/** The same, and what the optimiser needs to go on, of the layers that it moves: no tensor where it is at rest. */
export const trainedAutoencoderTensors = {
  ...autoencoderTensors,
  firstWeights: tensor('float32', ['nOut', 'nIn']),
  firstBiases: tensor('float32', ['nOut']),
  secondWeights: tensor('float32', ['nOut', 'nIn']),
  secondBiases: tensor('float32', ['nOut']),
} as const;

type Layers = readonly Tensor<'float32'>[];
type Parameters = { readonly [K in keyof typeof autoencoderTensors]: Layers };
type Trained = { readonly [K in keyof typeof trainedAutoencoderTensors]: Layers };

/** The functions of an autoencoder by the names that they have as parameters of a stage. */
export interface NamedFunctions extends Omit<AutoencoderFunctions, 'code'> {
  readonly codeFunction: AutoencoderFunctions['code'];
}

export function autoencoderOf({ weights, biases }: Parameters, functions: NamedFunctions) {
  const { activation, codeFunction: code, output, loss } = functions;
  return { activation, code, output, loss, weights: arrays(weights), biases: arrays(biases) };
}

/** The same with what its optimiser needs to go on after so many steps. */
export function trainingStateOf(tensors: Trained, functions: NamedFunctions, steps: number): AutoencoderState {
  const { firstWeights, firstBiases, secondWeights, secondBiases } = tensors;
  return {
    ...autoencoderOf(tensors, functions),
    steps,
    ...(firstWeights.length === 0 ? {} : { first: { weights: arrays(firstWeights), biases: arrays(firstBiases) } }),
    ...(secondWeights.length === 0 ? {} : { second: { weights: arrays(secondWeights), biases: arrays(secondBiases) } }),
  };
}

export function tensorsOfAutoencoder(state: Omit<AutoencoderState, 'steps'>): Trained {
  const { first, second } = state;
  const [whole, one, two] = [pair(state), pair(first), pair(second)];
  return {
    weights: whole.weights,
    biases: whole.biases,
    firstWeights: one.weights,
    firstBiases: one.biases,
    secondWeights: two.weights,
    secondBiases: two.biases,
  };
}

function pair(of: Moments | undefined): Parameters {
  return {
    weights: (of?.weights ?? []).map((data, layer) => {
      const units = of!.biases[layer]!.length;
      return { layer, shape: [units, data.length / units], data };
    }),
    biases: (of?.biases ?? []).map((data, layer) => ({ layer, shape: [data.length], data })),
  };
}

function arrays(layers: Layers): readonly Float32Array[] {
  return layers.map(({ data }) => data);
}
