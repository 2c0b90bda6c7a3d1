import { defineStage, table, tensor } from '@rgflow/pipeline';
import { z } from 'zod';

export const sample = defineStage({
  name: 'sample',
  module: import.meta.url,
  params: z.object({ sigmaW2: z.number(), depth: z.int() }),
  inputs: {},
  outputs: { samples: tensor('float32', ['n']) },
  run: () => ({ samples: [{ layer: 0, shape: [1], data: new Float32Array(1) }] }),
});

export const measure = defineStage({
  name: 'measure',
  module: import.meta.url,
  params: z.object({ estimator: z.string() }),
  inputs: { samples: tensor('float32', ['n']) },
  outputs: { kl: table({ layer: 'int32', kl: 'float64' }) },
  run: () => ({ kl: [{ layer: 0, kl: 0 }] }),
});
