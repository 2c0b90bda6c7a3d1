import type { Figure, SqlRow } from '@rgflow/drawing';
import {
  distinct,
  linePanel,
  nameEarlyEnds,
  numberOf,
  requireRows,
  type Series,
  sequentialColours,
  svgDocument,
  valuesToDraw,
} from '@rgflow/drawing';

/** What hidden units give to the energy of the visible ones, cumulant by cumulant. */
export const figure: Figure = {
  title: 'Hidden units by their cumulants',
  caption:
    'Error of the first cumulants of a hidden unit h in a field, felt with strength t, against ln E e^(th), on a logarithmic scale. Left: a ' +
    'Bernoulli unit, whose series converges for |t| < √(π² + field²); middle: a unit ±1, for |t| < √(π²/4 + field²); beyond, the sums ' +
    'leave the panel. A Gaussian unit is exact from the second cumulant on and has no curve. Right: the largest error of a probability of three ' +
    'visible units under two hidden ones, cut after so many cumulants: couplings of pairs, triples and so on of visible units.',

  queries: (study) => ({
    sums: `
      select unit, t, cumulants, abs(partial_sum - exact) as deviation
      from boltzmann_cumulant
      where study = ${study}
      order by all`,
    truncation: `
      select unit, cumulants, largest_difference as deviation
      from boltzmann_truncation
      where study = ${study}
      order by all`,
  }),

  draw({ sums = [], truncation = [] }) {
    requireRows(sums, 'boltzmann-marginalisation');
    const strengths = valuesToDraw(distinct(sums.map((row) => numberOf(row, 't'))), [], 6);
    const colours = sequentialColours(strengths.length);
    const frame = {
      y: 0,
      width: 350,
      height: 340,
      xLabel: 'cumulants',
      yScale: 'log',
      yDomain: [LEAST, MOST],
    } as const;
    const panel = (x: number, unit: string, heading: string) =>
      linePanel({
        ...frame,
        x,
        heading,
        yLabel: 'error of ln E e^{th}',
        labelHeader: 't',
        series: nameEarlyEnds(
          strengths.map((t, i) => ({
            points: pointsOf(sums.filter((row) => row.unit === unit && numberOf(row, 't') === t)),
            colour: colours[i]!,
            dots: 1.8,
            label: String(t),
          })),
        ),
      });
    return svgDocument({ width: 1050, height: 340, title: this.title, description: this.caption }, [
      panel(0, 'bernoulli', 'hidden Bernoulli unit'),
      panel(350, 'spin', 'hidden unit ±1'),
      linePanel({
        ...frame,
        x: 700,
        heading: 'three visible, two hidden units',
        subheading: 'Gaussian ones: exact from 2 on',
        yLabel: 'largest error of a probability',
        series: UNITS.map(
          ([unit, label, colour]): Series => ({
            points: pointsOf(truncation.filter((row) => row.unit === unit)),
            colour,
            dots: 1.8,
            label,
          }),
        ),
      }),
    ]);
  },
};

const UNITS = [
  ['bernoulli', 'Bernoulli', '#1f5fa8'],
  ['spin', '±1', '#c4501b'],
] as const;

/** The rounding of doubles, and a sum that has left for good. */
const [LEAST, MOST] = [1e-16, 1e4];

function pointsOf(rows: readonly SqlRow[]) {
  return rows
    .map((row) => ({ x: numberOf(row, 'cumulants'), y: numberOf(row, 'deviation') }))
    .filter(({ y }) => y > LEAST && y < MOST);
}
