import { meanField } from '@rgflow/meanfield';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';

/**
 * One point of the phase diagram of infinitely wide random tanh networks: a public table. The correlation lengths are in layers
 * and Infinity where the slope is 1 to all digits, as at σ_w² = 1, σ_b² = 0.
 */
export const meanFieldStage = defineStage({
  name: 'mean-field',
  module: import.meta.url,
  params: z.strictObject({ sigmaW2: z.number(), sigmaB2: z.number() }),
  inputs: {},
  outputs: {
    mean_field: table({
      q_star: 'float64',
      chi1: 'float64',
      rho_star: 'float64',
      chi_c: 'float64',
      xi_c: 'float64',
      chi_q: 'float64',
      xi_q: 'float64',
      /** 'ordered', 'critical' (the side is within rounding) or 'chaotic'. */
      phase: 'utf8',
    }),
  },
  run({ params: { sigmaW2, sigmaB2 } }) {
    const { qStar, chi1, rhoStar, chiC, xiC, chiQ, xiQ, phase } = meanField(sigmaW2, sigmaB2);
    return {
      mean_field: [{ q_star: qStar, chi1, rho_star: rhoStar, chi_c: chiC, xi_c: xiC, chi_q: chiQ, xi_q: xiQ, phase }],
    };
  },
});
