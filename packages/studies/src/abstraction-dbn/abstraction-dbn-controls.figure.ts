import {
  curvePoints,
  distinct,
  type Figure,
  largestOf,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  type SqlRow,
  smallestOf,
  svgDocument,
} from '@rgflow/drawing';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';
import { dbnHeads } from './dbn-claims.js';

/** The divergence by depth with its controls in one panel, a panel for each rung. */
export const figure: Figure = {
  title: 'Codes of deep belief networks by depth, beside their controls',
  caption:
    'Divergence of the codes of a head from the nearest Hierarchical Feature Model, corrected, against the number of machines; a panel for what is shown. Blue: ' +
    'sampled codes; orange: thresholded ones; solid where all sets were learnt together, dashed and named by the set that was learnt last where one was learnt after the ' +
    'other. Black, of the sampled codes: with their units shuffled (dashed), samples of the nearest model itself, as many and by the same search (thin, near zero), and the same counts on random states (grey). ' +
    'Rings: thresholded codes of untrained machines. Means over the seeds that have a verdict, with standard errors.',

  queries: (study) => ({
    heads: `
      select ladder, classes, breadth, learnt, code, snapshot, depth, ${NETWORKS_AND_SEEDS}, ${meanOverSeeds('judged')},
             ${meanOf('null_divergence')} as of_null, ${meanOf('shuffled_divergence')} as shuffled,
             ${meanOf('relabelled_divergence')} as relabelled
      from (${dbnHeads(study)}) group by ladder, breadth, classes, learnt, code, snapshot, depth order by all`,
  }),

  draw({ heads = [] }) {
    requireRows(heads, 'abstraction-dbn');
    refuseRepeatedSeeds(heads, 'rung and seed');
    const rungs = [...new Set(heads.map((row) => String(row.breadth)))];
    const values = heads
      .flatMap((row) => ['judged', 'of_null', 'shuffled', 'relabelled'].map((column) => numberOf(row, column)))
      .filter(Number.isFinite);
    const yDomain = [Math.min(0, smallestOf(values)), 1.06 * Math.max(0.1, largestOf(values))] as const;
    const columns = Math.min(COLUMNS, rungs.length);
    const size = { width: columns * WIDTH, height: Math.ceil(rungs.length / columns) * HEIGHT };
    const bars = `standard error of the mean over ${seedsPhrase(heads)}`;
    const panels = rungs.map((rung, k) =>
      linePanel({
        x: (k % columns) * WIDTH,
        y: Math.floor(k / columns) * HEIGHT,
        width: WIDTH,
        height: HEIGHT,
        heading: rung,
        xLabel: 'machines',
        xTicks: distinct(heads.map((row) => numberOf(row, 'depth'))),
        xFormat: String,
        yLabel: 'nats',
        yDomain,
        labelHeader: '',
        margin: { right: 155 },
        series: curvesOf(heads.filter((row) => row.breadth === rung)),
      }),
    );
    return svgDocument({ ...size, title: this.title, description: this.caption, bars }, panels);
  },
};

const WIDTH = 415;
const HEIGHT = 300;
const COLUMNS = 3;
const CODES = [
  { code: 'sampled', colour: '#1f5fa8' },
  { code: 'thresholded', colour: '#c2570c' },
] as const;
const CONTROLS = '#1a1a1a';

function curvesOf(rows: readonly SqlRow[]): readonly Series[] {
  const final = rows.filter((row) => row.snapshot === 'final');
  const together = final.filter((row) => row.learnt === null);
  const orders = [...new Set(final.map((row) => row.learnt).filter((learnt) => learnt !== null))];
  const sampled = together.filter((row) => row.code === 'sampled');
  const judged = (of: readonly SqlRow[], look: Partial<Series> & { readonly colour: string }): Series => ({
    points: curvePoints(of, 'depth', 'judged', 'judged_se'),
    ...look,
    ...seedsRemark(of, {}, 'judged_seeds'),
  });
  return [
    { points: curvePoints(sampled, 'depth', 'of_null'), colour: CONTROLS, width: 0.6, label: 'null' },
    {
      points: curvePoints(sampled, 'depth', 'shuffled'),
      colour: CONTROLS,
      line: 'dashed',
      width: 1,
      label: 'shuffled',
    },
    { points: curvePoints(sampled, 'depth', 'relabelled'), colour: '#6b6b6b', width: 1, label: 'relabelled' },
    judged(
      rows.filter((row) => row.snapshot === 'init'),
      { colour: CODES[1].colour, line: 'none', rings: 3 },
    ),
    ...CODES.flatMap(({ code, colour }) => [
      judged(
        together.filter((row) => row.code === code),
        { colour, dots: 2.2, label: code },
      ),
      ...orders.map((learnt) => {
        const own = final.filter((row) => row.learnt === learnt && row.code === code);
        return judged(own, { colour, dots: 1.6, width: 1, line: 'dashed', label: `${lastOf(String(learnt))} last` });
      }),
    ]),
  ];
}

/** 'fashion-mnist' of 'mnist, then fashion-mnist'. */
function lastOf(learnt: string): string {
  return learnt.split(', then ').at(-1)!;
}
