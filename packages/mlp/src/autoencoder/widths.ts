import { DomainError } from '@rgflow/numerics';

/** What gives the widths of an autoencoder. */
export interface AutoencoderShape {
  readonly inputs: number;
  /** Hidden layers between the input and the code, and as many behind it. */
  readonly depth: number;
  /** Each has this share of the units of the one before, rounded down. */
  readonly rate: number;
  /** n, units of the code. */
  readonly code: number;
}

/**
 * Units of the input, of the hidden layers of the encoder and of the code; length depth + 2.
 *
 * @throws {DomainError}  if a number is out of range, or a hidden layer would have fewer units than the code.
 *
 * @example
 * encoderWidths({ inputs: 784, depth: 3, rate: 0.5, code: 10 }); // [784, 392, 196, 98, 10]
 */
export function encoderWidths({ inputs, depth, rate, code }: AutoencoderShape): readonly number[] {
  for (const [name, value, least] of [
    ['inputs', inputs, 1],
    ['depth', depth, 0],
    ['code', code, 1],
  ] as const) {
    if (!(Number.isSafeInteger(value) && value >= least)) {
      throw new DomainError(`encoderWidths: ${name} is ${value}; expected a whole number from ${least}.`);
    }
  }
  if (!(rate > 0 && rate <= 1)) throw new DomainError(`encoderWidths: rate is ${rate}; expected a number in (0, 1].`);
  const widths = [inputs];
  for (let layer = 1; layer <= depth; layer++) widths.push(Math.floor(widths.at(-1)! * rate));
  if (!(widths.at(-1)! >= code)) {
    throw new DomainError(
      `encoderWidths: hidden layers have ${widths.slice(1).join(', ')} units, the last fewer than the code's ${code}; give a ` +
        'smaller depth, a larger rate, or a smaller code.',
    );
  }
  return [...widths, code];
}

/**
 * Widths of encoder and decoder, the decoder the mirror image of the encoder; length 2 (layers of the encoder) + 1.
 *
 * @example
 * mirroredWidths([784, 128, 8]); // [784, 128, 8, 128, 784]
 */
export function mirroredWidths(encoder: readonly number[]): readonly number[] {
  return [...encoder, ...encoder.slice(0, -1).reverse()];
}
