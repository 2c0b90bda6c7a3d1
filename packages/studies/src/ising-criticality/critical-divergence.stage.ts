import { ASYMPTOTE_LOGARITHM } from '@rgflow/ising';
import { fitLogarithmicDivergence } from '@rgflow/ising/logarithmic-divergence';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { slopeColumns } from '../lattice/ising-columns.js';

/** The logarithm in ds/dK at K_c, fitted to slopes on both sides of it. */
export const criticalDivergenceStage = defineStage({
  name: 'critical-divergence',
  module: import.meta.url,
  params: z.strictObject({}),
  inputs: { ising_approach: table({ ...slopeColumns, distance: 'float64' }) },
  outputs: {
    ising_divergence: table({
      scheme: 'utf8',
      quantity: 'utf8',
      amplitude: 'float64',
      amplitude_se: 'float64',
      /** 8 K_c / (π ln 2) for the asymptote; NaN where no closed form is known. */
      amplitude_exact: 'float64',
      background: 'float64',
      background_se: 'float64',
      points: 'int32',
    }),
  },
  run({ inputs }) {
    return {
      ising_divergence: CURVES.map(({ scheme, quantity }) => {
        const rows = inputs.ising_approach.filter((row) => row.scheme === scheme && row.quantity === quantity);
        const found = fitLogarithmicDivergence(
          rows.map((row) => row.coupling),
          rows.map((row) => row.slope),
        );
        return {
          scheme,
          quantity,
          amplitude: found.amplitude,
          amplitude_se: found.amplitudeError,
          amplitude_exact: quantity === 'asymptote' ? ASYMPTOTE_LOGARITHM : Number.NaN,
          background: found.background,
          background_se: found.backgroundError,
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
