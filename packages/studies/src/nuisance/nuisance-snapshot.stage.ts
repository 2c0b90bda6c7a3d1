import { blasVariables } from '@rgflow/kernels';
import { preactivations } from '@rgflow/mlp';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { layerFunctionParameters } from '../network/layer-function-parameters.js';
import { networkOf } from '../network/network-tensors.js';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { probeColumns } from './nuisance-probe.columns.js';
import { nuisanceRows } from './nuisance-rows.js';

/** What a linear reader can tell of label and nuisances from the last hidden layer of a network in training. */
export const nuisanceSnapshotStage = defineStage({
  name: 'nuisance-snapshot',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  params: z.strictObject({
    network: z.enum(['plain', 'nuisances']),
    ...layerFunctionParameters,
    role: z.enum(['deep', 'shallow']),
    classes: z.int().positive(),
    fit: z.int().positive(),
    choose: z.int().positive(),
  }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    nuisanceImages: tensor('uint8', ['image', 'pixel']),
    coordinates: tensor('float64', ['image', 'nuisance']),
    labels: tensor('uint8', ['image']),
  },
  outputs: { nuisance_snapshot: table(probeColumns) },
  run({ params, inputs }) {
    const { network, activation, classes, fit, choose } = params;
    const kernels = threadKernels();
    const z = preactivations(networkOf(inputs, params), inputs.nuisanceImages[0]!.data, { kernels });
    const layer = z.length - 2;
    const [labels, coordinates] = [inputs.labels[0]!.data, inputs.coordinates[0]!.data];
    const mark = kernels.mark();
    const leaving = kernels.float32(z[layer]!.length);
    leaving.set(z[layer]!);
    kernels.activate(activation, leaving, leaving);
    const held = { labels, classes, coordinates, parts: { fit, choose } };
    const rows = nuisanceRows(network, layer, leaving, held, kernels, false);
    kernels.release(mark);
    return { nuisance_snapshot: rows };
  },
});
