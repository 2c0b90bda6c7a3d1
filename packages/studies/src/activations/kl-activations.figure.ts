import type { Figure, SqlRow } from '@rgflow/drawing';
import {
  curvePoints,
  distinct,
  FAINT_INK,
  linePanel,
  numberOf,
  refuseSweep,
  requireRows,
  type Series,
  svgDocument,
  svgText,
} from '@rgflow/drawing';
import { type ActivationName, activationNames } from '@rgflow/meanfield';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { type KlEstimator, klEstimators } from '../network/kl-estimators.js';
import { orderedUpTo } from '../network/phase-border.js';
import { formatVariance, phaseColours } from '../network/variance-looks.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';

/** Networks of several activations, each beside its own mean-field theory. */
export const figure: Figure = {
  title: 'The divergence by layer of networks of several activations, untrained, against mean-field theory',
  caption:
    'Divergence of each layer of untrained networks from the first, in nats per unit, averaged over images and seeds; the layers of full width. ' +
    'A column for each activation. Top: the published estimator, an entropy difference. Bottom: the divergence of the pushed samples from ' +
    'the layer’s Gaussian, with the Jacobian that the published one lacks. Points: measured, with the standard error over seeds where it is longer than ' +
    'the point; lines: mean-field theory with no free parameter. Blue: ordered; orange: chaotic, or for linear networks where the variance grows without end.',

  queries: (study) => ({
    layers: `
      select activation, sigma_w2, sigma_b2, depth, width, estimator, layer, ${NETWORKS_AND_SEEDS},
             ${meanOverSeeds('kl_per_unit', { seeds: 'some_seeds' })}
      from kl_layer
      where study = ${study} and snapshot = 'init' and layer <= depth - 3
        and estimator in ('published', 'mean-field', 'push-forward', 'mean-field-push-forward')
      group by all
      order by all`,
  }),

  draw({ layers = [] }) {
    requireRows(layers, 'activations');
    for (const column of ['sigma_b2', 'depth', 'width']) refuseSweep(layers, column);
    refuseRepeatedSeeds(layers, 'activation, σ_w² and seed');
    const names = activationNames.filter((name) => layers.some((row) => row.activation === name));
    const rows = ROWS.filter(({ name }) => layers.some((row) => row.estimator === name && row.kl_per_unit !== null));
    const measured = layers.filter((row) => row.estimator === 'published');
    const [first] = layers;
    const common = `points: measured, width ${numberOf(first!, 'width')}, σ_b^2 = ${numberOf(first!, 'sigma_b2')}, ${seedsPhrase(measured)}; lines: mean-field theory`;
    return svgDocument(
      {
        width: names.length * WIDTH,
        height: rows.length * HEIGHT + NOTE,
        title: this.title,
        description: this.caption,
        bars: `standard error of the mean over ${seedsPhrase(measured)}`,
      },
      [
        ...rows.flatMap((estimator, r) =>
          names.map((name, c) =>
            linePanel({
              x: c * WIDTH,
              y: r * HEIGHT,
              width: WIDTH,
              height: HEIGHT,
              margin: { left: c === 0 ? 52 : 40 },
              heading: name,
              subheading: estimator.heading,
              xLabel: 'layer',
              yLabel: c === 0 ? 'nats per unit' : '',
              labelHeader: 'σ_w^2',
              series: seriesOf(
                layers.filter((row) => row.activation === name),
                name,
                estimator,
              ),
            }),
          ),
        ),
        svgText(common, { x: 52, y: rows.length * HEIGHT + NOTE - 8, size: 10, fill: FAINT_INK }),
      ],
    );
  },
};

const WIDTH = 250;
const HEIGHT = 280;
const NOTE = 18;
const ROWS: readonly KlEstimator[] = klEstimators.filter(({ name }) => name === 'published' || name === 'push-forward');

function seriesOf(
  rows: readonly SqlRow[],
  activation: ActivationName,
  { name, prediction }: KlEstimator,
): readonly Series[] {
  const sigmas = distinct(rows.map((row) => numberOf(row, 'sigma_w2')));
  const colours = phaseColours(sigmas, orderedUpTo(numberOf(rows[0]!, 'sigma_b2'), activation));
  return sigmas.flatMap((sigmaW2, i): readonly Series[] => {
    const of = (estimator: string) => rows.filter((row) => row.sigma_w2 === sigmaW2 && row.estimator === estimator);
    const points = (estimator: string) => curvePoints(of(estimator), 'layer', 'kl_per_unit');
    const colour = colours[i]!;
    return [
      {
        points: prediction === null ? [] : points(prediction),
        colour,
        width: 1.1,
        label: formatVariance(sigmaW2),
        ...seedsRemark(of(name)),
      },
      {
        points: curvePoints(of(name), 'layer', 'kl_per_unit', 'kl_per_unit_se'),
        colour,
        line: 'none',
        dots: 1.6,
      },
    ];
  });
}
