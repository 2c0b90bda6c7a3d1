import type { Figure } from '@rgflow/drawing';
import { FAINT_INK, largestOf, linePanel, numberOf, requireRows, svgDocument, svgText } from '@rgflow/drawing';
import { meanOf } from '../mean-over-seeds.js';
import {
  boundBands,
  informationColours,
  informationCurves,
  informationQuery,
  middleNoise,
  noiseLabel,
  scalesOf,
} from './information-curves.js';

/** What training changes: of the input, of the label, and of the input beyond its label, beside the untrained network. */
export const figure: Figure = {
  title: 'Mutual information by layer before and after training',
  caption:
    'What the preactivations of a layer with Gaussian noise tell of the input X, of its label Y, and of the input beyond its label. Random: the ' +
    'network that training starts from, as the control; trained: the same after training. On the left with the same noise, on the right with noise in ' +
    'proportion to v, the variance of the layer over units and images, which training multiplies: so a larger scale alone tells nothing more. Lines: the noise drawn, so that ' +
    'in every layer I(X;T) = I(T;Y) + I(X;T|Y). Bands: bounds. Dotted: the most there can be, for M images ln M, H(Y) and H(X|Y). The last ' +
    'two layers are narrower. Blue: ordered phase; black: at the critical σ_w²; orange: chaotic phase.',

  queries: (study) => ({
    curves: informationQuery(
      study,
      `estimator = 'noisy-channel'
       and depth in (select depth from mutual_information where study = ${study} and snapshot = 'final')`,
    ),
    most: `
      select target, max(mi) as most
      from mutual_information
      where study = ${study} and estimator = 'binning' and layer = 0
      group by all
      order by all`,
    training: `
      select sigma_w2, max(epoch) as epochs, ${meanOf('validation_accuracy')} as accuracy
      from training
      where study = ${study}
      group by all
      order by all`,
  }),

  draw({ curves = [], most = [], training = [] }) {
    requireRows(curves, 'mutual-information');
    const noise = middleNoise(curves);
    const colours = informationColours(curves);
    const epochs = Math.max(0, largestOf(training.map((row) => numberOf(row, 'epochs'))));
    const columns = scalesOf(curves).flatMap((scale) =>
      SNAPSHOTS.map(([snapshot, name]) => ({ scale, snapshot, name })),
    );
    const panels = TARGETS.flatMap(([target, quantity], row) => {
      const ceiling = most.find((each) => each.target === target);
      const rows = curves.filter((each) => each.noise === noise && each.target === target);
      const limit =
        ceiling === undefined ? largestOf(rows.map((each) => numberOf(each, 'mi'))) : numberOf(ceiling, 'most');
      return columns.map(({ scale, snapshot, name }, column) =>
        linePanel({
          x: column * WIDTH,
          y: row * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          heading: `${quantity}, ${name}`,
          subheading: noiseLabel(scale, noise),
          xLabel: 'layer',
          yLabel: `${quantity} in nats`,
          yDomain: [0, 1.25 * limit],
          labelHeader: 'σ_w^2',
          rules: [{ y: limit }],
          series: informationCurves(
            rows.filter((each) => each.noise_scale === scale && each.snapshot === snapshot),
            colours,
          ),
        }),
      );
    });
    const height = TARGETS.length * HEIGHT + NOTE;
    const depth = numberOf(curves[0]!, 'depth');
    const note = `depth ${depth}${colours.remark}, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, v: variance of the layer; dotted: ln M, H(Y), H(X|Y)`;
    return svgDocument(
      {
        width: columns.length * WIDTH,
        height,
        title: this.title,
        description: this.caption,
        bands: boundBands(curves),
      },
      [...panels, svgText(note, { x: 66, y: height - 6, size: 10, fill: FAINT_INK })],
    );
  },
};

const WIDTH = 300;
const HEIGHT = 250;
const NOTE = 18;

const TARGETS = [
  ['input', 'I(X;T)'],
  ['label', 'I(T;Y)'],
  ['input given label', 'I(X;T|Y)'],
] as const;

const SNAPSHOTS = [
  ['init', 'random'],
  ['final', 'trained'],
] as const;
