import { blasVariables } from '@rgflow/kernels';
import { preactivations } from '@rgflow/mlp';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { layerFunctionParameters } from '../network/layer-function-parameters.js';
import { networkOf } from '../network/network-tensors.js';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { probeColumns } from './nuisance-probe.columns.js';
import { layerRows, readerInputs } from './read-layers.js';

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
  inputs: readerInputs,
  outputs: { nuisance_snapshot: table(probeColumns) },
  run({ params, inputs }) {
    const { network, activation, classes, fit, choose } = params;
    const kernels = threadKernels();
    const z = preactivations(networkOf(inputs, params), inputs.nuisanceImages[0]!.data, { kernels });
    const layer = z.length - 2;
    const [labels, coordinates] = [inputs.labels[0]!.data, inputs.coordinates[0]!.data];
    const held = { labels, classes, coordinates, parts: { fit, choose } };
    return {
      nuisance_snapshot: layerRows({ network, layer, activation, byNetwork: false }, z[layer]!, held, kernels),
    };
  },
});
