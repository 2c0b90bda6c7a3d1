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
  sequentialColours,
  svgDocument,
} from '@rgflow/drawing';
import { meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';
import { plantedHeads } from './planted-claims.js';

/** What machines of growing depth find of planted features, and what the divergence says of it. */
export const figure: Figure = {
  title: 'Planted features: divergence from the model against what is recovered',
  caption:
    'Above: features seen as nested intervals of a binary tree; below: through a random tanh layer. Left: divergence of the code of a head from the ' +
    'nearest Hierarchical Feature Model, corrected, less that of its null, against the number of machines; zero is the model itself. Middle: features ' +
    'that single units of the head know, of those planted. Left and middle are means over seeds with standard errors; line: sampled codes; dashed: thresholded ' +
    'codes; rings: thresholded codes of untrained machines. Right: both against each other, a dot for each seed and depth of sampled codes. Codes without a ' +
    'verdict are left out of left and right.',

  queries: (study) => ({
    depths: `
      select planting, planted_g, code, snapshot, depth, ${NETWORKS_AND_SEEDS},
             ${meanOverSeeds('excess')}, ${meanOverSeeds('recovered')}
      from (${plantedHeads(study)}) group by planting, planted_g, code, snapshot, depth order by all`,
    machines: `
      select planting, planted_g, seed, depth, excess, recovered
      from (${plantedHeads(study)}) where snapshot = 'final' and code = 'sampled' and excess is not null order by all`,
  }),

  draw({ depths = [], machines = [] }) {
    requireRows(depths, 'abstraction-planted');
    refuseRepeatedSeeds(depths, 'planting, g and seed');
    const gs = distinct(depths.map((row) => numberOf(row, 'planted_g')));
    const colours = sequentialColours(gs.length);
    const plantings = PLANTINGS.filter((planting) => depths.some((row) => row.planting === planting));
    const ticks = distinct(depths.map((row) => numberOf(row, 'depth')));
    const highest = (rows: readonly SqlRow[], column: string, least: number) =>
      Math.max(least, largestOf(rows.map((row) => numberOf(row, column)).filter(Number.isFinite)));
    const divergences: readonly [number, number] = [0, 1.08 * highest([...depths, ...machines], 'excess', 0.1)];
    const found: readonly [number, number] = [0, 1.08 * highest([...depths, ...machines], 'recovered', 1)];
    const bars = `standard error of the mean over ${seedsPhrase(depths)}`;
    const size = { width: 3 * WIDTH, height: plantings.length * HEIGHT };
    return svgDocument(
      { ...size, title: this.title, description: this.caption, bars },
      plantings.flatMap((planting, row) => {
        const panel = { y: row * HEIGHT, width: WIDTH, height: HEIGHT, labelHeader: 'g' } as const;
        const own = depths.filter((each) => each.planting === planting);
        const byDepth = (column: 'excess' | 'recovered') =>
          gs.flatMap((g, k) => LOOKS.map((look) => curve(ofG(own, g), column, look, colours[k]!, g)));
        const depth = { xLabel: 'machines', xTicks: ticks, xFormat: String } as const;
        return [
          linePanel({
            ...panel,
            ...depth,
            x: 0,
            heading: `${planting}: divergence`,
            subheading: 'dashed: thresholded; rings: untrained',
            yLabel: 'nats above the null',
            yDomain: divergences,
            series: byDepth('excess'),
          }),
          linePanel({
            ...panel,
            ...depth,
            x: WIDTH,
            heading: `${planting}: features found`,
            yLabel: 'features known to single units',
            yDomain: found,
            series: byDepth('recovered'),
          }),
          linePanel({
            ...panel,
            x: 2 * WIDTH,
            labelHeader: '',
            heading: `${planting}: one against the other`,
            subheading: 'sampled codes of all depths',
            xLabel: 'features known to single units',
            yLabel: 'nats above the null',
            xDomain: found,
            yDomain: divergences,
            series: gs.map((g, k): Series => {
              const rows = ofG(machines, g).filter((each) => each.planting === planting);
              const points = rows.map((each) => ({ x: numberOf(each, 'recovered'), y: numberOf(each, 'excess') }));
              points.sort((p, q) => p.x - q.x);
              return { points, colour: colours[k]!, line: 'none', dots: 2.6 };
            }),
          }),
        ];
      }),
    );
  },
};

const WIDTH = 330;
const HEIGHT = 270;
const PLANTINGS = ['tree', 'random'] as const;

const LOOKS = [
  { snapshot: 'final', code: 'sampled', line: 'solid', dots: 2.2, rings: 0, named: true },
  { snapshot: 'final', code: 'thresholded', line: 'dashed', dots: 0, rings: 0, named: false },
  { snapshot: 'init', code: 'thresholded', line: 'none', dots: 0, rings: 3, named: false },
] as const;

const ofG = (rows: readonly SqlRow[], g: number) => rows.filter((row) => row.planted_g === g);

function curve(
  rows: readonly SqlRow[],
  column: 'excess' | 'recovered',
  { snapshot, code, line, dots, rings, named }: (typeof LOOKS)[number],
  colour: string,
  g: number,
): Series {
  const own = rows.filter((row) => row.snapshot === snapshot && row.code === code);
  const points = curvePoints(own, 'depth', column, `${column}_se`);
  const remark = seedsRemark(own, {}, `${column}_seeds`);
  return { points, colour, line, dots, rings, ...(named ? { label: String(g), ...remark } : {}) };
}
