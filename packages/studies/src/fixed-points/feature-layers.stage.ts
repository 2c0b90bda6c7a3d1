import { type Features, featureCumulants } from '@rgflow/expfam';
import { activationNames, blasVariables } from '@rgflow/kernels';
import { preactivations } from '@rgflow/mlp';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { RandomStream } from '@rgflow/random';
import { z } from 'zod';
import { networkOf } from '../network/network-tensors.js';
import { kernelNumerics, threadKernels } from '../network/thread-kernels.js';
import { featureLayerColumns } from './feature-layer.columns.js';
import { lookAt } from './feature-look.js';
import { lawOf } from './laws.js';
import { renormalised } from './renormalised.js';

/**
 * What the layers of a network up to its feature layer look like on samples that it was not trained on, by what enters the
 * function after each, beside what as many steps of the renormalisation group make of the input. The input itself,
 * layer 0, is looked at before training only.
 */
export const featureLayersStage = defineStage({
  name: 'feature-layers',
  module: import.meta.url,
  provenance: blasVariables,
  numerics: kernelNumerics,
  draws: 'feature-layers',
  params: z.strictObject({
    law: z.string(),
    network: z.enum(['autoencoder', 'wide autoencoder', 'classifier']),
    /** What the network is trained on; samples to look at are always drawn. */
    trainedOn: z.enum(['drawn', 'shuffled']),
    epoch: z.int().nonnegative(),
    activation: z.enum(activationNames),
    /** Layers up to the feature layer. */
    layers: z.int().positive(),
    orders: z.int().min(2),
  }),
  inputs: {
    weights: tensor('float32', ['unit', 'unitBefore']),
    biases: tensor('float32', ['unit']),
    images: tensor('uint8', ['image', 'pixel']),
  },
  outputs: { feature_layer: table(featureLayerColumns) },
  run({ params, inputs: { weights, biases, images }, stream }) {
    const { law: text, network, trainedOn, epoch, activation, layers, orders } = params;
    const law = lawOf(text);
    const random = RandomStream.named(stream.name, stream.values).split('look', { network, trainedOn, epoch });
    const { shape, data } = images[0]!;
    const [count, pixels] = shape as [number, number];
    const encoder = networkOf({ weights: weights.slice(0, layers), biases: biases.slice(0, layers) }, { activation });
    const seen: readonly Features[] = [
      { shape: [count, pixels], data },
      ...preactivations(encoder, data, { kernels: threadKernels() }).map((values): Features => {
        return { shape: [count, values.length / count], data: values };
      }),
    ];
    // The input is the same at all epochs.
    const { absoluteSkewness, excessKurtosis } = featureCumulants(seen[0]!);
    const input = { skewness: absoluteSkewness.value, excessKurtosis: excessKurtosis.value };
    return {
      feature_layer: seen.slice(epoch === 0 ? 0 : 1).map((features, at) => {
        const layer = epoch === 0 ? at : at + 1;
        const known = { layer, layers, units: features.shape[1] };
        const look = lookAt(features, orders, random.split('layer', { layer }));
        return { ...known, ...look, ...renormalised(law, layer, input) };
      }),
    };
  },
});
