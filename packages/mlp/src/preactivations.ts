import { createKernels, type Kernels } from '@rgflow/kernels';
import { unlabelledCount } from './labelled-images.js';
import { layerFunctions } from './layer-functions.js';
import { type Network, networkWidths } from './network.js';

/** Images that pass through a layer at once. */
const ROWS = 256;

/**
 * What enters the function after each layer of the network, phi or that of the output, one array per layer:
 *
 *     z^0 = W^0 x / 255 + b^0,    z^l = W^l phi(z^{l-1}) + b^l,    each of shape (images, units).
 *
 * Layer by layer, so that the arena holds one layer's weights at a time.
 *
 * @param images  Grey values 0 to 255, shape (images, inputs).
 * @param options.kernels  Kernels with room for the largest weight matrix and 2 x 256 rows; its own by default.
 * @throws {ShapeError} if the grey values are not whole images of the network's inputs.
 */
export function preactivations(
  network: Network,
  images: Uint8Array,
  options: { readonly kernels?: Kernels } = {},
): Float32Array[] {
  const widths = networkWidths(network);
  const { activation } = layerFunctions(network);
  const pixels = widths[0]!;
  const count = unlabelledCount('preactivations', images, pixels);
  const widest = Math.max(...widths);
  const largest = Math.max(...network.weights.map((weights) => weights.length));
  const rows = Math.min(ROWS, count);
  const kernels = options.kernels ?? createKernels();
  const mark = kernels.mark();
  const weights = kernels.float32(largest);
  const biases = kernels.float32(widest);
  const grey = kernels.uint8(rows * pixels);
  const inputs = kernels.float32(rows * widest);
  const outputs = kernels.float32(rows * widest);

  const layers: Float32Array[] = [];
  network.weights.forEach((matrix, layer) => {
    const before = widths[layer]!;
    const units = widths[layer + 1]!;
    const w = weights.subarray(0, matrix.length);
    const b = biases.subarray(0, units);
    w.set(matrix);
    b.set(network.biases[layer]!);
    const z = new Float32Array(count * units);
    for (let first = 0; first < count; first += ROWS) {
      const n = Math.min(ROWS, count - first);
      const x = inputs.subarray(0, n * before);
      const y = outputs.subarray(0, n * units);
      if (layer === 0) {
        const part = grey.subarray(0, n * pixels);
        part.set(images.subarray(first * pixels, (first + n) * pixels));
        kernels.scaleUint8(part, 1 / 255, x);
      } else {
        x.set(layers[layer - 1]!.subarray(first * before, (first + n) * before));
        kernels.activate(activation, x, x);
      }
      kernels.gemm('n', 't', n, units, before, 1, x, w, 0, y);
      kernels.addBias(n, units, y, b);
      z.set(y, first * units);
    }
    layers.push(z);
  });
  kernels.release(mark);
  return layers;
}
