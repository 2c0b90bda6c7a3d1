import { defineStage, type Row, table } from '@rgflow/pipeline/stage';
import { z } from 'zod';
import { collapseLayer, collapseLevel } from './collapse.js';
import { mutualInformationColumns } from './mutual-information-columns.js';
import { predictedCollapseColumns } from './predicted-information.stage.js';

const collapseColumns = {
  ...predictedCollapseColumns,
  /** 'lower', 'upper', or 'drawn': the information itself, of which there is no prediction but those two. */
  bound: 'utf8',
  /** Where it is measured to fall below (1/2) ln M; NaN for never. */
  layer: 'float64',
} as const;

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
    const measured = (noise: number, column: 'mi' | 'mi_lower' | 'mi_upper') => {
      const curve = rows.filter((row) => row.noise === noise && row.layer < layers);
      const level = collapseLevel(curve[0]!.samples);
      return collapseLayer(
        curve.map((row) => row[column]),
        level,
      );
    };
    return {
      information_collapse: predicted_collapse.flatMap((prediction): Row<typeof collapseColumns>[] => {
        const { noise, bound } = prediction;
        if (bound === 'lower') return [{ ...prediction, layer: measured(noise, 'mi_lower') }];
        const unpredicted = { layer_predicted: Number.NaN, layer_formula: Number.NaN };
        return [
          { ...prediction, ...unpredicted, bound: 'drawn', layer: measured(noise, 'mi') },
          { ...prediction, layer: measured(noise, 'mi_upper') },
        ];
      }),
    };
  },
});
