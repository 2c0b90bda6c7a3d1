import type { Figure, SqlRow } from '@rgflow/drawing';
import { curvePoints, largestOf, linePanel, numberOf, requireRows, svgDocument } from '@rgflow/drawing';
import { CRITICAL_COUPLING } from '@rgflow/ising';

/** Figure 5 of arXiv:2107.06898, with the exact asymptote, which has no reason to stop at K_c. */
export const figure: Figure = {
  title: 'Asymptote of the relative entropy of the square lattice, as published and exactly',
  caption:
    'Left: the relative entropy after many decimations against the coupling up to K_c, as published (points: the truncated flow ' +
    'at its last step; dashed: K²/ln 2), and exactly, 1 − S/(N ln 2). Right: over all couplings, with the first step exactly and ' +
    'truncated. The truncation is too low from the first step on and breaks down above K_c; the exact curves have a vertical ' +
    'tangent there.',

  queries: (study) => ({
    limits: `
      select coupling, scheme, relative_entropy
      from ising_asymptote
      where study = ${study} and dimension = 2
      order by all`,
    steps: `
      select coupling, scheme, step, relative_entropy
      from ising_flow
      where study = ${study} and dimension = 2 and scheme in ('exact', 'truncated')
        and (step = 1 or step = (select max(step) from ising_flow where study = ${study} and scheme = 'truncated'))
      order by all`,
  }),

  draw({ limits = [], steps = [] }) {
    requireRows(limits, 'ising-2d');
    const limit = (scheme: string) => pointsOf(limits.filter((row) => row.scheme === scheme));
    const step = (scheme: string, first: boolean) =>
      pointsOf(steps.filter((row) => row.scheme === scheme && (numberOf(row, 'step') === 1) === first));
    const last = step('truncated', false);
    const untilCritical = ({ x }: { x: number }) => x <= CRITICAL_COUPLING * (1 + 1e-5);
    const largest = limit('exact').at(-1)!.x;
    const frame = { y: 0, width: 390, height: 340, xLabel: 'coupling K', yLabel: 's' };
    return svgDocument({ width: 780, height: 340, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'limit of many steps, K ≤ K_c',
        subheading: 'figure 5 of the paper, with the exact curve',
        xDomain: [0, Math.min(largest, 0.45)],
        yDomain: [0, 0.6],
        rules: [{ x: CRITICAL_COUPLING }],
        series: [
          { points: limit('exact').filter(untilCritical), colour: EXACT, label: 'exact' },
          { points: last.filter(untilCritical), colour: PUBLISHED, line: 'none', dots: 2.4, label: 'published' },
          {
            points: limit('weak-coupling').filter(untilCritical),
            colour: '#888888',
            line: 'dashed',
            label: 'K^2 / ln 2',
          },
        ],
      }),
      linePanel({
        ...frame,
        x: 390,
        heading: 'all couplings',
        subheading: 'blue: exactly; orange: as published',
        xDomain: [0, largest],
        rules: [{ x: CRITICAL_COUPLING, label: 'K_c' }],
        series: [
          { points: limit('exact'), colour: EXACT, label: 's^{(∞)}' },
          { points: step('exact', true), colour: EXACT, line: 'dashed', label: 's^{(1)}' },
          { points: last, colour: PUBLISHED, label: `s^{(${lastStep(steps)})}` },
          { points: step('truncated', true), colour: PUBLISHED, line: 'dashed', label: 's^{(1)}' },
        ],
      }),
    ]);
  },
};

const EXACT = '#1f5fa8';
const PUBLISHED = '#c4501b';

function pointsOf(rows: readonly SqlRow[]) {
  return curvePoints(rows, 'coupling', 'relative_entropy');
}

function lastStep(steps: readonly SqlRow[]): string {
  return String(largestOf(steps.map((row) => numberOf(row, 'step'))));
}
