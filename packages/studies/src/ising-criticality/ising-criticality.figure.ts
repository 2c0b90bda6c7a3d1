import type { Figure, SqlRow } from '@rgflow/drawing';
import {
  curvePoints,
  distinct,
  largestOf,
  linePanel,
  numberOf,
  powerOfTen,
  requireRows,
  type Series,
  smallestOf,
  svgDocument,
} from '@rgflow/drawing';
import { CRITICAL_COUPLING } from '@rgflow/ising';

/**
 * The relative entropy of the square lattice sees the phase transition: its slope diverges at K_c, from the first step
 * on.
 */
export const figure: Figure = {
  title: 'The relative entropy of the square lattice at the critical coupling',
  caption:
    'Left: relative entropy of the square lattice against the coupling, exactly after many decimations and after one, and as ' +
    'published; points: Monte Carlo for one decimation. Middle: the slopes. Right: the slopes on both sides of K_c against the ' +
    'distance from it, with fits; a straight line on this scale is a logarithmic divergence. Exactly and for many decimations its ' +
    'coefficient is 8K_c/(π ln 2) = 1.619. The published curve has the same one, because it contains the exact energy.',

  queries: (study) => ({
    slopes: `
      select scheme, quantity, coupling, relative_entropy, slope
      from ising_slope where study = ${study} order by all`,
    approach: `
      select scheme, quantity, distance, slope
      from ising_approach where study = ${study} order by all`,
    divergence: `
      select scheme, quantity, amplitude, amplitude_se, background
      from ising_divergence where study = ${study} order by all`,
    simulation: `
      select coupling, size, first_step, first_step_se
      from ising_simulation where study = ${study} order by all`,
  }),

  draw({ slopes = [], approach = [], divergence = [], simulation = [] }) {
    requireRows(slopes, 'ising-criticality');
    const largest = largestOf(slopes.map((row) => numberOf(row, 'coupling')));
    const frame = { y: 0, width: WIDTH, height: 350 };
    const overCouplings = {
      ...frame,
      xLabel: 'coupling K',
      xDomain: [0, largest],
      rules: [{ x: CRITICAL_COUPLING, label: 'K_c' }],
    } as const;
    const all = (column: string) =>
      CURVES.map((each) => ({
        points: curvePoints(
          slopes.filter((row) => isOf(row, each)),
          'coupling',
          column,
        ),
        colour: each.colour,
        label: each.label,
      }));
    const bars = 'standard error of Monte Carlo, with its autocorrelation';
    return svgDocument({ width: 3 * WIDTH, height: 350, title: this.title, description: this.caption, bars }, [
      linePanel({
        ...overCouplings,
        x: 0,
        heading: 'relative entropy',
        subheading: 'points: Monte Carlo',
        yLabel: 's',
        series: [
          ...all('relative_entropy'),
          {
            points: curvePoints(simulation, 'coupling', 'first_step', 'first_step_se'),
            colour: FIRST,
            line: 'none',
            dots: 2.4,
          },
        ],
      }),
      linePanel({
        ...overCouplings,
        x: WIDTH,
        heading: 'slope',
        yLabel: 'ds/dK',
        yDomain: [-4, 10],
        series: all('slope'),
      }),
      linePanel({
        ...frame,
        x: 2 * WIDTH,
        heading: 'slope on both sides of K_c',
        subheading: `fits: ${amplitudesOf(divergence)} · ln 1/|1 − K/K_c|`,
        xLabel: 'distance |1 − K/K_c|',
        xScale: 'log',
        xFormat: powerOfTen,
        xTicks: decadesOf(approach),
        yLabel: 'ds/dK',
        series: CURVES.flatMap((each) => {
          const rows = approach.filter((row) => isOf(row, each));
          return [
            { points: byDistance(rows), colour: each.colour, line: 'none', dots: 1.8 },
            fitted(divergence, each, rows),
          ] as const;
        }),
      }),
    ]);
  },
};

const WIDTH = 370;
const FIRST = '#3d8f5f';

interface Curve {
  readonly scheme: string;
  readonly quantity: string;
  readonly colour: string;
  readonly label: string;
}

const CURVES: readonly Curve[] = [
  { scheme: 'exact', quantity: 'asymptote', colour: '#1f5fa8', label: 'exact' },
  { scheme: 'truncated', quantity: 'asymptote', colour: '#c4501b', label: 'published' },
  { scheme: 'exact', quantity: 'first step', colour: FIRST, label: 'one step' },
];

function isOf(row: SqlRow, { scheme, quantity }: Curve): boolean {
  return row.scheme === scheme && row.quantity === quantity;
}

function byDistance(rows: readonly SqlRow[]) {
  return rows.map((row) => ({ x: Math.abs(numberOf(row, 'distance')), y: numberOf(row, 'slope') }));
}

/** amplitude · ln(1/distance) + background over the distances of some rows. */
function fitted(divergence: readonly SqlRow[], curve: Curve, rows: readonly SqlRow[]): Series {
  const fit = divergence.find((row) => isOf(row, curve));
  const [amplitude, background] =
    fit === undefined ? [Number.NaN, Number.NaN] : [numberOf(fit, 'amplitude'), numberOf(fit, 'background')];
  const distances = distinct(rows.map((row) => Math.abs(numberOf(row, 'distance'))));
  return {
    points: [distances[0]!, distances.at(-1)!].map((x) => ({ x, y: background - amplitude * Math.log(x) })),
    colour: curve.colour,
    width: 1,
    label: curve.label,
  };
}

function amplitudesOf(divergence: readonly SqlRow[]): string {
  return CURVES.flatMap((curve) => divergence.filter((row) => isOf(row, curve)))
    .map((row) => numberOf(row, 'amplitude').toPrecision(4))
    .join(', ');
}

function decadesOf(approach: readonly SqlRow[]): readonly number[] {
  const exponents = approach.map((row) => Math.log10(Math.abs(numberOf(row, 'distance'))));
  const [low, high] = [Math.ceil(smallestOf(exponents) - 1e-9), Math.floor(largestOf(exponents) + 1e-9)];
  return Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`));
}
