import {
  type AutoencoderFunctions,
  type AutoencoderState,
  type ImageRows,
  mirroredWidths,
} from '../../src/autoencoder/index.js';

/** Parameters as in test/expected/autoencoder.py. */
export function smallAutoencoder(
  functions: AutoencoderFunctions,
  encoder: readonly number[] = [6, 5, 2],
): AutoencoderState {
  const widths = mirroredWidths(encoder);
  const layers = widths.slice(1).map((units, layer) => {
    const before = widths[layer]!;
    const sines = (length: number, scale: number, shift: number) =>
      Float32Array.from({ length }, (_, i) => scale * Math.sin(i + 1 + 100 * shift));
    return {
      weights: sines(units * before, 1.2 / Math.sqrt(before), layer),
      biases: sines(units, 0.2, layer + 50),
    };
  });
  return {
    ...functions,
    weights: layers.map(({ weights }) => weights),
    biases: layers.map(({ biases }) => biases),
    steps: 0,
  };
}

/** Images as in test/expected/autoencoder.py. */
export function smallImages(count = 48): ImageRows {
  const values = Uint8Array.from({ length: 6 * count }, (_, at) => (((7919 * at) % 251) + 3 * (at % 6)) % 256);
  return { count, units: 6, values };
}

/** Four patterns of 16 pixels with a little noise. */
export function patterns(count = 256): ImageRows {
  const values = Uint8Array.from({ length: 16 * count }, (_, at) => {
    const [row, pixel] = [Math.floor(at / 16), at % 16];
    return (Math.floor(pixel / 4) === row % 4 ? 235 : 15) + ((7919 * at) % 11);
  });
  return { count, units: 16, values };
}

/** The same rows as numbers. */
export function asNumbers({ count, units, values }: ImageRows): ImageRows {
  return { count, units, values: Float32Array.from(values, (value) => value / 255) };
}

/** All arrays of parameters in one row: weights and biases of each layer in turn. */
export function flat({ weights, biases }: Pick<AutoencoderState, 'weights' | 'biases'>): readonly Float32Array[] {
  return weights.flatMap((matrix, layer) => [matrix, biases[layer]!]);
}
