import { criticalPoint } from '@rgflow/meanfield';
import { axisValues } from '@rgflow/pipeline';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { criticalLineColumns } from './critical-line.columns.js';

/** The line χ₁ = 1 between order and chaos, each point of it exact. */
export const criticalLineStage = defineStage({
  name: 'critical-line',
  module: import.meta.url,
  params: z.strictObject({
    /** The bias variances, one stage for all of them. */
    biasVariances: z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive() }),
  }),
  inputs: {},
  outputs: { critical_line: table(criticalLineColumns) },
  run({ params: { biasVariances } }) {
    return {
      critical_line: axisValues(biasVariances).map((value) => {
        const sigmaB2 = Number(value);
        const { sigmaW2, qStar } = criticalPoint(sigmaB2);
        return { sigma_b2: sigmaB2, sigma_w2_critical: sigmaW2, q_star: qStar };
      }),
    };
  },
});
