import { blasVariables } from '@rgflow/kernels';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { probeColumns } from './nuisance-probe.columns.js';
import { nuisanceRows } from './nuisance-rows.js';

/** What a linear reader and a small network can tell of label and nuisances from the images themselves, before any layer. */
export const nuisanceImageProbeStage = defineStage({
  name: 'nuisance-image-probe',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  params: z.strictObject({ classes: z.int().positive(), fit: z.int().positive(), choose: z.int().positive() }),
  inputs: {
    nuisanceImages: tensor('uint8', ['image', 'pixel']),
    coordinates: tensor('float64', ['image', 'nuisance']),
    labels: tensor('uint8', ['image']),
  },
  outputs: { nuisance_probe: table(probeColumns) },
  run({ params, inputs }) {
    const kernels = threadKernels();
    const mark = kernels.mark();
    const bytes = kernels.uint8(inputs.nuisanceImages[0]!.data.length);
    bytes.set(inputs.nuisanceImages[0]!.data);
    const pixels = kernels.float32(bytes.length);
    kernels.scaleUint8(bytes, 1 / 255, pixels);
    const { classes, ...parts } = params;
    const held = { labels: inputs.labels[0]!.data, classes, coordinates: inputs.coordinates[0]!.data, parts };
    const rows = nuisanceRows('none', -1, pixels, held, kernels, true);
    kernels.release(mark);
    return { nuisance_probe: rows };
  },
});
