import {
  curvePoints,
  distinct,
  type Figure,
  largestOf,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  sequentialColours,
  smallestOf,
  svgDocument,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';
import { dbnHeads } from './dbn-claims.js';

/** The divergence of heads of one width by depth and by breadth, and what it goes with. */
export const figure: Figure = {
  title: 'Codes of deep belief networks against the Hierarchical Feature Model, by depth and breadth',
  caption:
    'Divergence of the codes of a head from the nearest Hierarchical Feature Model, corrected, less that of its null; zero is the model itself. Left: against ' +
    'the number of machines, sampled codes; then thresholded ones. Third: against the number of classes shown, sampled codes of the deepest head; solid: digits ' +
    'first; dashed: clothes first. Means over seeds with standard errors. Right: against the multi-information of the units, a dot for each seed and depth of sampled ' +
    'codes. Codes without a verdict (uniform, collapsed, a dead unit) are left out.',

  queries: (study) => ({
    depths: `
      select ladder, breadth, classes, code, depth, ${NETWORKS_AND_SEEDS}, ${meanOverSeeds('excess')}
      from (${dbnHeads(study)}) where snapshot = 'final' and learnt is null group by ladder, breadth, classes, code, depth order by all`,
    machines: `
      select breadth, seed, depth, excess, multi_information
      from (${dbnHeads(study)})
      where snapshot = 'final' and learnt is null and code = 'sampled' and excess is not null order by all`,
  }),

  draw({ depths = [], machines = [] }) {
    requireRows(depths, 'abstraction-dbn');
    refuseRepeatedSeeds(depths, 'rung and seed');
    const rungs = [...new Set(depths.map((row) => String(row.breadth)))];
    const colours = sequentialColours(rungs.length);
    const deepest = largestOf(depths.map((row) => numberOf(row, 'depth')));
    const ticks = distinct(depths.map((row) => numberOf(row, 'depth')));
    const values = [...depths, ...machines].map((row) => numberOf(row, 'excess')).filter(Number.isFinite);
    const yDomain: readonly [number, number] = [
      Math.min(0, smallestOf(values)),
      1.08 * Math.max(0.1, largestOf(values)),
    ];
    const bars = `standard error of the mean over ${seedsPhrase(depths)}`;
    const panel = {
      y: 0,
      height: HEIGHT,
      yLabel: 'nats above the null',
      yDomain,
      labelHeader: '',
      margin: { right: 125 },
    } as const;
    const ofCode = (code: string) => depths.filter((row) => row.code === code);
    const byDepth = (code: string) =>
      rungs.map((rung, k): Series => {
        const own = ofCode(code).filter((row) => row.breadth === rung);
        return {
          points: curvePoints(own, 'depth', 'excess', 'excess_se'),
          colour: colours[k]!,
          dots: 2.2,
          label: rung,
          ...seedsRemark(own, {}, 'excess_seeds'),
        };
      });
    const size = { width: 2 * WIDE + NARROW + WIDE, height: HEIGHT };
    return svgDocument({ ...size, title: this.title, description: this.caption, bars }, [
      ...['sampled', 'thresholded'].map((code, k) =>
        linePanel({
          ...panel,
          x: k * WIDE,
          width: WIDE,
          heading: `by depth, ${code} codes`,
          xLabel: 'machines',
          xTicks: ticks,
          xFormat: String,
          series: byDepth(code),
        }),
      ),
      linePanel({
        ...panel,
        x: 2 * WIDE,
        width: NARROW,
        heading: 'by breadth, deepest head',
        subheading: 'sampled codes',
        xLabel: 'classes shown',
        xScale: 'log',
        xTicks: [1, 2, 5, 10, 20],
        xFormat: String,
        series: LADDERS.map(({ ladder, label, line }): Series => {
          const own = ofCode('sampled').filter((row) => row.ladder === ladder && row.depth === deepest);
          own.sort((p, q) => numberOf(p, 'classes') - numberOf(q, 'classes'));
          return {
            points: curvePoints(own, 'classes', 'excess', 'excess_se'),
            colour: '#1a1a1a',
            dots: 2.2,
            line,
            label,
          };
        }),
      }),
      linePanel({
        ...panel,
        x: 2 * WIDE + NARROW,
        width: WIDE,
        heading: 'against multi-information',
        subheading: 'sampled codes of all depths',
        xLabel: 'multi-information, nats',
        series: rungs.map((rung, k): Series => {
          const own = machines.filter((row) => row.breadth === rung);
          const points = curvePoints(own, 'multi_information', 'excess');
          points.sort((p, q) => p.x - q.x);
          return { points, colour: colours[k]!, line: 'none', dots: 2.6, label: rung };
        }),
      }),
    ]);
  },
};

const WIDE = 385;
const NARROW = 345;
const HEIGHT = 320;

const LADDERS = [
  { ladder: 'digits-first', label: 'digits first', line: 'solid' },
  { ladder: 'fashion-first', label: 'clothes first', line: 'dashed' },
] as const;
