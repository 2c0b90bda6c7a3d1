import { collapseLayer, collapseLevel } from '@rgflow/kl/mutual-information';
import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { nanIfNull, nullIfUndefined } from '../undefined-values.js';
import { collapseColumns } from './information-collapse.columns.js';
import { mutualInformationColumns } from './mutual-information.columns.js';
import { predictedCollapseColumns } from './predicted-collapse.columns.js';

/** The layers of a network in which the information on its input falls below (1/2) ln M, measured and predicted. */
export const informationCollapseStage = defineStage({
  name: 'information-collapse',
  module: import.meta.url,
  params: z.strictObject({ skipLast: z.int().nonnegative() }),
  inputs: { mutual_information: table(mutualInformationColumns), predicted_collapse: table(predictedCollapseColumns) },
  outputs: { information_collapse: table(collapseColumns) },
  run({ params: { skipLast }, inputs: { mutual_information, predicted_collapse } }) {
    const rows = mutual_information.filter((row) => row.target === 'input' && row.estimator === 'noisy-channel');
    const layers = 1 + Math.max(...rows.map((row) => row.layer)) - skipLast;
    const measured = (of: Prediction, column: 'mi' | 'mi_lower' | 'mi_upper') => {
      const curve = rows.filter(
        (row) => row.noise_scale === of.noise_scale && row.noise === of.noise && row.layer < layers,
      );
      const level = collapseLevel(curve[0]!.samples);
      const undefinedLayer = curve.find((row) => row[column] === null);
      const layer = collapseLayer(
        curve.map((row) => nanIfNull(row[column])),
        level,
      );
      const reason = undefinedLayer === undefined ? NEVER : (undefinedLayer.reason ?? 'not defined');
      return { layer: nullIfUndefined(layer), layer_reason: Number.isNaN(layer) ? reason : null };
    };
    return {
      information_collapse: predicted_collapse.flatMap((prediction): Row<typeof collapseColumns>[] => {
        if (prediction.bound === 'lower') return [{ ...prediction, ...measured(prediction, 'mi_lower') }];
        const unpredicted = {
          layer_predicted: null,
          predicted_reason: UNPREDICTED,
          layer_formula: null,
          formula_reason: UNPREDICTED,
        };
        return [
          { ...prediction, ...unpredicted, bound: 'drawn', ...measured(prediction, 'mi') },
          { ...prediction, ...measured(prediction, 'mi_upper') },
        ];
      }),
    };
  },
});

type Prediction = Row<typeof predictedCollapseColumns>;

const NEVER = 'never within the network';
const UNPREDICTED = 'only its bounds are predicted';
