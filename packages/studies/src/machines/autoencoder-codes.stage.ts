import { blasVariables } from '@rgflow/kernels';
import {
  binaryCode,
  codeEntropy,
  codeVerdict,
  encode,
  type ImageRows,
  occupiedCodes,
  reconstruction,
  undecidedShare,
} from '@rgflow/mlp/autoencoder';
import { digestOf, encodeTensor } from '@rgflow/pipeline';
import { defineStage, type Tensor, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { autoencoderCodeColumns } from './autoencoder-code.columns.js';
import { namedFunctions } from './autoencoder-functions.js';
import { autoencoderOf, autoencoderTensors } from './autoencoder-tensors.js';
import { onesByUnit } from './code-activity.js';
import { machineCodeColumns } from './machine-code.columns.js';

/**
 * Binary codes of images in the bottleneck of an autoencoder, packed: unit j of an image is bit j % 8 of byte floor(j / 8)
 * of its row, the least significant first. `tensor_bits` reads them in SQL. A code that has collapsed is kept, and marked.
 */
export const autoencoderCodesStage = defineStage({
  name: 'autoencoder-codes',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'autoencoder-codes',
  params: z.strictObject({
    snapshot: z.string(),
    /** Units of the layers of the encoder: which row is of which. */
    widths: z.string(),
    ...namedFunctions,
    code: z.enum(['sampled', 'thresholded']),
  }),
  inputs: { ...autoencoderTensors, images: tensor('uint8', ['image', 'pixel']) },
  outputs: {
    codes: tensor('uint8', ['image', 'byte']),
    machine_code: table(machineCodeColumns),
    autoencoder_code: table(autoencoderCodeColumns),
  },
  run({ params, inputs: { images, ...tensors }, stream }) {
    const { snapshot, code, codeFunction } = params;
    const kernels = threadKernels();
    const random = RandomStream.named(stream.name, stream.values);
    const autoencoder = autoencoderOf(tensors, params);
    const [count, pixels] = images[0]!.shape as [number, number];
    const data: ImageRows = { count, units: pixels, values: images[0]!.data };
    const values = encode(autoencoder, data, kernels);
    const bits = binaryCode(values, codeFunction, code, random, kernels);
    const { units } = bits;
    const layer = autoencoder.weights.length / 2 - 1;
    const packed: Tensor<'uint8'> = { layer, shape: [count, bits.bits.length / count], data: bits.bits };
    const ones = onesByUnit(bits);
    const back = reconstruction(autoencoder, data, kernels);
    const summary = {
      snapshot,
      layer,
      units,
      code,
      codes: count,
      occupied: occupiedCodes(bits),
      mean_activity: ones.reduce((sum, n) => sum + n, 0) / (count * units),
      dead_units: ones.filter((n) => n === 0 || n === count).length,
      digest: digestOf(encodeTensor('uint8', packed)),
    };
    const worth = {
      snapshot,
      units,
      code,
      loss: finiteOrNull(back.loss),
      mean_image_loss: back.meanImageLoss,
      least_loss: back.leastLoss,
      explained: finiteOrNull(back.explained),
      entropy: codeEntropy(bits),
      undecided_share: finiteOrNull(undecidedShare(values, codeFunction)),
      ...codeVerdict(bits, back),
    };
    return { codes: [packed], machine_code: [summary], autoencoder_code: [worth] };
  },
});

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
