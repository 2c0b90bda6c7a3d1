import * as Plot from '@observablehq/plot';
import {
  AXIS,
  axisLines,
  FAINT_INK,
  type Figure,
  FigureError,
  numberOf,
  plotGroup,
  requireRows,
  type SqlRow,
  svgDocument,
  svgText,
} from '@rgflow/drawing';
import { claimVerdicts } from './claim-verdicts.js';
import { NETWORK_LOOKS } from './nuisance-looks.js';

/** The claims about depth as coarse-graining, each with its error and its verdict. */
export const figure: Figure = {
  title: 'Claims about depth as coarse-graining, tested',
  caption:
    'Differences of the information that linear readers find, in nats on a square-root scale, with their standard errors over seeds. From left to right: ' +
    'last hidden layer less the first; that, less the same in the untrained network; that in the network trained on nuisances, less the same in the ' +
    'one trained on plain images; last hidden layer of the deep network less that of the shallow one with as many parameters. Filled: the claim (label ' +
    'above zero after training, all else below) is supported; cross: contradicted; ring: undecided, by a two-sided t test at 1 %.',

  queries: (study) => ({ tests: claimVerdicts(study) }),

  draw({ tests = [] }) {
    requireRows(tests, 'nuisance');
    const claims = new Set(tests.map((row) => `${row.comparison} ${row.network} ${row.target}`));
    if (claims.size < tests.length) {
      throw new FigureError(
        `${tests.length} tests of ${claims.size} claims; the run sweeps more than the seed, and one figure cannot hold that.`,
      );
    }
    const reach = Math.max(
      ...tests
        .map((row) => Math.abs(numberOf(row, 'difference')) + (numberOf(row, 'standard_error') || 0))
        .filter(Number.isFinite),
      0.01,
    );
    return svgDocument({ width: WIDTH, height: HEIGHT, title: this.title, description: this.caption }, [
      ...COMPARISONS.map(({ comparison, heading, subheading }, k) =>
        [
          panel(
            tests.filter((row) => row.comparison === comparison),
            { k, reach: 1.1 * reach, name: comparison },
          ),
          svgText(heading, { x: LEFT + k * SPACING, y: 16, size: 12, weight: 'bold' }),
          svgText(subheading, { x: LEFT + k * SPACING, y: 30, size: 10, fill: FAINT_INK }),
        ].join('\n'),
      ),
      ...TARGETS.map((target, row) => svgText(target, { x: LEFT - 8, y: yOf(row) + 4, anchor: 'end' })),
      svgText('difference in nats', { x: LEFT + 2 * SPACING - 10, y: HEIGHT - 26, size: 12, anchor: 'middle' }),
      ...NETWORK_LOOKS.slice(1).map(({ label, colour }, k) =>
        svgText(label, { x: LEFT + 75 * k, y: HEIGHT - 6, fill: colour, weight: 'bold' }),
      ),
      svgText('● supported   × contradicted   ○ undecided', {
        x: LEFT + 4 * SPACING - 20,
        y: HEIGHT - 6,
        anchor: 'end',
      }),
    ]);
  },
};

const TARGETS = ['label', 'all nuisances', 'shift', 'rotation', 'thickness', 'brightness', 'noise'];
const COMPARISONS = [
  { comparison: 'last against first', heading: 'last against first', subheading: 'hidden layer' },
  { comparison: 'trained against random', heading: 'trained against random', subheading: 'change from first to last' },
  {
    comparison: 'nuisances against plain',
    heading: 'nuisances against plain',
    subheading: 'change from first to last',
  },
  { comparison: 'deep against shallow', heading: 'deep against shallow', subheading: 'last hidden layer' },
];

const LEFT = 100;
const SPACING = 205;
const PLOT_WIDTH = 185;
const TOP = 40;
const ROW = 40;
const PLOT_BOTTOM = TOP + TARGETS.length * ROW;
const WIDTH = LEFT + COMPARISONS.length * SPACING;
const HEIGHT = PLOT_BOTTOM + 66;

const yOf = (row: number) => TOP + (row + 0.5) * ROW;

interface Point {
  readonly x: number;
  readonly error: number;
  readonly y: number;
  readonly colour: string;
  readonly verdict: string;
}

function panel(
  tests: readonly SqlRow[],
  { k, reach, name }: { readonly k: number; readonly reach: number; readonly name: string },
): string {
  const points = tests
    .map((row): Point => {
      const look = NETWORK_LOOKS.findIndex(({ network }) => network === row.network);
      return {
        x: numberOf(row, 'difference'),
        error: numberOf(row, 'standard_error') || 0,
        // Random above, nuisances below the middle of the row.
        y: TARGETS.indexOf(String(row.target)) + 0.5 + 0.24 * (look - 2),
        colour: NETWORK_LOOKS[look]?.colour ?? FAINT_INK,
        verdict: String(row.verdict),
      };
    })
    .filter(({ x }) => Number.isFinite(x));
  const at = { x: 'x', y: 'y' } as const;
  const colour = (point: Point) => point.colour;
  return plotGroup(
    {
      width: PLOT_WIDTH,
      height: HEIGHT,
      marginTop: TOP,
      marginBottom: HEIGHT - PLOT_BOTTOM,
      marginLeft: 0,
      marginRight: 0,
      x: { type: 'sqrt', domain: [-reach, reach], label: null, axis: null },
      y: { domain: [0, TARGETS.length], range: [TOP, PLOT_BOTTOM], label: null, axis: null },
      marks: [
        ...axisLines().slice(1),
        Plot.axisX(ticksWithin(reach), { tickFormat: (value: number) => String(value), ...AXIS }),
        Plot.ruleX([0], { stroke: FAINT_INK, strokeWidth: 0.75 }),
        Plot.ruleY(
          TARGETS.slice(1).map((_, row) => row + 1),
          { stroke: '#e2e2e2', strokeWidth: 0.5 },
        ),
        Plot.ruleY(points, {
          y: 'y',
          x1: (point: Point) => point.x - point.error,
          x2: (point: Point) => point.x + point.error,
          stroke: colour,
        }),
        Plot.dot(
          points.filter(({ verdict }) => verdict === 'supported'),
          { ...at, r: 3, fill: colour },
        ),
        Plot.dot(
          points.filter(({ verdict }) => verdict === 'undecided'),
          { ...at, r: 3, stroke: colour, fill: '#ffffff' },
        ),
        Plot.dot(
          points.filter(({ verdict }) => verdict === 'contradicted'),
          {
            ...at,
            r: 4,
            symbol: 'times',
            stroke: colour,
            strokeWidth: 1.6,
          },
        ),
      ],
    },
    { x: LEFT + k * SPACING, y: 0, name },
  );
}

/** Round numbers to either side that are far enough from one another on a square-root scale. */
function ticksWithin(reach: number): number[] {
  const step = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2].findLast((candidate) => candidate <= 0.8 * reach) ?? 0.01;
  return [-step, -step / 5, 0, step / 5, step];
}
