import { plateauLayer } from '@rgflow/kl';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { fitColumns } from '../network/kl-fit.columns.js';
import { nanIfNull, nullIfUndefined } from '../undefined-values.js';
import { plateauColumns } from './kl-plateau.columns.js';

/** The layer at which a fitted KL curve has a fraction of its asymptote, with the error that comes from b. */
export const plateauLayerStage = defineStage({
  name: 'plateau-layer',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string(), fraction: z.number() }),
  inputs: { kl_fit: table(fitColumns) },
  outputs: { kl_plateau: table(plateauColumns) },
  run({ params: { snapshot, fraction }, inputs }) {
    return {
      kl_plateau: inputs.kl_fit.map(({ b, b_se, se_of, points, reason }) => {
        if (b === null) {
          return { snapshot, plateau_layer: null, plateau_layer_se: null, se_of, reason: `no fit: ${reason}` };
        }
        const { value, standardError } = plateauLayer(
          { value: b, standardError: nanIfNull(b_se), samples: points },
          fraction,
        );
        return {
          snapshot,
          plateau_layer: value,
          plateau_layer_se: nullIfUndefined(standardError),
          se_of,
          reason: null,
        };
      }),
    };
  },
});
