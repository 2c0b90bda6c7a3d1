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
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';
import { autoencoderCodes } from './autoencoder-claims.js';

/** Divergence of a kind of code by depth, with its controls in one panel: a row for each training, a column for a rung. */
export function codesByDepth(code: 'thresholded' | 'sampled', title: string): Figure {
  return {
    title,
    caption:
      `Divergence of the ${code} codes of autoencoders from the nearest Hierarchical Feature Model, corrected, against the number of hidden layers before the ` +
      'code. A row for each way to begin and to pre-train, a column for what is shown; colour: n, units of the code. Solid: trained; dashed, with small dots: with the units of ' +
      'the code shuffled; rings: untrained (thresholded codes only); thin, near zero: samples of the nearest model itself, as many and by the same ' +
      'search. Means over the seeds that have a verdict, with standard errors. × is one autoencoder that has collapsed, + one without a verdict for ' +
      'another reason (a nearly uniform code, a unit that never changes): marked where its divergence is, and in no mean.',

    queries: (study) => ({
      means: `
        select initial, pretraining, units, breadth, classes, depth, ${NETWORKS_AND_SEEDS}, ${meanOverSeeds('if(reason is null, corrected, null)', { as: 'trained' })},
               ${meanOf('if(reason is null, null_divergence, null)')} as of_null, ${meanOf('if(reason is null, shuffled_divergence, null)')} as shuffled,
               ${meanOf('untrained_divergence')} as untrained
        from (${autoencoderCodes(study)}) where code = '${code}' group by initial, pretraining, units, breadth, classes, depth order by all`,
      marked: `
        select initial, pretraining, units, breadth, depth, seed, collapsed, corrected
        from (${autoencoderCodes(study)}) where code = '${code}' and reason is not null order by all`,
    }),

    draw({ means = [], marked = [] }) {
      requireRows(means, 'abstraction-autoencoder');
      refuseRepeatedSeeds(means, 'training, n, rung, depth and seed');
      const sizes = distinct(means.map((row) => numberOf(row, 'units')));
      const colours = sequentialColours(sizes.length);
      const rungs = [...new Map(byBreadth(means).map((row) => [row.breadth, row])).keys()];
      const trainings = [...new Map(means.map((row) => [trainingOf(row), row])).keys()];
      const shown = ['trained', 'of_null', 'shuffled', 'untrained'].flatMap((name) =>
        means.map((row) => numberOf(row, name)),
      );
      const values = [...shown, ...marked.map((row) => numberOf(row, 'corrected'))].filter(Number.isFinite);
      const yDomain = [Math.min(0, ...values), 1.06 * Math.max(0.1, ...values)] as const;
      const size = { width: rungs.length * WIDTH, height: trainings.length * HEIGHT };
      const bars = `standard error of the mean over ${seedsPhrase(means)}`;
      const panels = trainings.flatMap((training, row) =>
        rungs.map((rung, column) => {
          const here = (rows: readonly SqlRow[]) =>
            rows.filter((each) => trainingOf(each) === training && each.breadth === rung);
          const series = sizes.flatMap((n, k) => curvesOf(here(means), here(marked), n, colours[k]!));
          const isInColumn = series.some(
            ({ label, labelPlace = 'column' }) => label !== undefined && labelPlace === 'column',
          );
          return linePanel({
            x: column * WIDTH,
            y: row * HEIGHT,
            width: WIDTH,
            height: HEIGHT,
            heading: String(rung),
            subheading: training,
            xLabel: 'hidden layers before the code',
            xTicks: distinct(means.map((each) => numberOf(each, 'depth'))),
            xFormat: String,
            yLabel: 'nats',
            yDomain,
            labelHeader: isInColumn ? 'n' : '',
            series,
          });
        }),
      );
      return svgDocument({ ...size, title: this.title, description: this.caption, bars }, panels);
    },
  };
}

const WIDTH = 340;
const HEIGHT = 260;

/** How an autoencoder was begun and trained, as a heading. */
export function trainingOf({ initial, pretraining }: SqlRow): string {
  return `${String(initial)} weights, pre-training: ${String(pretraining)}`;
}

/** Rows with fewer classes first. */
export function byBreadth(rows: readonly SqlRow[]): readonly SqlRow[] {
  return [...rows].sort((p, q) => numberOf(p, 'classes') - numberOf(q, 'classes'));
}

/**
 * What a curve of means is called. One that ends before the others is named beside its end: the way from there to the
 * column would look like a curve at the marks.
 */
function nameOf(n: number, some: readonly SqlRow[], means: readonly SqlRow[]): Partial<Series> {
  const remark = seedsRemark(some, {}, 'trained_seeds');
  const last = (rows: readonly SqlRow[]) => Math.max(...rows.map((row) => numberOf(row, 'depth')));
  if (last(some) >= last(means)) return { label: String(n), ...remark };
  const told = remark.remark === undefined ? '' : `, ${remark.remark}`;
  return { label: `n = ${n}${told}`, labelPlace: 'right' };
}

function curvesOf(means: readonly SqlRow[], marked: readonly SqlRow[], n: number, colour: string): readonly Series[] {
  const own = means.filter((row) => row.units === n);
  const curve = (column: string, look: Partial<Series>): Series => ({
    points: curvePoints(own, 'depth', column),
    colour,
    ...look,
  });
  const marks = (collapsed: boolean, look: Partial<Series>): Series => {
    const rows = marked.filter((row) => row.units === n && Boolean(row.collapsed) === collapsed);
    return { points: curvePoints(rows, 'depth', 'corrected'), colour, line: 'none', ...look };
  };
  const points = curvePoints(own, 'depth', 'trained', 'trained_se');
  // Where no seed has a verdict there is no mean: the marks say it.
  const some = own.filter((row) => row.trained !== null);
  return [
    curve('of_null', { width: 0.6 }),
    curve('shuffled', { line: 'dashed', width: 1, dots: 1.5 }),
    curve('untrained', { line: 'none', rings: 3 }),
    { points, colour, dots: 2.6, ...nameOf(n, some, means) },
    marks(true, { crosses: 3.5 }),
    marks(false, { pluses: 3 }),
  ];
}
