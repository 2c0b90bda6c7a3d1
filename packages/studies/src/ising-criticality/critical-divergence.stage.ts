import { ASYMPTOTE_LOGARITHM } from '@rgflow/ising';
import { fitLogarithmicDivergence } from '@rgflow/ising/logarithmic-divergence';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { approachColumns } from './ising-approach.columns.js';
import { divergenceColumns } from './ising-divergence.columns.js';

/** The logarithm in ds/dK at K_c, fitted to slopes on both sides of it. */
export const criticalDivergenceStage = defineStage({
  name: 'critical-divergence',
  module: import.meta.url,
  params: z.strictObject({}),
  inputs: { ising_approach: table(approachColumns) },
  outputs: { ising_divergence: table(divergenceColumns) },
  run({ inputs }) {
    return {
      ising_divergence: CURVES.map(({ scheme, quantity }) => {
        const rows = inputs.ising_approach.filter((row) => row.scheme === scheme && row.quantity === quantity);
        const { amplitude, background } = fitLogarithmicDivergence(
          rows.map((row) => row.coupling),
          rows.map((row) => row.slope),
        );
        const exact = quantity === 'asymptote' ? ASYMPTOTE_LOGARITHM : null;
        return {
          scheme,
          quantity,
          amplitude: amplitude.value,
          amplitude_se: amplitude.standardError,
          amplitude_exact: exact,
          amplitude_exact_reason: exact === null ? 'no closed form is known' : null,
          background: background.value,
          background_se: background.standardError,
          points: rows.length,
        };
      }),
    };
  },
});

const CURVES = [
  { scheme: 'exact', quantity: 'asymptote' },
  { scheme: 'exact', quantity: 'first step' },
  { scheme: 'truncated', quantity: 'asymptote' },
];
