import type { Figure, SqlRow } from '@rgflow/drawing';
import { distinct, linePanel, numberOf, requireRows, type Series, svgDocument } from '@rgflow/drawing';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { errorMeaning } from '../network/error-meaning.js';
import { withOutput } from '../network/with-output.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsRemark } from '../some-seeds.js';
import { CORRECTED_NOTEBOOK, type PublishedFit, TABLE_1 } from './published-fits.js';

/** Table 1 of arXiv:2107.06898 against the estimator that it was made with, and against the corrected one. */
export const figure: Figure = {
  title: 'Table 1 of arXiv:2107.06898, and what explains it',
  caption:
    'Asymptote a and rate b of the fits a(1 − bˣ) to the divergence by layer after training, against σ_w². In print: ' +
    'Table 1 (orange) and the authors’ corrected notebook (blue), as open rings. Ours as points: the estimator of 2021 with its layer order and ' +
    'reference variance (orange), the corrected one (blue), means over images and seeds. Bars: of a, the standard deviation of a curve of one image, as ' +
    'the printed ones are; of b, the standard error over seeds, or over the images of one network. Lines: mean-field theory of the untrained network ' +
    'without a free parameter.',

  queries: (study) => ({
    // Of a single image's curve, relative to its plateau, which is what a is.
    fits: `
      with curves as (
        select sigma_w2, snapshot, estimator, ${meanOf('kl_se * sqrt(images) / kl')} as scatter
        from ${withOutput('kl_layer')} where study = ${study} and layer between 10 and depth - 3 and kl > 0 and ${PUBLISHED} group by all)
      select sigma_w2, snapshot, estimator, ${NETWORKS_AND_SEEDS}, any_value(images) as images, ${meanOverSeeds('a', { error: 'a_over_seeds', seeds: 'some_seeds' })}, ${meanOf('a')} * any_value(scatter) as a_scatter,
             ${meanOverSeeds('b', { ofOne: 'b_se' })}
      from ${withOutput('kl_fit')} left join curves using (sigma_w2, snapshot, estimator)
      where study = ${study} and normalisation = 'paper' and ${PUBLISHED}
        and (snapshot = 'final' or estimator in ('mean-field', 'mean-field-2021'))
      group by all
      order by all`,
  }),

  draw({ fits = [] }) {
    requireRows(fits, 'relative-entropy');
    refuseRepeatedSeeds(fits);
    const panel = (x: number, column: 'a' | 'b', heading: string, yDomain: readonly [number, number]) =>
      linePanel({
        x,
        y: 0,
        width: 380,
        height: 340,
        heading,
        subheading: column === 'a' ? 'rings: printed; points: here, bar: one image; lines: mean field' : '',
        xLabel: 'σ_w^2',
        yLabel: column,
        xDomain: [1.3, 3.7],
        yDomain,
        xTicks: distinct(TABLE_1.map((row) => row.sigmaW2)),
        series: [
          ...family(fits, column, DEFECTIVE, 'published-2021', 'mean-field-2021', TABLE_1, 'of 2021'),
          ...family(fits, column, CORRECTED, 'published', 'mean-field', CORRECTED_NOTEBOOK, 'corrected'),
        ],
      });
    const ofB = errorMeaning(fits.filter((row) => row.estimator === 'published'));
    const bars = `of a, one standard deviation of the curve of one image; of b, ${ofB}`;
    return svgDocument({ width: 760, height: 340, title: this.title, description: this.caption, bars }, [
      panel(0, 'a', 'asymptote a', [0, 2.4]),
      panel(380, 'b', 'rate b', [0, 1]),
    ]);
  },
};

/** The networks of the paper; what is measured of an untrained one is of no output. */
const PUBLISHED = "activation = 'tanh' and coalesce(output, 'tanh') = 'tanh'";
const DEFECTIVE = '#c4501b';
const CORRECTED = '#1f5fa8';

/** One estimator: as printed, as measured here and as predicted. */
function family(
  fits: readonly SqlRow[],
  column: 'a' | 'b',
  colour: string,
  estimator: string,
  prediction: string,
  printed: readonly PublishedFit[],
  label: string,
): readonly Series[] {
  const rowsOf = (name: string) => fits.filter((row) => row.estimator === name);
  const pointsOf = (name: string) =>
    rowsOf(name).map((row) => ({
      x: numberOf(row, 'sigma_w2'),
      y: numberOf(row, column),
      error: numberOf(row, column === 'a' ? 'a_scatter' : 'b_se'),
    }));
  return [
    { points: pointsOf(prediction).map(({ x, y }) => ({ x, y })), colour, width: 1 },
    {
      points: printed.map((row) => ({ x: row.sigmaW2, y: row[column] })),
      colour,
      line: 'none',
      rings: 4.5,
      label,
      ...seedsRemark(rowsOf(estimator)),
    },
    { points: pointsOf(estimator), colour, line: 'none', dots: 2.4 },
  ];
}
