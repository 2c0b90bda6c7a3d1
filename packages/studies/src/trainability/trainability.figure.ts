import {
  FAINT_INK,
  type Figure,
  FigureError,
  type HeatCell,
  type HeatPoint,
  hatchedBox,
  heatMap,
  largestOf,
  numberOf,
  refuseSweep,
  requireRows,
  type SqlRow,
  smallestOf,
  svgDocument,
  svgText,
} from '@rgflow/drawing';
import { meanOf } from '../mean-over-seeds.js';
import { activationOf, activationRemark } from '../network/shown-activation.js';
import { seedsPhrase } from '../some-seeds.js';

/** Figure 6 of arXiv:2107.06898 with exact curves: accuracy over weight variance and depth. */
export const figure: Figure = {
  title: 'Which deep networks can be trained',
  caption:
    'Validation accuracy after training against the weight variance and the depth of the network, the mean over seeds where there are ' +
    'several. Lines: 1, π and 2π times the correlation length ξ_c of mean-field theory in layers, solved for at every point; it diverges at the ' +
    'critical σ_w² (dashed), below which wide networks are ordered, above chaotic. A dot: given up after the first epoch, when it was no better ' +
    'than chance. Hatched: the training diverged. White: not trained (yet). Points with bars, where there are several seeds: the depth at which half ' +
    'of the networks come to an accuracy of 1/2, by logistic regression, and its 95 % interval.',

  queries: (study) => ({
    // A network that has had fewer epochs than others is still being trained.
    cells: `
      ${networksOf(study)}
      select activation, output, sigma_w2, sigma_b2, depth, width, ${meanOf('accuracy')} as accuracy, count(*) as seeds, epochs, max(rows) as rows,
             count(*) filter (status = 'stopped') as stopped, count(*) filter (status = 'diverged') as diverged
      from networks
      where epochs = (select max(epochs) from networks)
      group by all
      order by all`,
    crossings: `
      ${networksOf(study)}, fitted as (
        select activation, output, sigma_w2, count(distinct seed) as seeds, logistic_crossing(depth, accuracy, 0.5) as fit
        from networks
        where epochs = (select max(epochs) from networks)
        group by all
      )
      select activation, output, sigma_w2, fit.crossing as crossing, fit.lower as lower, fit.upper as upper, seeds
      from fitted
      order by all`,
    theory: `
      select sigma_w2, sigma_b2, xi_c, phase
      from correlation_length
      where study = ${study}
      order by all`,
  }),

  draw({ cells = [], crossings = [], theory = [] }) {
    requireRows(cells, 'trainability-coarse');
    for (const column of ['sigma_b2', 'width', 'activation', 'output']) refuseSweep(cells, column);
    if (cells.some((row) => numberOf(row, 'rows') > numberOf(row, 'epochs'))) {
      throw new FigureError(`the study sweeps more than σ_w², depth and seed; run it with one value of the others.`);
    }
    const sigmaB2 = numberOf(cells[0]!, 'sigma_b2');
    const lengths = theory
      .filter((row) => row.sigma_b2 === sigmaB2)
      .map((row) => ({ x: numberOf(row, 'sigma_w2'), xi: numberOf(row, 'xi_c'), phase: row.phase }));
    const critical = lengths.find(({ phase }) => phase === 'critical');
    const heat = cells.map(cellOf);
    const points = pointsOf(crossings);
    const bars = points.length === 0 ? {} : { bars: '95 % intervals' };
    return svgDocument({ width: WIDTH, height: HEIGHT, title: this.title, description: this.caption, ...bars }, [
      ...heatMap({
        width: WIDTH,
        height: HEIGHT - NOTE,
        xLabel: 'σ_w^2',
        yLabel: 'depth',
        cells: heat,
        domain: [0.1, 1],
        valueLabel: 'validation accuracy',
        valueTicks: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
        curves: MULTIPLES.map(({ factor, label }) => ({
          label,
          points: lengths.map(({ x, xi }) => ({ x, y: factor * xi })),
        })),
        points,
        ownColumns: hasHoles(heat),
        ...(critical === undefined
          ? {}
          : { rule: { x: critical.x, label: `critical σ_w^2 = ${critical.x.toFixed(4)}` } }),
      }),
      ...notes(cells),
    ]);
  },
};

const WIDTH = 620;
const HEIGHT = 470;
const NOTE = 20;

const MULTIPLES = [
  { factor: 1, label: 'ξ_c' },
  { factor: Math.PI, label: 'π ξ_c' },
  { factor: 2 * Math.PI, label: '2π ξ_c' },
] as const;

/** Every network with its last epoch; to be followed by what is asked of them. */
function networksOf(study: string): string {
  return `with networks as (
        select activation, output, sigma_w2, sigma_b2, depth, width, seed, count(*) as rows, max(epoch) as epochs,
               arg_max_null(validation_accuracy, epoch) as accuracy, arg_max(status, epoch) as status
        from training
        where study = ${study}
        group by all
      )`;
}

/** Of one network a depth there is nothing to tell how far chance goes. */
function pointsOf(crossings: readonly SqlRow[]): readonly HeatPoint[] {
  const known = crossings.filter((row) => row.crossing !== null && numberOf(row, 'seeds') > 1);
  const end = (row: SqlRow, column: string) => (row[column] === null ? null : numberOf(row, column));
  return known.map((row) => ({
    x: numberOf(row, 'sigma_w2'),
    y: numberOf(row, 'crossing'),
    lower: end(row, 'lower'),
    upper: end(row, 'upper'),
  }));
}

/** Whether columns have depths of their own, as a refined sweep has: others lie between two of theirs. */
function hasHoles(cells: readonly HeatCell[]): boolean {
  const depths = [...new Set(cells.map(({ y }) => y))];
  return [...new Set(cells.map(({ x }) => x))].some((x) => {
    const own = cells.filter((cell) => cell.x === x).map(({ y }) => y);
    return depths.some((depth) => !own.includes(depth) && smallestOf(own) < depth && depth < largestOf(own));
  });
}

function cellOf(row: SqlRow): HeatCell {
  const [diverged, stopped, seeds] = [numberOf(row, 'diverged'), numberOf(row, 'stopped'), numberOf(row, 'seeds')];
  return {
    x: numberOf(row, 'sigma_w2'),
    y: numberOf(row, 'depth'),
    value: diverged > 0 ? Number.NaN : numberOf(row, 'accuracy'),
    marked: stopped === seeds,
  };
}

/** What the networks have in common, and the marks that occur. */
function notes(cells: readonly SqlRow[]): readonly string[] {
  const most = (column: string) => largestOf(cells.map((row) => numberOf(row, column)));
  const epochs = most('epochs');
  const common = [
    `width ${most('width')}`,
    `σ_b^2 = ${numberOf(cells[0]!, 'sigma_b2')}${activationRemark(activationOf(cells[0]!))}`,
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`,
    ...(most('seeds') > 1 ? [seedsPhrase(cells)] : []),
    ...(most('stopped') > 0 ? ['dot: given up at chance after the first epoch'] : []),
  ].join(', ');
  const y = HEIGHT - 9;
  const text = { y, size: 10, fill: FAINT_INK } as const;
  return [
    svgText(common, { ...text, x: 62 }),
    ...(most('diverged') > 0
      ? [hatchedBox(WIDTH - 110, y - 8, 9), svgText('diverged', { ...text, x: WIDTH - 97 })]
      : []),
  ];
}
