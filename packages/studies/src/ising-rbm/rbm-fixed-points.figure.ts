import {
  distinct,
  type Figure,
  largestOf,
  linePanel,
  numberOf,
  requireRows,
  type Series,
  type SqlRow,
  svgDocument,
} from '@rgflow/drawing';
import { CRITICAL_COUPLING } from '@rgflow/ising';
import { meanOf, meanOverSeeds } from '../mean-over-seeds.js';
import { NETWORKS_AND_SEEDS, refuseRepeatedSeeds } from '../repeated-seeds.js';
import { seedsPhrase } from '../some-seeds.js';
import { rbmFixedPoints } from './rbm-claims.js';

/** The fixed points against what exact thermodynamics says of the samples. */
export const figure: Figure = {
  title: 'Fixed points of the flow against the samples that machines were shown',
  caption:
    'Left and middle: K of the fixed point, by its energy, against K of the mean energy of the samples shown, exactly; on the line a machine knows that energy. ' +
    'Rule: K_c of the square lattice, where a machine would go that finds the critical point whatever it is shown. Right: variance of the energy at the fixed ' +
    'point over that of the Ising model at its K, against the same of the samples; 1 is a single temperature. Dots: trained with 1 Gibbs step, or the fewest; ' +
    'larger rings: with the most; small rings near 0: trained on shuffled samples. Means over seeds with standard errors; machines whose flows have not met are left out.',

  queries: (study) => ({
    points: `
      select dimension, shown, machine, chain_steps, ${meanOf('expected_coupling')} as expected,
             ${meanOf('expected_variance_ratio')} as expected_ratio, ${NETWORKS_AND_SEEDS},
             ${meanOverSeeds('coupling')}, ${meanOverSeeds('variance_ratio')}
      from (${rbmFixedPoints(study)}) where machine != 'untrained' group by dimension, shown, machine, chain_steps order by all`,
  }),

  draw({ points = [] }) {
    requireRows(points, 'ising-rbm');
    refuseRepeatedSeeds(points, 'dimension, couplings, Gibbs steps and seed');
    const trained = points.filter((row) => row.machine === 'trained');
    const known = new Map(trained.map((row) => [`${row.dimension} ${row.shown}`, numberOf(row, 'expected')]));
    const largest = 1.1 * Math.max(0.5, largestOf([...known.values()]));
    const steps = distinct(trained.map((row) => numberOf(row, 'chain_steps')));
    const look = (row: SqlRow) => numberOf(row, 'chain_steps') === steps.at(-1) && steps.length > 1;
    const size = { width: 3 * WIDTH, height: HEIGHT };
    const bars = `standard error of the mean over ${seedsPhrase(points)}`;
    const panel = { y: 0, width: WIDTH, height: HEIGHT, margin: { right: 20 } } as const;
    const marks = (rows: readonly SqlRow[], x: (row: SqlRow) => number, y: string, colour: string): readonly Series[] =>
      [false, true].map((isMost) => {
        const own = rows.filter((row) => look(row) === isMost);
        const at = own.map((row) => ({
          x: x(row),
          y: numberOf(row, y),
          error: numberOf(row, `${y}_se`),
          title: String(row.shown),
        }));
        return { points: at, colour, line: 'none', ...(isMost ? { rings: 4.5 } : { dots: 2.5 }) };
      });
    const line = (to: number): Series => ({
      points: [
        { x: 0, y: 0 },
        { x: to, y: to },
      ],
      colour: '#999999',
      width: 0.9,
    });
    const ratios = Math.max(
      2,
      largestOf(
        trained
          .flatMap((row) => [numberOf(row, 'expected_ratio'), numberOf(row, 'variance_ratio')])
          .filter(Number.isFinite),
      ),
    );
    return svgDocument({ ...size, title: this.title, description: this.caption, bars }, [
      ...DIMENSIONS.map(({ dimension, heading, colour, rules }, at) => {
        const own = points.filter((row) => row.dimension === dimension);
        const expected = (row: SqlRow) => known.get(`${row.dimension} ${row.shown}`) ?? Number.NaN;
        const shuffled = own.filter((row) => row.machine === 'shuffled');
        return linePanel({
          ...panel,
          x: at * WIDTH,
          heading,
          xLabel: 'K of the samples',
          yLabel: 'K of the fixed point',
          xDomain: [0, largest],
          yDomain: [-0.05, largest],
          rules,
          series: [
            line(largest),
            ...marks(
              own.filter((row) => row.machine === 'trained'),
              expected,
              'coupling',
              colour,
            ),
            {
              points: shuffled.map((row) => ({ x: expected(row), y: numberOf(row, 'coupling') })),
              colour: '#999999',
              line: 'none',
              rings: 2.5,
            },
          ],
        });
      }),
      linePanel({
        ...panel,
        x: 2 * WIDTH,
        heading: 'scatter of the energy',
        subheading: 'blue: ring; orange: square lattice',
        xLabel: 'variance ratio of the samples',
        yLabel: 'of the fixed point',
        xDomain: [0, 1.1 * ratios],
        yDomain: [0, 1.1 * ratios],
        series: [
          line(1.1 * ratios),
          ...DIMENSIONS.flatMap(({ dimension, colour }) =>
            marks(
              trained.filter((row) => row.dimension === dimension),
              (row) => numberOf(row, 'expected_ratio'),
              'variance_ratio',
              colour,
            ),
          ),
        ],
      }),
    ]);
  },
};

const WIDTH = 350;
const HEIGHT = 320;

const DIMENSIONS = [
  { dimension: 2, heading: 'square lattice', colour: '#c2570c', rules: [{ y: CRITICAL_COUPLING, label: 'K_c' }] },
  { dimension: 1, heading: 'ring', colour: '#1f5fa8', rules: [] },
] as const;
