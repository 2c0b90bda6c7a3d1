import { bernoulliUnit, cumulantPartialSums, gaussianUnit, spinUnit } from '@rgflow/boltzmann';
import { defineStage, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { cumulantColumns } from './boltzmann-cumulant.columns.js';

/**
 * Hidden units of three kinds in a field, felt by a visible unit with strength t, by how many of their cumulants are kept.
 */
export const hiddenCumulantsStage = defineStage({
  name: 'hidden-cumulants',
  module: import.meta.url,
  params: z.strictObject({ unitField: z.number(), t: z.number(), order: z.int().min(1).max(30) }),
  inputs: {},
  outputs: { boltzmann_cumulant: table(cumulantColumns) },
  run({ params: { unitField, t, order } }) {
    return {
      boltzmann_cumulant: [gaussianUnit(unitField, 1), bernoulliUnit(unitField), spinUnit(unitField)].flatMap(
        (unit) => {
          const kappa = unit.cumulants(order);
          return cumulantPartialSums(unit, t, order).map((partial_sum, i) => ({
            unit: unit.name,
            cumulants: i + 1,
            kappa: kappa[i]!,
            partial_sum,
            exact: unit.cumulantGeneratingFunction(t),
          }));
        },
      ),
    };
  },
});
