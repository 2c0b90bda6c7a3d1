import { activationNames, activations, criticalPoint, noCriticalPoint, noFixedPoint } from '@rgflow/meanfield';
import { axisValues } from '@rgflow/pipeline';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { criticalLineColumns } from './critical-line.columns.js';

/** The line χ₁ = 1 between order and chaos, each point of it exact. */
export const criticalLineStage = defineStage({
  name: 'critical-line',
  module: import.meta.url,
  params: z.strictObject({
    activation: z.enum(activationNames),
    /** The bias variances, one stage for all of them. */
    biasVariances: z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive() }),
  }),
  inputs: {},
  outputs: { critical_line: table(criticalLineColumns) },
  run({ params: { activation: name, biasVariances } }) {
    const activation = activations[name];
    return {
      critical_line: axisValues(biasVariances).map((value) => {
        const sigmaB2 = Number(value);
        const missing = noCriticalPoint(sigmaB2, activation);
        if (missing !== null) return { sigma_b2: sigmaB2, sigma_w2_critical: null, q_star: null, reason: missing };
        const { sigmaW2, qStar } = criticalPoint(sigmaB2, { activation });
        const reason = noFixedPoint(sigmaW2, sigmaB2, activation)?.reason ?? null;
        return { sigma_b2: sigmaB2, sigma_w2_critical: sigmaW2, q_star: qStar, reason };
      }),
    };
  },
});
