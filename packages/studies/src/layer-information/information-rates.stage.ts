import {
  activationNames,
  activations,
  informationKink,
  informationRates,
  meanField,
  noInformationKink,
  noInformationRates,
} from '@rgflow/meanfield';
import { axisValues } from '@rgflow/pipeline';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { informationKinkColumns } from './information-kink.columns.js';
import { informationRateColumns } from './information-rate.columns.js';

/** What deep layers of infinitely wide random networks add, along one bias variance, and the kink of it. */
export const informationRatesStage = defineStage({
  name: 'information-rates',
  module: import.meta.url,
  params: z.strictObject({
    activation: z.enum(activationNames),
    sigmaB2: z.number().nonnegative(),
    /** The weight variances, one stage for all of them. */
    weightVariances: z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive() }),
  }),
  inputs: {},
  outputs: { information_rate: table(informationRateColumns), information_kink: table(informationKinkColumns) },
  run({ params: { activation: name, sigmaB2, weightVariances } }) {
    const options = { activation: activations[name] };
    const missing = noInformationKink(sigmaB2, options);
    const kink = missing === null ? informationKink(sigmaB2, options) : null;
    const points = axisValues(weightVariances).map(Number);
    const critical = kink?.sigmaW2 ?? Number.NaN;
    const inside = weightVariances.from < critical && critical < weightVariances.to && !points.includes(critical);
    return {
      information_rate: [...points, ...(inside ? [critical] : [])]
        .sort((p, q) => p - q)
        .map((sigma_w2) => {
          const reason = noInformationRates(sigma_w2, sigmaB2, options);
          if (reason !== null) {
            return { sigma_w2, multi_information_rate: null, push_forward_rate: null, chi1: null, reason };
          }
          const { multiInformation, pushForward } = informationRates(sigma_w2, sigmaB2, options);
          const { chi1 } = meanField(sigma_w2, sigmaB2, options);
          return {
            sigma_w2,
            multi_information_rate: multiInformation,
            push_forward_rate: pushForward,
            chi1,
            reason: null,
          };
        }),
      information_kink: [
        {
          sigma_w2_critical: kink?.sigmaW2 ?? null,
          rate: kink?.rate ?? null,
          slope_below: kink?.slopeBelow ?? null,
          slope_above: kink?.slopeAbove ?? null,
          reason: missing,
        },
      ],
    };
  },
});
