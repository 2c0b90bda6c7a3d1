import { fitSaturation, normaliseKl } from '@rgflow/kl';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { nanIfNull, nullIfUndefined } from '../undefined-values.js';
import { fitColumns } from './kl-fit.columns.js';
import { klColumns } from './kl-layer.columns.js';

/** The fit of a (1 - b^x) to one estimator over the layers, the last ones (narrower in the paper's networks) left out. */
export const fitStage = defineStage({
  name: 'fit',
  module: import.meta.url,
  params: z.strictObject({
    snapshot: z.string(),
    estimator: z.string(),
    sigmaW2: z.number().positive(),
    skipLast: z.int().nonnegative(),
    normalisation: z.enum(['paper', 'none']),
  }),
  inputs: { kl_layer: table(klColumns) },
  outputs: {
    kl_fit: table(fitColumns),
  },
  run({ params, inputs }) {
    const { snapshot, estimator, sigmaW2, skipLast, normalisation } = params;
    const curve = inputs.kl_layer.filter((row) => row.estimator === estimator);
    const points = curve.slice(0, Math.max(0, curve.length - skipLast));
    const scaled = points.map((row) => {
      switch (normalisation) {
        case 'paper':
          return normaliseKl(nanIfNull(row.kl_per_unit), { units: 1, sigmaW2 });
        case 'none':
          return nanIfNull(row.kl_per_unit);
        default:
          return normalisation satisfies never;
      }
    });
    const { a, b, rms, points: count, converged, reason } = fitSaturation(scaled);
    return {
      kl_fit: [
        {
          snapshot,
          a: nullIfUndefined(a.value),
          a_se: nullIfUndefined(a.standardError),
          b: nullIfUndefined(b.value),
          b_se: nullIfUndefined(b.standardError),
          rms: nullIfUndefined(rms),
          points: count,
          converged,
          reason,
        },
      ],
    };
  },
});
