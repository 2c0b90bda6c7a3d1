import type { Figure, SqlRow } from '@rgflow/drawing';
import { distinct, linePanel, numberOf, requireRows, type Series, svgDocument, valuesToDraw } from '@rgflow/drawing';
import { meanOf } from '../mean-over-seeds.js';
import {
  boundBands,
  type InformationColours,
  informationColours,
  informationCurves,
  informationQuery,
  noiseLabel,
  scalesOf,
} from './information-curves.js';

/** Where a deep random network loses what it knows of its input, measured and predicted. */
export const figure: Figure = {
  title: 'What noisy layers of random networks tell of their input',
  caption:
    'Mutual information of the input and the preactivations of a layer with Gaussian noise of variance s² a unit, in random networks: above ' +
    's² itself is the same in every layer, below it is in proportion to v, the variance of the layer over units and inputs. The input is one of M images with equal probability, so that ln M is the most there can be. Lines: the noise drawn. Bands: between the ' +
    'lower and the upper bound from pairwise distances. Rings: the layers in which mean-field theory predicts the two bounds to pass half of ' +
    'ln M. Means over seeds; the two narrower layers at the end left out. Blue: ordered phase; black: at the critical σ_w²; orange: chaotic phase.',

  queries: (study) => ({
    curves: informationQuery(
      study,
      `target = 'input' and estimator = 'noisy-channel' and snapshot = 'init' and layer < depth - 2
       and depth = (select max(depth) from mutual_information where study = ${study})`,
    ),
    collapse: `
      select sigma_w2, noise_scale, noise, bound, ${meanOf('layer_predicted')} as layer
      from information_collapse
      where study = ${study} and bound in ('lower', 'upper')
      group by all
      order by all`,
  }),

  draw({ curves = [], collapse = [] }) {
    requireRows(curves, 'mutual-information');
    const colours = informationColours(curves);
    const most = Math.log(numberOf(curves[0]!, 'samples'));
    const noises = valuesToDraw(distinct(curves.map((row) => numberOf(row, 'noise'))), [0.1, 0.01], 2).toReversed();
    const scales = scalesOf(curves);
    const panels = scales.flatMap((scale, row) => noises.map((noise, column) => ({ scale, noise, row, column })));
    return svgDocument(
      {
        width: WIDTH * noises.length,
        height: HEIGHT * scales.length,
        title: this.title,
        description: this.caption,
        bands: boundBands(curves),
      },
      panels.map(({ scale, noise, row, column }) =>
        linePanel({
          x: column * WIDTH,
          y: row * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          heading: noiseLabel(scale, noise),
          subheading: `band: its bounds; rings: predicted${colours.remark}`,
          xLabel: 'layer',
          yLabel: 'I(X;T) in nats',
          yDomain: [0, 1.07 * most],
          labelHeader: 'σ_w^2',
          rules: [{ y: most, label: 'ln M' }, { y: most / 2 }],
          series: [
            ...informationCurves(
              curves.filter((row) => row.noise_scale === scale && row.noise === noise),
              colours,
            ),
            ...predictions(
              collapse.filter((row) => row.noise_scale === scale && row.noise === noise),
              colours,
              most / 2,
            ),
          ],
        }),
      ),
    );
  },
};

const WIDTH = 400;
const HEIGHT = 350;

/** A ring for each bound that is predicted to fall so low. */
function predictions(
  rows: readonly SqlRow[],
  { sigmaW2, colour }: InformationColours,
  level: number,
): readonly Series[] {
  return sigmaW2.map((value) => ({
    points: rows.filter((row) => row.sigma_w2 === value).map((row) => ({ x: numberOf(row, 'layer'), y: level })),
    colour: colour(value),
    line: 'none',
    rings: 3.5,
  }));
}
