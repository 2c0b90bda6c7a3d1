import erf from '@stdlib/math-base-special-erf';
import type { LabelledImages, LayerFunctions, Network } from '../src/index.js';

/** Parameters in float64, to be moved by less than float32 can tell. */
export interface Float64Network extends LayerFunctions {
  readonly weights: readonly Float64Array[];
  readonly biases: readonly Float64Array[];
}

export function toFloat64({ weights, biases, ...functions }: Network): Float64Network {
  return {
    ...functions,
    weights: weights.map((matrix) => Float64Array.from(matrix)),
    biases: biases.map((vector) => Float64Array.from(vector)),
  };
}

const float64Functions = {
  tanh: Math.tanh,
  erf,
  relu: (z: number) => Math.max(z, 0),
  sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
  linear: (z: number) => z,
} as const;

/** Mean cross-entropy of the softmax of the outputs in float64, written from the definition. */
export function float64Loss(network: Float64Network, { images, labels }: LabelledImages): number {
  const { weights, biases, activation = 'tanh', output = 'tanh' } = network;
  const pixels = images.length / labels.length;
  let total = 0;
  labels.forEach((label, image) => {
    let y = Float64Array.from(images.subarray(image * pixels, (image + 1) * pixels), (grey) => grey / 255);
    weights.forEach((matrix, layer) => {
      const phi = float64Functions[layer === weights.length - 1 ? output : activation];
      y = biases[layer]!.map((bias, unit) =>
        phi(bias + y.reduce((sum, value, j) => sum + matrix[unit * y.length + j]! * value, 0)),
      );
    });
    total += Math.log(y.reduce((sum, output) => sum + Math.exp(output), 0)) - y[label]!;
  });
  return total / labels.length;
}

/** Central difference of the loss along one parameter; its error is of order step^2 = 1e-10. */
export function centralDifference(
  network: Float64Network,
  data: LabelledImages,
  parameters: Float64Array,
  index: number,
): number {
  const step = 1e-5;
  const value = parameters[index]!;
  parameters[index] = value + step;
  const above = float64Loss(network, data);
  parameters[index] = value - step;
  const below = float64Loss(network, data);
  parameters[index] = value;
  return (above - below) / (2 * step);
}
