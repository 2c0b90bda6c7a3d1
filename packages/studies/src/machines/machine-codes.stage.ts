import { hiddenCodes, type PackedCodes, unpackCodes } from '@rgflow/boltzmann/learned';
import { blasVariables } from '@rgflow/kernels';
import { digestOf, encodeTensor } from '@rgflow/pipeline';
import { defineStage, type Tensor, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { machineCodeColumns } from './machine-code.columns.js';
import { machinesOf, stackTensors } from './machine-tensors.js';
import { dataOf } from './shown-data.js';

/**
 * Binary codes of images in every hidden layer of a stack, packed: unit j of an image is bit j % 8 of byte floor(j / 8)
 * of its row, the least significant first. `tensor_bits` reads them in SQL.
 */
export const machineCodesStage = defineStage({
  name: 'machine-codes',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'machine-codes',
  params: z.strictObject({
    snapshot: z.string(),
    /** Hidden units of each machine of the stack, '256-100': which row is of which. */
    widths: z.string(),
    visible: z.enum(['bernoulli', 'gaussian']),
    code: z.enum(['sampled', 'thresholded']),
  }),
  inputs: { ...stackTensors, images: tensor('uint8', ['image', 'pixel']) },
  outputs: { codes: tensor('uint8', ['image', 'byte']), machine_code: table(machineCodeColumns) },
  run({ params: { snapshot, visible, code }, inputs: { images, ...stack }, stream }) {
    const kernels = threadKernels();
    const random = RandomStream.named(stream.name, stream.values);
    const layers = hiddenCodes(machinesOf(stack, visible), dataOf(images, visible), code, random, kernels);
    const codes: readonly Tensor<'uint8'>[] = layers.map(({ count, bits }, layer) => ({
      layer,
      shape: [count, bits.length / count],
      data: bits,
    }));
    return {
      codes,
      machine_code: layers.map((of, layer) => ({
        snapshot,
        layer,
        code,
        ...summaryOf(of),
        digest: digestOf(encodeTensor('uint8', codes[layer]!)),
      })),
    };
  },
});

function summaryOf(codes: PackedCodes) {
  const { count, units, bits } = codes;
  const bytes = bits.length / count;
  const seen = new Set<string>();
  for (let row = 0; row < count; row++) {
    seen.add(Buffer.from(bits.buffer, bits.byteOffset + row * bytes, bytes).toString('latin1'));
  }
  const ones = new Float64Array(units);
  unpackCodes(codes).forEach((bit, at) => {
    ones[at % units]! += bit;
  });
  return {
    units,
    codes: count,
    occupied: seen.size,
    mean_activity: ones.reduce((sum, n) => sum + n, 0) / (count * units),
    dead_units: ones.filter((n) => n === 0 || n === count).length,
  };
}
