import { DomainError } from '@rgflow/numerics';
import type { RandomStream } from '@rgflow/random';
import { type Autoencoder, type AutoencoderFunctions, checkFunctions } from './autoencoder.js';
import { mirroredWidths } from './widths.js';

/** What weights are drawn from. */
export const initialNames = ['glorot', 'fan-in'] as const;
export type InitialName = (typeof initialNames)[number];

/**
 * An untrained autoencoder.
 *
 *     glorot:  W uniform in ±sqrt(6 / (nIn + nOut)), b = 0,
 *     fan-in:  W and b uniform in ±1 / sqrt(nIn); deep ones of these often stay at the mean image.
 *
 * Each layer draws from its own splits of `random`, ('weights', { layer }) and ('biases', { layer }).
 *
 * @param encoder  Units from the input to the code, as of `encoderWidths`; the decoder mirrors them.
 * @throws {DomainError} if there are fewer than two widths, or functions that do not exist or fit.
 *
 * Source: Glorot and Bengio, AISTATS 2010, p. 249, eq. 16.
 */
export function initialAutoencoder(
  encoder: readonly number[],
  functions: AutoencoderFunctions,
  random: RandomStream,
  initial: InitialName = 'glorot',
): Autoencoder {
  const where = 'initialAutoencoder';
  checkFunctions(where, functions);
  if (encoder.length < 2 || !encoder.every((units) => Number.isSafeInteger(units) && units >= 1)) {
    throw new DomainError(
      `${where}: widths ${encoder.join(', ')}; expected units of the input, of layers, and of a code.`,
    );
  }
  if (!initialNames.includes(initial)) {
    throw new DomainError(`${where}: initial is '${initial}'; expected ${initialNames.join(', ')}.`);
  }
  const widths = mirroredWidths(encoder);
  const { activation, code, output, loss } = functions;
  const layers = widths.slice(1).map((units, layer) => {
    const before = widths[layer]!;
    const largest = initial === 'glorot' ? Math.sqrt(6 / (before + units)) : 1 / Math.sqrt(before);
    return {
      weights: within(largest, units * before, random.split('weights', { layer })),
      biases: within(initial === 'glorot' ? 0 : largest, units, random.split('biases', { layer })),
    };
  });
  return {
    activation,
    code,
    output,
    loss,
    weights: layers.map(({ weights }) => weights),
    biases: layers.map(({ biases }) => biases),
  };
}

function within(largest: number, length: number, random: RandomStream): Float32Array {
  if (largest === 0) return new Float32Array(length);
  return Float32Array.from(random.uniform(length), (u) => largest * (2 * u - 1));
}
