import type { Figure } from '@rgflow/drawing';
import { linePanel, numberOf, requireRows, svgDocument } from '@rgflow/drawing';
import {
  boundBands,
  informationColours,
  informationCurves,
  informationQuery,
  middleNoise,
  noiseLabel,
  scalesOf,
} from './information-curves.js';

/** The negative control: the same networks read off in bins, where every layer seems to know everything. */
export const figure: Figure = {
  title: 'Mutual information by binning, a negative control',
  caption:
    'Mutual information of the input and the activations of a layer when every unit is read off in bins (solid), and of its preactivations with Gaussian ' +
    'noise (dashed), in deep random networks and in trained ones. With hundreds of units no two images share all bins, so that binning shows ln M in ' +
    'every layer of every network, until in the ordered phase all images lie within one bin of each other: where that is, the width of the bins says, not ' +
    'the network. Means over seeds; the narrower layers at the end left out.',

  queries: (study) => ({
    curves: informationQuery(
      study,
      `target = 'input' and (estimator = 'binning' or estimator = 'noisy-channel'
       and noise_scale = (select min(noise_scale) from mutual_information where study = ${study})) and layer < depth - 2 and (snapshot = 'final'
       or depth = (select max(depth) from mutual_information where study = ${study}))`,
    ),
  }),

  draw({ curves = [] }) {
    requireRows(curves, 'mutual-information');
    const colours = informationColours(curves);
    const noise = middleNoise(curves);
    const [scale = 'absolute'] = scalesOf(curves);
    const most = Math.log(numberOf(curves[0]!, 'samples'));
    const panels = SNAPSHOTS.map(([snapshot, name]) => ({
      name,
      rows: curves.filter((row) => row.snapshot === snapshot),
    })).filter(({ rows }) => rows.length > 0);
    return svgDocument(
      {
        width: WIDTH * panels.length,
        height: HEIGHT,
        title: this.title,
        description: this.caption,
        bands: boundBands(curves),
      },
      panels.map(({ name, rows }, i) =>
        linePanel({
          x: i * WIDTH,
          y: 0,
          width: WIDTH,
          height: HEIGHT,
          heading: `${name}, depth ${numberOf(rows[0]!, 'depth')}${colours.remark}`,
          subheading: `solid: in bins; dashed: through noise, ${noiseLabel(scale, noise)}`,
          xLabel: 'layer',
          yLabel: 'I(X;T) in nats',
          yDomain: [0, 1.2 * most],
          labelHeader: 'σ_w^2',
          rules: [{ y: most, label: 'ln M' }],
          series: [
            ...informationCurves(
              rows.filter((row) => row.estimator === 'noisy-channel' && row.noise === noise),
              colours,
            ).map(({ points, colour }) => ({ points, colour, line: 'dashed' as const, width: 1 })),
            ...informationCurves(
              rows.filter((row) => row.estimator === 'binning'),
              colours,
            ),
          ],
        }),
      ),
    );
  },
};

const WIDTH = 400;
const HEIGHT = 320;

const SNAPSHOTS = [
  ['init', 'random'],
  ['final', 'trained'],
] as const;
