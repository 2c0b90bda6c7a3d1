import { activationNames, activations, meanField, noFixedPoint } from '@rgflow/meanfield';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { meanFieldColumns } from './mean-field.columns.js';

/** One point of the phase diagram of infinitely wide random networks. */
export const meanFieldStage = defineStage({
  name: 'mean-field',
  module: import.meta.url,
  params: z.strictObject({ activation: z.enum(activationNames), sigmaW2: z.number(), sigmaB2: z.number() }),
  inputs: {},
  outputs: { mean_field: table(meanFieldColumns) },
  run({ params: { activation: name, sigmaW2, sigmaB2 } }) {
    const activation = activations[name];
    const missing = noFixedPoint(sigmaW2, sigmaB2, activation);
    if (missing !== null) {
      const phase = missing.variance === 'grows' ? 'unbounded' : 'critical';
      return { mean_field: [{ ...NOTHING, phase, reason: missing.reason }] };
    }
    const { qStar, chi1, rhoStar, chiC, xiC, chiQ, xiQ, phase } = meanField(sigmaW2, sigmaB2, { activation });
    const numbers = { q_star: qStar, chi1, rho_star: rhoStar, chi_c: chiC, xi_c: xiC, chi_q: chiQ, xi_q: xiQ };
    return { mean_field: [{ ...numbers, phase, reason: null }] };
  },
});

const NOTHING = { q_star: null, chi1: null, rho_star: null, chi_c: null, xi_c: null, chi_q: null, xi_q: null };
