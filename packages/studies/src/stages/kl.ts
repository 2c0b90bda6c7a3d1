import { gaussianKl, layerKl, meanAndVariance } from '@rgflow/kl';
import { defineStage, type Row, table, tensor } from '@rgflow/pipeline';
import { z } from 'zod';

export const klColumns = {
  snapshot: 'utf8',
  layer: 'int32',
  estimator: 'utf8',
  kl: 'float64',
  kl_se: 'float64',
  kl_per_unit: 'float64',
  samples: 'int32',
} as const;

/** The KL divergence of each layer from the first, as published and as the divergence of two Gaussians. */
export const klStage = defineStage({
  name: 'kl',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string() }),
  inputs: {
    preactivations: tensor('float32', ['image', 'unit']),
    sampleSums: tensor('float64', ['image', 'sample', 2]),
  },
  outputs: { kl_layer: table(klColumns) },
  run() {
    return { kl_layer: [] as Row<typeof klColumns>[] };
  },
});
