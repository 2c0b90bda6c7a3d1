import { blasVariables } from '@rgflow/kernels';
import { functionsByLayer, preactivations } from '@rgflow/mlp';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { layerFunctionParameters } from '../network/layer-function-parameters.js';
import { networkOf } from '../network/network-tensors.js';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { probeColumns } from './nuisance-probe.columns.js';
import { layerRows, readerInputs } from './read-layers.js';

/**
 * What linear readers can tell of label and nuisances from the layers of a network, from `firstLayer` to the output, and a
 * small network from some of them.
 */
export const nuisanceProbeStage = defineStage({
  name: 'nuisance-probe',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  params: z.strictObject({
    network: z.enum(['random', 'plain', 'nuisances']),
    ...layerFunctionParameters,
    /** The network itself, or the one of another depth with as many parameters. */
    role: z.enum(['deep', 'shallow']),
    firstLayer: z.int().nonnegative(),
    /** Layers that a small network reads besides. */
    networkLayers: z.array(z.int().nonnegative()),
    classes: z.int().positive(),
    fit: z.int().positive(),
    choose: z.int().positive(),
  }),
  inputs: readerInputs,
  outputs: { nuisance_probe: table(probeColumns) },
  run({ params, inputs, progress }) {
    const { network, firstLayer, networkLayers, classes, fit, choose } = params;
    const kernels = threadKernels();
    const z = preactivations(networkOf(inputs, params), inputs.nuisanceImages[0]!.data, { kernels });
    const [labels, coordinates] = [inputs.labels[0]!.data, inputs.coordinates[0]!.data];
    const held = { labels, classes, coordinates, parts: { fit, choose } };
    const functions = functionsByLayer(z.length, params);
    const rows = z.flatMap((entering, layer) => {
      if (layer < firstLayer) return [];
      const read = { network, layer, activation: functions[layer]!, byNetwork: networkLayers.includes(layer) };
      const found = layerRows(read, entering, held, kernels);
      progress((layer + 1) / z.length);
      return found;
    });
    return { nuisance_probe: rows };
  },
});
