import { logAbsDeterminant } from '@rgflow/numerics/determinant';
import { defineStage, table, tensor } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { determinantColumns } from './layer-determinant.columns.js';

/** ln |det W| of every square layer, null for the others: three quarters of a second for 784 x 784. */
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
        const reason = units !== before ? 'not square' : data.every(Number.isFinite) ? null : 'not finite';
        const log_abs_determinant = reason === null ? logAbsDeterminant(data) : null;
        progress((layer + 1) / inputs.weights.length);
        return { snapshot, layer, units, log_abs_determinant, reason };
      }),
    };
  },
});
