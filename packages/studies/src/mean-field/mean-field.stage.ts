import { meanField } from '@rgflow/meanfield';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { meanFieldColumns } from './mean-field.columns.js';

/** One point of the phase diagram of infinitely wide random tanh networks. */
export const meanFieldStage = defineStage({
  name: 'mean-field',
  module: import.meta.url,
  params: z.strictObject({ sigmaW2: z.number(), sigmaB2: z.number() }),
  inputs: {},
  outputs: { mean_field: table(meanFieldColumns) },
  run({ params: { sigmaW2, sigmaB2 } }) {
    const { qStar, chi1, rhoStar, chiC, xiC, chiQ, xiQ, phase } = meanField(sigmaW2, sigmaB2);
    return {
      mean_field: [{ q_star: qStar, chi1, rho_star: rhoStar, chi_c: chiC, xi_c: xiC, chi_q: chiQ, xi_q: xiQ, phase }],
    };
  },
});
