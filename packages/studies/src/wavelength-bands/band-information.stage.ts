import { lastImages } from '@rgflow/dataset';
import { blasVariables, type Kernels } from '@rgflow/kernels';
import { forwardSums } from '@rgflow/kl/forward';
import { patternInformation } from '@rgflow/kl/mutual-information';
import { defineStage, type Row, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { layerFunctionParameters } from '../network/layer-function-parameters.js';
import { networkOf } from '../network/network-tensors.js';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { bandInformationColumns } from './band-information.columns.js';
import { bandPatterns } from './band-patterns.js';

type BandRow = Row<typeof bandInformationColumns>;

/**
 * What each layer of a network tells of a perturbation of its input of one power, band by band of wavelengths: M orthonormal
 * patterns of a ring of Fourier modes are added to each image, one at a time, and T = h(x + δ_m) + N(0, s² v 1), v the
 * variance of the layer over units and images. Bands of the image, and of a grid whose pixels are permuted.
 *
 * To permute the columns of the first weights and the pixels is to change nothing: a network of independent weights knows no
 * neighbours. So the same network is its own control, by patterns whose pixels are permuted.
 */
export const bandInformationStage = defineStage({
  name: 'band-information',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'band-information',
  params: z.strictObject({
    snapshot: z.string(),
    activation: layerFunctionParameters.activation,
    images: z.int().min(2),
    edges: z.array(z.number().nonnegative()).min(2),
    patterns: z.int().min(2),
    power: z.number().positive(),
    noises: z.array(z.number().positive()).min(1),
    draws: z.int().positive(),
  }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    validationImages: tensor('uint8', ['image', 'pixel']),
  },
  outputs: { band_information: table(bandInformationColumns) },
  run({ params, inputs, stream, progress }) {
    const { snapshot, edges, patterns, power, noises, draws } = params;
    const random = RandomStream.named(stream.name, stream.values);
    const images = lastImages('band-information', inputs.validationImages[0]!, params.images);
    const pixels = images.shape[1]!;
    const bands = bandPatterns({ side: Math.sqrt(pixels), edges, patterns, power, random });
    const kernels = threadKernels();
    const mark = kernels.mark();
    const network = networkOf(inputs, params);
    const weights = network.weights.map((matrix) => inArena(matrix, kernels));
    const push = (x: Float32Array, seen: (layer: number, z: Float32Array) => void) =>
      pushed({ ...network, weights }, x, kernels, seen);
    const clean = Float32Array.from(images.data, (grey) => grey / 255);
    const variances: number[] = [];
    push(clean, (_, z) => variances.push(kernels.moments(z).variance));

    const rows = bands.flatMap(({ grid, band, wavenumber, values }, done): BandRow[] => {
      const x = new Float32Array(params.images * patterns * pixels);
      for (let r = 0; r < params.images * patterns; r++) {
        const [image, pattern] = [Math.floor(r / patterns) * pixels, (r % patterns) * pixels];
        for (let k = 0; k < pixels; k++) x[r * pixels + k] = clean[image + k]! + values[pattern + k]!;
      }
      const found: BandRow[] = [];
      push(x, (layer, data) => {
        const units = data.length / (params.images * patterns);
        const head = { snapshot, grid, band, wavenumber, layer, units };
        const variance = variances[layer]!;
        if (!(variance > 0) || !data.every(Number.isFinite)) {
          const reason = variance === 0 ? 'the layer has no variance' : 'the layer is not finite';
          found.push(...noises.map((noise) => ({ ...head, noise, ...NOTHING, reason })));
          return;
        }
        const informations = patternInformation(
          { shape: [params.images * patterns, units], data },
          {
            ...{ patterns, draws, kernels, noiseVariances: noises.map((noise) => noise * variance) },
            random: random.split('reader', { grid, band, layer }),
          },
        );
        informations.forEach(({ lower, upper, reader, accuracy }, n) => {
          found.push({ ...head, noise: noises[n]!, mi_lower: lower, mi_upper: upper, reader, accuracy, reason: null });
        });
      });
      progress((done + 1) / bands.length);
      return found;
    });
    kernels.release(mark);
    return { band_information: rows };
  },
});

const NOTHING = { mi_lower: null, mi_upper: null, reader: null, accuracy: null } as const;

function inArena(values: Float32Array, kernels: Kernels): Float32Array {
  const copy = kernels.float32(values.length);
  copy.set(values);
  return copy;
}

/** Shows every layer's preactivations of inputs x, shape (rows, pixels), in the arena. */
function pushed(
  network: ReturnType<typeof networkOf>,
  x: Float32Array,
  kernels: Kernels,
  seen: (layer: number, z: Float32Array) => void,
): void {
  const mark = kernels.mark();
  const units = network.biases.map(({ length }) => length);
  const pixels = network.weights[0]!.length / units[0]!;
  const rows = x.length / pixels;
  const z = kernels.float32(rows * units[0]!);
  kernels.gemm('n', 't', rows, units[0]!, pixels, 1, inArena(x, kernels), network.weights[0]!, 0, z);
  kernels.addBias(rows, units[0]!, z, inArena(network.biases[0]!, kernels));
  const sums = units.map(() => new Float64Array(2 * rows));
  forwardSums(network, units, rows, z, sums, kernels, undefined, seen);
  kernels.release(mark);
}
