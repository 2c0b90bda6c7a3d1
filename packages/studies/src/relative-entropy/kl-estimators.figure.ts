import type { Figure, SqlRow } from '@rgflow/drawing';
import {
  curvePoints,
  distinct,
  linePanel,
  numberOf,
  refuseSweep,
  requireRows,
  type Series,
  svgDocument,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { errorMeaning } from '../network/error-meaning.js';
import { type KlEstimator, klEstimators } from '../network/kl-estimators.js';
import { orderedUpTo } from '../network/phase-border.js';
import { activationOf } from '../network/shown-activation.js';
import { formatVariance, phaseColours } from '../network/variance-looks.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsRemark } from '../some-seeds.js';

/** What is kept for the sake of numbers in print is drawn beside these only. */
const PANELS: readonly KlEstimator[] = klEstimators.filter(({ isDefective }) => !isDefective);

/**
 * The answers to "how far is a layer from the first", each with its mean-field prediction: what saturates and what does
 * not.
 */
export const figure: Figure = {
  title: 'Estimators of the divergence by layer, untrained, against mean-field theory',
  caption:
    'Divergence of each layer of untrained networks from the first, in nats per unit, averaged over images and seeds. ' +
    `${PANELS.map(({ heading, quantity }) => `Panel “${heading}”: ${quantity}. `).join('')}Points: measured; lines: ` +
    'mean-field theory with no free parameter, where it has a prediction. Blue: ordered phase, orange: chaotic.',

  queries: (study) => ({
    layers: `
      select activation, sigma_w2, sigma_b2, estimator, layer, ${NETWORKS_AND_SEEDS}, any_value(images) as images,
             ${meanOverSeeds('kl_per_unit', { seeds: 'some_seeds', ofOne: 'kl_per_unit_se' })}
      from kl_layer
      where study = ${study} and snapshot = 'init' and layer <= depth - 3
      group by all
      order by all`,
  }),

  draw({ layers = [] }) {
    requireRows(layers, 'relative-entropy');
    refuseSweep(layers, 'activation');
    refuseRepeatedSeeds(layers);
    const [first] = layers;
    const sigmas = distinct(layers.map((row) => numberOf(row, 'sigma_w2')));
    const colours = phaseColours(sigmas, orderedUpTo(numberOf(first!, 'sigma_b2'), activationOf(first!)));
    const panels = PANELS.filter(({ name }) => layers.some((row) => row.estimator === name));
    return svgDocument(
      {
        width: panels.length * WIDTH,
        height: 340,
        title: this.title,
        description: this.caption,
        bars: errorMeaning(layers.filter((row) => row.estimator === panels[0]?.name)),
      },
      panels.map(({ name, prediction, heading }, index) =>
        linePanel({
          x: index * WIDTH,
          y: 0,
          width: WIDTH,
          height: 340,
          heading,
          xLabel: 'layer',
          yLabel: 'nats per unit',
          labelHeader: 'σ_w^2',
          series: sigmas.flatMap((sigmaW2, i): Series[] => {
            const rowsOf = (estimator: string) =>
              layers.filter((row) => row.sigma_w2 === sigmaW2 && row.estimator === estimator);
            const colour = colours[i]!;
            return [
              {
                points: prediction === null ? [] : curve(rowsOf(prediction)).map(({ x, y }) => ({ x, y })),
                colour,
                width: 1.1,
                label: formatVariance(sigmaW2),
                ...seedsRemark(rowsOf(name)),
              },
              { points: curve(rowsOf(name)), colour, line: 'none', dots: 1.8 },
            ];
          }),
        }),
      ),
    );
  },
};

const WIDTH = 350;

function curve(rows: readonly SqlRow[]) {
  return curvePoints(rows, 'layer', 'kl_per_unit', 'kl_per_unit_se');
}
