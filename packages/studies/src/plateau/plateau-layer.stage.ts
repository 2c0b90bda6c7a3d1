import { plateauLayer } from '@rgflow/kl';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { fitStage } from '../network/fit.stage.js';

/** The layer at which a fitted KL curve has a fraction of its asymptote, with the error that comes from b. NaN without a fit. */
export const plateauLayerStage = defineStage({
  name: 'plateau-layer',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string(), fraction: z.number() }),
  inputs: { kl_fit: fitStage.outputs.kl_fit },
  outputs: { kl_plateau: table({ snapshot: 'utf8', plateau_layer: 'float64', plateau_layer_se: 'float64' }) },
  run({ params: { snapshot, fraction }, inputs }) {
    return {
      kl_plateau: inputs.kl_fit.map(({ b, b_se: bSe, points }) => {
        const { value, standardError } = plateauLayer({ b, bSe, points }, fraction);
        return { snapshot, plateau_layer: value, plateau_layer_se: standardError };
      }),
    };
  },
});
