import type { Figure } from '@rgflow/drawing';
import { requireRows, svgDocument } from '@rgflow/drawing';
import { CURVES_SIZE, curveBars, nuisanceCurves, nuisanceCurvesQuery } from './nuisance-curves.js';

/** How well a linear reader tells label and nuisances from each layer. */
export const figure: Figure = {
  title: 'How well linear readers tell the label and nuisances from each layer',
  caption:
    'Accuracy for the label, R² for the coordinate of a nuisance, of linear readers scored on images that they were not fitted on, by layer: of the ' +
    'images themselves (rings), an untrained network, one trained on plain images, and one trained on images with nuisances. Points: mean ' +
    'over seeds, bars: its standard error. The last layer is the output of ten units. `nothing` is a coordinate that changes nothing.',

  queries: (study) => ({ curves: nuisanceCurvesQuery(study, 'score') }),

  draw({ curves = [] }) {
    requireRows(curves, 'nuisance');
    return svgDocument(
      { ...CURVES_SIZE, title: this.title, description: this.caption, bars: curveBars(curves) },
      nuisanceCurves(curves, (target) => ({
        subheading: target === 'label' ? 'accuracy' : 'R^2',
        yDomain: [0, 1],
      })),
    );
  },
};
