import {
  curvePoints,
  distinct,
  type Figure,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  type SqlRow,
  sequentialColours,
  svgDocument,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';
import { autoencoderCodes } from './autoencoder-claims.js';
import { byBreadth, trainingOf } from './codes-by-depth.js';

/** The divergence by breadth, and what it goes with, for the largest code. */
export const figure: Figure = {
  title: 'Codes of autoencoders against the Hierarchical Feature Model: by breadth, and what the divergence goes with',
  caption:
    'Divergence of the thresholded codes of autoencoders from the nearest Hierarchical Feature Model, corrected, less that of its null, for the largest n. A row for ' +
    'each way to begin and to pre-train; colour: hidden layers before the code. Left: against the number of classes shown, means over the seeds that have ' +
    'a verdict, with standard errors. Middle: all rungs and seeds against the multi-information of the units. Right: the same against how much of what the ' +
    'mean image leaves the autoencoder gives back. Codes without a verdict are left out.',

  queries: (study) => ({
    rungs: `
      select initial, pretraining, units, breadth, classes, depth, ${NETWORKS_AND_SEEDS}, ${meanOverSeeds('excess')}
      from (${largest(study)}) group by initial, pretraining, units, breadth, classes, depth order by all`,
    codes: `
      select initial, pretraining, units, breadth, depth, seed, excess, multi_information, explained
      from (${largest(study)}) where excess is not null order by all`,
  }),

  draw({ rungs = [], codes = [] }) {
    requireRows(rungs, 'abstraction-autoencoder');
    refuseRepeatedSeeds(rungs, 'training, n, rung, depth and seed');
    const depths = distinct(rungs.map((row) => numberOf(row, 'depth')));
    const colours = sequentialColours(depths.length);
    const trainings = [...new Set(rungs.map(trainingOf))];
    const values = [...rungs, ...codes].map((row) => numberOf(row, 'excess')).filter(Number.isFinite);
    const yDomain = [Math.min(0, ...values), 1.06 * Math.max(0.1, ...values)] as const;
    const classes = distinct(rungs.map((row) => numberOf(row, 'classes')));
    const most = Math.max(0.1, ...codes.map((row) => numberOf(row, 'multi_information')));
    const size = { width: 3 * WIDTH, height: trainings.length * HEIGHT };
    const bars = `standard error of the mean over ${seedsPhrase(rungs)}`;
    const panels = trainings.flatMap((training, row) => {
      const own = (rows: readonly SqlRow[]) => rows.filter((each) => trainingOf(each) === training);
      const panel = { y: row * HEIGHT, width: WIDTH, height: HEIGHT, yLabel: 'nats above the null', yDomain } as const;
      const dots = (column: string): readonly Series[] =>
        depths.map((depth, k) => {
          const of = own(codes).filter((each) => each.depth === depth);
          const points = of.map((each) => ({ x: numberOf(each, column), y: numberOf(each, 'excess') }));
          points.sort((p, q) => p.x - q.x);
          return { points, colour: colours[k]!, line: 'none', dots: 2.2 };
        });
      return [
        linePanel({
          ...panel,
          x: 0,
          heading: `by breadth, n = ${rungs[0]!.units}`,
          subheading: training,
          xLabel: 'classes shown',
          xScale: 'log',
          xDomain: [classes[0]!, classes.at(-1)!],
          xTicks: classes,
          xFormat: String,
          labelHeader: 'layers',
          series: depths.map((depth, k) =>
            breadthCurve(
              own(rungs).filter((each) => each.depth === depth),
              depth,
              colours[k]!,
            ),
          ),
        }),
        linePanel({
          ...panel,
          x: WIDTH,
          heading: 'against multi-information',
          subheading: 'all rungs and seeds',
          xLabel: 'multi-information of the code, nats',
          xDomain: [0, most],
          series: dots('multi_information'),
        }),
        linePanel({
          ...panel,
          x: 2 * WIDTH,
          heading: 'against what comes back',
          subheading: 'all rungs and seeds',
          xLabel: 'share of what the mean image leaves',
          xDomain: [0, 1],
          series: dots('explained'),
        }),
      ];
    });
    return svgDocument({ ...size, title: this.title, description: this.caption, bars }, panels);
  },
};

const WIDTH = 340;
const HEIGHT = 270;

/** SQL of the thresholded codes of most units. */
function largest(study: string): string {
  return `
        select * from (select *, max(units) over () as most from (${autoencoderCodes(study)}))
        where units = most and code = 'thresholded'`;
}

function breadthCurve(rows: readonly SqlRow[], depth: number, colour: string): Series {
  const own = byBreadth(rows);
  const points = curvePoints(own, 'classes', 'excess', 'excess_se');
  const some = own.filter((row) => row.excess !== null);
  const remark = seedsRemark(some, {}, 'excess_seeds');
  return { points, colour, dots: 2.2, label: String(depth), ...remark };
}
