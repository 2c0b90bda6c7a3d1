import { activationNames, activations, criticalPoint, meanField, noCriticalPoint } from '@rgflow/meanfield';
import { axisValues } from '@rgflow/pipeline';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { correlationLengthColumns } from './correlation-length.columns.js';

/**
 * ξ_c in layers along one bias variance, each point exact. One row stands for the critical weight variance itself, if that
 * is within the range: solved for, with `phase` 'critical' and `xi_c` Infinity. With biases relu and linear have none.
 */
export const correlationLengthStage = defineStage({
  name: 'correlation-length',
  module: import.meta.url,
  params: z.strictObject({
    activation: z.enum(activationNames),
    sigmaB2: z.number(),
    /** The weight variances, one stage for all of them. */
    weightVariances: z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive() }),
  }),
  inputs: {},
  outputs: { correlation_length: table(correlationLengthColumns) },
  run({ params: { activation: name, sigmaB2, weightVariances } }) {
    const activation = activations[name];
    const hasNone = noCriticalPoint(sigmaB2, activation) !== null;
    const critical = hasNone ? Number.NaN : criticalPoint(sigmaB2, { activation }).sigmaW2;
    const points = axisValues(weightVariances)
      .map(Number)
      .filter((sigmaW2) => sigmaW2 !== critical)
      .map((sigmaW2) => {
        const { xiC, phase } = meanField(sigmaW2, sigmaB2, { activation });
        return { sigma_w2: sigmaW2, xi_c: xiC, phase: phase as string };
      });
    const inside = weightVariances.from <= critical && critical <= weightVariances.to;
    const summit = { sigma_w2: critical, xi_c: Number.POSITIVE_INFINITY, phase: 'critical' };
    return {
      correlation_length: [...points, ...(inside ? [summit] : [])].sort((p, q) => p.sigma_w2 - q.sigma_w2),
    };
  },
});
