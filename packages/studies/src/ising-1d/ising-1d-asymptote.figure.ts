import type { Figure, SqlRow } from '@rgflow/drawing';
import { curvePoints, linePanel, requireRows, svgDocument } from '@rgflow/drawing';

/** Figure 2 of arXiv:2107.06898, with the closed form that the paper had no way to: the asymptote of the chain. */
export const figure: Figure = {
  title: 'Asymptote of the relative entropy of the Ising chain',
  caption:
    'Left: s⁽∞⁾ of the Ising chain against the coupling. Line: the closed form (K tanh K − ln cosh K)/ln 2; points: the flow at ' +
    'its last step; dashed: the curve fitted by eye in the paper, and K²/(2 ln 2) at weak coupling. Right: the paper’s fit less the ' +
    'closed form.',

  queries: (study) => ({
    asymptote: `
      select coupling, scheme, relative_entropy
      from ising_asymptote
      where study = ${study} and dimension = 1 and field = 0
      order by all`,
    flow: `
      select coupling, max(step) as step, arg_max(relative_entropy, step) as relative_entropy
      from ising_flow
      where study = ${study} and dimension = 1 and scheme = 'exact' and field = 0
      group by all
      order by all`,
  }),

  draw({ asymptote = [], flow = [] }) {
    requireRows(asymptote, 'ising-1d');
    const curve = (scheme: string) => pointsOf(asymptote.filter((row) => row.scheme === scheme));
    const exact = curve('exact');
    const published = curve('published-fit');
    const frame = { y: 0, width: 380, height: 330, xLabel: 'coupling K', xDomain: [0, exact.at(-1)!.x] } as const;
    return svgDocument({ width: 760, height: 330, title: this.title, description: this.caption }, [
      linePanel({
        ...frame,
        x: 0,
        heading: 'asymptote',
        subheading: 'points: the flow at its last step',
        yLabel: 's^{(∞)}',
        yDomain: [0, 1],
        series: [
          {
            points: curve('weak-coupling').filter(({ y }) => y <= 0.8),
            colour: '#999999',
            line: 'dashed',
            label: 'weak',
            labelPlace: 'left',
          },
          { points: published, colour: '#c4501b', line: 'dashed', label: 'paper’s fit' },
          { points: exact, colour: '#1f5fa8', label: 'closed form' },
          { points: thinned(pointsOf(flow)), colour: '#1f5fa8', line: 'none', dots: 2.2 },
        ],
      }),
      linePanel({
        ...frame,
        x: 380,
        heading: 'fit less closed form',
        yLabel: 'difference',
        series: [{ points: published.map(({ x, y }, i) => ({ x, y: y - exact[i]!.y })), colour: '#c4501b' }],
      }),
    ]);
  },
};

function pointsOf(rows: readonly SqlRow[]) {
  return curvePoints(rows, 'coupling', 'relative_entropy');
}

/** At most some thirty points, so that the curve under them still shows. */
function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / 30);
  return points.filter((_, i) => i % every === 0);
}
