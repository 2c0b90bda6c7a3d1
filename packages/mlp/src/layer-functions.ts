import { type ActivationName, activationNames } from '@rgflow/kernels';
import { DomainError } from '@rgflow/numerics';

/** What may follow the last layer, before the softmax of the loss. */
export const outputNames = ['tanh', 'linear'] as const;

/**
 * tanh, as in the paper, after which the softmax cannot be sure; or linear, so that the outputs are the logits themselves,
 * as most people train.
 */
export type OutputName = (typeof outputNames)[number];

/** What follows the linear map of each layer. */
export interface LayerFunctions {
  /** phi, after every layer but the last; tanh if not given. */
  readonly activation?: ActivationName;
  /** After the last layer; tanh if not given. */
  readonly output?: OutputName;
}

/**
 * The same with nothing left open.
 *
 * @throws {DomainError}  if there is no such function.
 */
export function layerFunctions({ activation = 'tanh', output = 'tanh' }: LayerFunctions): Required<LayerFunctions> {
  if (!activationNames.includes(activation)) {
    throw new DomainError(`Network: activation is '${activation}'; expected ${activationNames.join(', ')}.`);
  }
  if (!outputNames.includes(output)) {
    throw new DomainError(`Network: output is '${output}'; expected ${outputNames.join(', ')}.`);
  }
  return { activation, output };
}

/** The function after each of so many layers, the first layer first. */
export function functionsByLayer(layers: number, functions: LayerFunctions): readonly ActivationName[] {
  const { activation, output } = layerFunctions(functions);
  return Array.from({ length: layers }, (_, layer) => (layer === layers - 1 ? output : activation));
}
