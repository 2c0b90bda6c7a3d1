import type { Kernels } from '@rgflow/kernels';
import { type Autoencoder, autoencoderWidths, layerFunctionsOf } from './autoencoder.js';
import { checkRows, type ImageRows, rowsTo } from './image-rows.js';

const ROWS = 256;

/** What the first `layers` layers give for images from `first` on, in the arena, with the images as numbers. */
type Seen = (first: number, outputs: Float32Array, inputs: Float32Array) => void;

/**
 * Shows images to the first so many layers of an autoencoder, some at a time.
 *
 * @param options.logits  Whether the last of all layers gives what enters its function.
 * @throws {ShapeError}   if the images have another number of pixels.
 */
export function forward(
  where: string,
  autoencoder: Autoencoder,
  data: ImageRows,
  layers: number,
  kernels: Kernels,
  seen: Seen,
  { logits = false }: { readonly logits?: boolean } = {},
): void {
  const widths = autoencoderWidths(autoencoder);
  checkRows(where, data, widths[0]!);
  const functions = layerFunctionsOf(autoencoder.weights.length, autoencoder);
  const mark = kernels.mark();
  try {
    const bytes = kernels.uint8(ROWS * widths[0]!);
    const arrays = widths.slice(0, layers + 1).map((units) => kernels.float32(ROWS * units));
    const placed = (array: Float32Array) => {
      const copy = kernels.float32(array.length);
      copy.set(array);
      return copy;
    };
    const weights = autoencoder.weights.slice(0, layers).map(placed);
    const biases = autoencoder.biases.slice(0, layers).map(placed);
    for (let first = 0; first < data.count; first += ROWS) {
      const rows = Math.min(ROWS, data.count - first);
      rowsTo(
        kernels,
        data,
        Array.from({ length: rows }, (_, i) => first + i),
        bytes,
        arrays[0]!,
      );
      for (let layer = 0; layer < layers; layer++) {
        const [inputs, units] = [widths[layer]!, widths[layer + 1]!];
        const out = arrays[layer + 1]!;
        kernels.gemm('n', 't', rows, units, inputs, 1, arrays[layer]!, weights[layer]!, 0, out);
        const isLogit = logits && layer === autoencoder.weights.length - 1;
        kernels.addBiasActivate(isLogit ? 'linear' : functions[layer]!, rows, units, out, biases[layer]!, out);
      }
      seen(first, arrays[layers]!.subarray(0, rows * widths[layers]!), arrays[0]!.subarray(0, rows * widths[0]!));
    }
  } finally {
    kernels.release(mark);
  }
}

/**
 * What a layer of the encoder gives for images, by default the code; without a layer, the images themselves.
 *
 * @param layers  So many layers of the encoder.
 * @returns       Shape (count, units).
 * @throws {ShapeError}  if the images have another number of pixels.
 */
export function encode(
  autoencoder: Autoencoder,
  data: ImageRows,
  kernels: Kernels,
  layers = autoencoder.weights.length / 2,
): ImageRows {
  if (layers === 0) return data;
  const units = autoencoder.biases[layers - 1]!.length;
  const values = new Float32Array(data.count * units);
  forward('encode', autoencoder, data, layers, kernels, (first, outputs) => values.set(outputs, first * units));
  return { count: data.count, units, values };
}
