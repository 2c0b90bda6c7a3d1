import type { ActivationName } from '@rgflow/kernels';
import { DomainError, ShapeError } from '@rgflow/numerics';

/** What may follow a hidden layer. */
export const hiddenFunctions = ['tanh', 'relu', 'sigmoid'] as const;
export type HiddenFunction = (typeof hiddenFunctions)[number];

/** What may follow the last layer. */
export const outputFunctions = ['linear', 'sigmoid', 'tanh', 'relu'] as const;
export type OutputFunction = (typeof outputFunctions)[number];

/** Squared error, or cross-entropy of each pixel as the probability of a bit, which needs a sigmoid output. */
export const lossNames = ['mse', 'cross-entropy'] as const;
export type LossName = (typeof lossNames)[number];

/** What follows the linear map of each layer, and what is minimised. */
export interface AutoencoderFunctions {
  /** After every hidden layer. */
  readonly activation: HiddenFunction;
  /** After the layer of the code. */
  readonly code: HiddenFunction;
  readonly output: OutputFunction;
  readonly loss: LossName;
}

/** ReLU, a sigmoid code, a linear output and squared error: they train, to four hidden layers or so. */
export const AUTOENCODER_FUNCTIONS: AutoencoderFunctions = {
  activation: 'relu',
  code: 'sigmoid',
  output: 'linear',
  loss: 'mse',
};

/** Encoder and mirrored decoder: of 2 L layers the L-th gives the code. */
export interface Autoencoder extends AutoencoderFunctions {
  /** One matrix per layer, shape (nOut, nIn), row-major. */
  readonly weights: readonly Float32Array[];
  /** One vector per layer, shape (nOut). */
  readonly biases: readonly Float32Array[];
}

/** Means that an optimiser keeps of gradients, of the shapes of what they move. */
export interface Moments {
  readonly weights: readonly Float32Array[];
  readonly biases: readonly Float32Array[];
}

/** Everything that a training needs to go on bit for bit. */
export interface AutoencoderState extends Autoencoder {
  /** Steps of the optimiser so far; 0 at rest. */
  readonly steps: number;
  /** Adam's running means of the gradient, or the velocities of gradient descent; absent at rest. */
  readonly first?: Moments;
  /** Adam's running means of the square of the gradient. */
  readonly second?: Moments;
}

/**
 * Units of the input and of each layer, read from the shapes: length 2 L + 1, the code's at place L.
 *
 * @throws {ShapeError} if the shapes do not fit on each other, or are no mirror image.
 */
export function autoencoderWidths({ weights, biases }: Pick<Autoencoder, 'weights' | 'biases'>): readonly number[] {
  const widths = [(weights[0]?.length ?? 0) / (biases[0]?.length ?? 1), ...biases.map(({ length }) => length)];
  const isMirrored = widths.every((units, at) => units === widths[widths.length - 1 - at]);
  const fits = weights.every((matrix, layer) => matrix.length === widths[layer]! * widths[layer + 1]!);
  if (weights.length < 2 || weights.length % 2 !== 0 || weights.length !== biases.length || !isMirrored || !fits) {
    throw new ShapeError(
      `autoencoderWidths: ${weights.length} matrices with ${weights.map(({ length }) => length).join(', ')} entries for ` +
        `units ${widths.join(', ')}; expected an even number of layers that mirror each other.`,
    );
  }
  return widths;
}

/** The function after each of so many layers, the first layer first. */
export function layerFunctionsOf(layers: number, functions: AutoencoderFunctions): readonly ActivationName[] {
  return Array.from({ length: layers }, (_, layer) => {
    if (layer === layers - 1) return functions.output;
    return layer === layers / 2 - 1 ? functions.code : functions.activation;
  });
}

/** @throws {DomainError} if there is no such function or loss, or cross-entropy has an output that is no probability. */
export function checkFunctions(where: string, { activation, code, output, loss }: AutoencoderFunctions): void {
  for (const [name, value, known] of [
    ['activation', activation, hiddenFunctions],
    ['code', code, hiddenFunctions],
    ['output', output, outputFunctions],
    ['loss', loss, lossNames],
  ] as const) {
    if (!(known as readonly string[]).includes(value)) {
      throw new DomainError(`${where}: ${name} is '${value}'; expected ${known.join(', ')}.`);
    }
  }
  if (loss === 'cross-entropy' && output !== 'sigmoid') {
    throw new DomainError(`${where}: the output of a cross-entropy is '${output}'; expected 'sigmoid'.`);
  }
}

/** Whether all weights and biases are finite: of an autoencoder that diverged nothing can be said. */
export function isFiniteAutoencoder({ weights, biases }: Pick<Autoencoder, 'weights' | 'biases'>): boolean {
  return [...weights, ...biases].every((array) => array.every(Number.isFinite));
}
