import { datasetOf } from '@rgflow/dataset';
import type { Figure } from '@rgflow/drawing';
import { requireRows, svgDocument } from '@rgflow/drawing';
import { CURVES_SIZE, curveBars, nuisanceCurves, nuisanceCurvesQuery } from './nuisance-curves.js';

/** What a linear reader finds in each layer, as information. */
export const figure: Figure = {
  title: 'Information on the label and on nuisances by layer, found by linear readers',
  caption:
    'Lower bounds, in nats, of the mutual information between what leaves a layer and the label or the coordinate of a nuisance, from linear ' +
    'readers scored on images that they were not fitted on: of the images themselves (rings), an untrained network, one trained on plain images, and ' +
    'one trained on images with nuisances. All read from the same held-out images with nuisances. Points: mean over seeds, bars: its standard ' +
    'error. The last layer is the output, a unit for each class. `nothing` is a coordinate that changes nothing: the error of the reading.',

  queries: (study) => ({ curves: nuisanceCurvesQuery(study, 'information') }),

  draw({ curves = [] }) {
    requireRows(curves, 'nuisance');
    const { classes } = datasetOf(String(curves[0]!.dataset));
    return svgDocument(
      { ...CURVES_SIZE, title: this.title, description: this.caption, bars: curveBars(curves) },
      nuisanceCurves(
        curves,
        (target, highest) => ({
          yDomain: [0, target === 'label' ? 1.05 * Math.log(classes) : Math.max(0.1, 1.1 * highest)],
          ...(target === 'label' ? { rules: [{ y: Math.log(classes), label: `ln ${classes}` }] } : {}),
        }),
        'nats',
      ),
    );
  },
};
