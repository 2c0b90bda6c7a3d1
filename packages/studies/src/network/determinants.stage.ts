import { logAbsDeterminant } from '@rgflow/numerics/determinant';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { determinantColumns } from './kl-columns.js';

/** ln |det W| of every square layer, NaN for the others: three quarters of a second for 784 x 784. */
export const determinantsStage = defineStage({
  name: 'determinants',
  module: import.meta.url,
  params: z.strictObject({ snapshot: z.string() }),
  inputs: { weights: tensor('float32', ['unit', 'unitBefore']) },
  outputs: { layer_determinant: table(determinantColumns) },
  run({ params: { snapshot }, inputs, progress }) {
    return {
      layer_determinant: inputs.weights.map(({ layer, shape, data }) => {
        const [units, before] = shape as [number, number];
        const log_abs_determinant =
          units === before && data.every(Number.isFinite) ? logAbsDeterminant(data) : Number.NaN;
        progress((layer + 1) / inputs.weights.length);
        return { snapshot, layer, units, log_abs_determinant };
      }),
    };
  },
});
