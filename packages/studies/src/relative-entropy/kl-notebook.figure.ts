import {
  type Figure,
  FigureError,
  largestOf,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  type SqlRow,
  svgDocument,
} from '@rgflow/drawing';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { PAPER_WIDTH } from '../network/training-parameters.js';
import { withOutput } from '../network/with-output.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { fewestSeeds } from '../some-seeds.js';
import { NOTEBOOK_CURVES, NOTEBOOK_IMAGE, type PrintedCurve } from './notebook-curves.js';

/** The curves that the authors' notebook prints, on the scatter over images and networks of ours. */
export const figure: Figure = {
  title: 'The divergence by layer that the authors’ notebook prints, and ours',
  caption:
    'Divergence of each layer from the first, in nats per unit. Rings: one image and one network, as printed by the authors’ notebook. Lines ' +
    'and bands: the mean here over images and seeds, and one standard deviation of a single curve where there is more than one. Blue: the corrected estimator; orange: the one of ' +
    'table 1, which the notebook still prints for σ_w² = 1.5. Black: mean-field theory of the untrained network, no free ' +
    'parameter. Top: after one epoch, where the paper says “before training”; bottom: at the end.',

  queries: (study) => ({
    // A curve of one image scatters by kl_se √images within a network, and by the networks' standard deviation besides. One
    // image in one network shows nothing of it. Of several single images that of the notebook is asked for.
    curves: `
      select sigma_w2, snapshot, estimator, layer, ${NETWORKS_AND_SEEDS}, ${meanOverSeeds('kl_per_unit', { as: 'kl', error: 'over_seeds', seeds: 'some_seeds' })},
             case when max(images) > 1 or count(*) > 1
                  then sqrt(${meanOf('images * kl_per_unit_se ^ 2')} + coalesce(count(*) * over_seeds ^ 2, 0)) end as scatter
      from ${withOutput('kl_layer')}
      where study = ${study} and layer between 1 and 27 and depth = 30 and width = ${PAPER_WIDTH}
        and coalesce(image, ${NOTEBOOK_IMAGE}) = ${NOTEBOOK_IMAGE}
        and activation = 'tanh' and coalesce(output, 'tanh') = 'tanh'
        and (snapshot in ('epoch1', 'final') and estimator in ('published', 'published-2021') or estimator = 'mean-field')
      group by all
      order by all`,
  }),

  draw({ curves = [] }) {
    requireRows(curves, 'relative-entropy');
    refuseRepeatedSeeds(curves);
    const rows = SNAPSHOTS.filter(({ snapshot }) => curves.some((row) => row.snapshot === snapshot));
    if (rows.length === 0) {
      throw new FigureError(`the study has neither snapshot 'epoch1' nor 'final' of depth 30; run relative-entropy.`);
    }
    const panels = rows.flatMap(({ snapshot, name }) =>
      SIGMAS.map((sigmaW2) => {
        const estimators = printedOf(snapshot, sigmaW2).map(({ estimator }) => estimator);
        const some = fewestSeeds(estimators.flatMap((estimator) => rowsOf(curves, snapshot, sigmaW2, estimator)));
        const subheading = some === null ? name : `${name}, ${some} seeds`;
        return { sigmaW2, subheading, series: seriesOf(curves, snapshot, sigmaW2) };
      }),
    );
    const heights = panels.flatMap(({ series }) =>
      series.flatMap(({ points, band = [] }) => [...points.map(({ y }) => y), ...band.map(({ high }) => high)]),
    );
    return svgDocument(
      {
        width: SIGMAS.length * WIDTH,
        height: rows.length * HEIGHT,
        title: this.title,
        description: this.caption,
        marks: marksOf(curves),
        bands: 'one standard deviation of the curve of one image in one network, about the mean over images and seeds',
      },
      panels.map(({ sigmaW2, subheading, series }, n) =>
        linePanel({
          x: (n % SIGMAS.length) * WIDTH,
          y: Math.floor(n / SIGMAS.length) * HEIGHT,
          width: WIDTH,
          height: HEIGHT,
          margin: { right: 8 },
          heading: `σ_w^2 = ${sigmaW2}`,
          subheading,
          xLabel: 'layer',
          yLabel: n % SIGMAS.length === 0 ? 'nats per unit' : '',
          xDomain: [0, 27],
          yDomain: [0, Math.max(1, largestOf(heights.filter(Number.isFinite)))],
          series,
        }),
      ),
    );
  },
};

const WIDTH = 212;
const HEIGHT = 250;
const SIGMAS = [1.5, 2, 2.5, 3, 3.5] as const;
const SNAPSHOTS = [
  { snapshot: 'epoch1', name: 'after one epoch' },
  { snapshot: 'final', name: 'after training' },
] as const;
const COLOURS: Readonly<Record<PrintedCurve['estimator'], string>> = {
  'published-2021': '#c4501b',
  published: '#1f5fa8',
};

/** Said on the figure itself. A single curve of one image has no scatter. */
function marksOf(curves: readonly SqlRow[]): string {
  const isMean = curves.some(({ estimator, scatter }) => estimator !== 'mean-field' && scatter !== null);
  const colours = curves.some(({ estimator }) => estimator === 'published-2021')
    ? '; blue: the corrected estimator; orange: the one of table 1 of the paper'
    : '';
  return (
    'rings: what the authors’ notebook prints, of one network and one image; ' +
    `lines: here, ${isMean ? 'the mean over images and seeds' : 'one network on the image of the notebook'}; ` +
    `dashes: mean-field theory of the untrained network${colours}`
  );
}

function seriesOf(rows: readonly SqlRow[], snapshot: string, sigmaW2: number): readonly Series[] {
  const curve = (estimator: string, at: string) =>
    rowsOf(rows, at, sigmaW2, estimator).map((row) => {
      return { x: numberOf(row, 'layer'), y: numberOf(row, 'kl'), scatter: numberOf(row, 'scatter') };
    });
  const printed = printedOf(snapshot, sigmaW2);
  return [
    ...printed.map(({ estimator }): Series => {
      const points = curve(estimator, snapshot);
      const band = points.map(({ x, y, scatter }) => ({ x, low: y - scatter, high: y + scatter }));
      return { points, colour: COLOURS[estimator], band };
    }),
    { points: curve('mean-field', 'init'), colour: '#222', width: 1, line: 'dashed' },
    ...printed.map(({ estimator, kl }): Series => {
      const points = kl.map((nats, layer) => ({ x: layer, y: nats / PAPER_WIDTH }));
      return { points, colour: COLOURS[estimator], line: 'none', rings: 2.2 };
    }),
  ];
}

function printedOf(snapshot: string, sigmaW2: number): readonly PrintedCurve[] {
  return NOTEBOOK_CURVES.filter((curve) => curve.sigmaW2 === sigmaW2 && curve.snapshot === snapshot);
}

function rowsOf(rows: readonly SqlRow[], snapshot: string, sigmaW2: number, estimator: string): readonly SqlRow[] {
  return rows.filter((row) => row.sigma_w2 === sigmaW2 && row.estimator === estimator && row.snapshot === snapshot);
}
