import {
  FAINT_INK,
  type Figure,
  FigureError,
  type Interval,
  intervalPanel,
  numberOf,
  requireRows,
  type SqlRow,
  svgDocument,
  svgText,
} from '@rgflow/drawing';
import { seedsPhrase, seedsRemark } from '../some-seeds.js';
import { claimVerdicts } from './claim-verdicts.js';
import { AT_EQUAL_ACCURACY } from './equal-accuracy.js';
import { NETWORK_LOOKS } from './nuisance-looks.js';

/** The claims about depth as coarse-graining, each with its error and its verdict. */
export const figure: Figure = {
  title: 'Claims about depth as coarse-graining, tested',
  caption:
    'Differences of the information that linear readers find, in nats on a square-root scale, with their standard errors over seeds. From left to right: ' +
    'last hidden layer less the first; that, less the same in the untrained network; that in the network trained on nuisances, less the same in the ' +
    'one trained on plain images; last hidden layer of the deep network less that of the shallow one with as many parameters, after as many epochs; the ' +
    'same where both classify equally well. Right of zero more is readable, left of it less, which says nothing of what is there. Filled: as the claim ' +
    'expects (label above zero after training, all else below); cross: the other way; ring: undecided. Decided is what a t test with Holm’s correction for ' +
    'all tests of the reader (those at equal accuracy by themselves) finds at 5 %.',

  queries: (study) => ({ tests: claimVerdicts(study, "reader = 'linear'") }),

  draw({ tests: all = [] }) {
    requireRows(all, 'nuisance');
    // Two networks may never have been equally accurate: of such a comparison there is nothing to draw.
    const tests = all.filter((row) => row.comparison !== AT_EQUAL_ACCURACY || row.difference !== null);
    const claims = new Set(tests.map((row) => `${row.comparison} ${row.network} ${row.target}`));
    if (claims.size < tests.length) {
      throw new FigureError(
        `${tests.length} tests of ${claims.size} claims; the run sweeps more than the seed, and one figure cannot hold that.`,
      );
    }
    const reach = Math.max(
      ...tests
        .map((row) => Math.abs(numberOf(row, 'difference')) + (numberOf(row, 'difference_se') || 0))
        .filter(Number.isFinite),
      0.01,
    );
    const bars = `standard error of the mean over ${seedsPhrase(tests)}`;
    return svgDocument({ width: WIDTH, height: HEIGHT, title: this.title, description: this.caption, bars }, [
      ...COMPARISONS.map(({ comparison, heading = comparison, subheading }, k) =>
        intervalPanel({
          x: LEFT + k * SPACING,
          width: PLOT_WIDTH,
          height: HEIGHT,
          margin: { top: TOP, bottom: HEIGHT - PLOT_BOTTOM },
          name: comparison,
          heading,
          subheading,
          rows: TARGETS.length,
          reach: 1.1 * reach,
          intervals: intervalsOf(tests.filter((row) => row.comparison === comparison)),
        }),
      ),
      ...TARGETS.map((target, row) => svgText(target, { x: LEFT - 8, y: yOf(row) + 4, anchor: 'end' })),
      svgText('difference in nats', {
        x: LEFT + (COMPARISONS.length * SPACING) / 2 - 10,
        y: HEIGHT - 26,
        size: 12,
        anchor: 'middle',
      }),
      ...networkNames(tests),
      svgText('● as the claim expects   × the other way   ○ undecided: p > 0.05 after Holm’s correction', {
        x: LEFT + COMPARISONS.length * SPACING - 20,
        y: HEIGHT - 6,
        anchor: 'end',
      }),
    ]);
  },
};

const TARGETS = ['label', 'all nuisances', 'shift', 'rotation', 'thickness', 'brightness', 'noise'];
const COMPARISONS: readonly { comparison: string; heading?: string; subheading: string }[] = [
  { comparison: 'last against first', subheading: 'hidden layer' },
  { comparison: 'trained against random', subheading: 'change from first to last' },
  { comparison: 'nuisances against plain', subheading: 'change from first to last' },
  { comparison: 'deep against shallow', subheading: 'last hidden layer' },
  {
    comparison: AT_EQUAL_ACCURACY,
    heading: 'at equal accuracy',
    subheading: 'deep against shallow',
  },
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

function intervalsOf(tests: readonly SqlRow[]): readonly Interval[] {
  return tests
    .map((row): Interval => {
      const look = NETWORK_LOOKS.findIndex(({ network }) => network === row.network);
      return {
        // Random above, nuisances below the middle of the row.
        row: TARGETS.indexOf(String(row.target)) + 0.24 * (look - 2),
        value: numberOf(row, 'difference'),
        error: numberOf(row, 'difference_se') || 0,
        colour: NETWORK_LOOKS[look]?.colour ?? FAINT_INK,
        mark: row.as_expected === null ? 'ring' : row.as_expected === true ? 'disc' : 'cross',
      };
    })
    .filter(({ value }) => Number.isFinite(value));
}

/** The names of the networks in their colours, with the fewest seeds of a difference of each. */
function networkNames(tests: readonly SqlRow[]): readonly string[] {
  let x = LEFT;
  return NETWORK_LOOKS.slice(1).map(({ network, label, colour }) => {
    const remark = seedsRemark(tests.filter((row) => row.network === network));
    const name = svgText(label, { x, y: HEIGHT - 6, fill: colour, weight: 'bold', ...remark });
    x += remark.remark === undefined ? 75 : 115;
    return name;
  });
}
